import { checkSettings, duplicateKeys, parseEnvironmentText, unknownKeys } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import { keyGroups } from '../home/known-keys.js';
import { settingsSources } from './installation.js';
import { loadServices, startOrder } from './services.js';

/** Everything that is wrong with the settings of a home, file by file and line by line, then with the environment; empty if nothing is. */
export async function findProblems(home: Home): Promise<string[]> {
  const groups = keyGroups(await loadServices(startOrder));
  const problems = checkSettings(home.settingsText, settingsSources(home, groups, home.given), parseEnvironmentText(home.secretsText));
  return [
    ...problems.map((problem) => (problem.line === 0 ? problem.message : `${home.settingsFile}: ${problem.message}`)),
    // The values of secrets are checked with all others.
    ...[...duplicateKeys(home.secretsText), ...unknownKeys(home.secretsText, groups)].map(
      ({ message }) => `${home.secretsFile}: ${message}`,
    ),
  ];
}
