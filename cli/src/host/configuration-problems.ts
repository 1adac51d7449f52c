import { checkSettings, duplicateKeys, parseEnvironmentText, unknownKeys } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import { keyGroups } from '../home/known-keys.js';
import { settingsSources } from './installation.js';
import { loadServices, startOrder } from './services.js';

/** All problems of a home's settings, by file and line, then of the environment; empty if there are none. */
export async function findProblems(home: Home): Promise<string[]> {
  const groups = keyGroups(await loadServices(startOrder));
  const problems = checkSettings(home.settingsText, settingsSources(home, groups, home.given), parseEnvironmentText(home.secretsText));
  return [
    ...problems.map((problem) => (problem.line === 0 ? problem.message : `${home.settingsFile}: ${problem.message}`)),
    // Secrets are checked like all other values.
    ...[...duplicateKeys(home.secretsText), ...unknownKeys(home.secretsText, groups)].map(
      ({ message }) => `${home.secretsFile}: ${message}`,
    ),
  ];
}
