import { resolve } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { describeSettings, parseEnvironmentText, readSettingsFile, serviceNames } from '@catalogsync/runtime';
import type { Command } from 'commander';
import { describeValue } from '../home/env-file.js';
import { type Home, readHomeAsIs } from '../home/home-folder.js';
import { keyGroups } from '../home/known-keys.js';
import { findProblems } from '../host/configuration-problems.js';
import { settingsSources } from '../host/installation.js';
import { loadServices } from '../host/services.js';
import type { CommandContext } from '../report/command-context.js';
import { addRevisions } from './config-revisions.js';
import { addConfigSet } from './config-set.js';
import { type HomeOptions, homeCommand } from './options.js';

async function show(options: HomeOptions, context: CommandContext): Promise<void> {
  const home = await readHomeAsIs(options.home, context.surroundings);
  const sources = settingsSources(home, keyGroups(await loadServices(serviceNames)), context.surroundings.environment);
  const settings = describeSettings(home.settingsText, sources, parseEnvironmentText(home.secretsText));
  if (context.settings.json) return context.output.json(settings);
  let group = '';
  for (const setting of settings) {
    if (setting.group !== group) context.output.line(`${group === '' ? '' : '\n'}--- ${setting.group} ---`);
    group = setting.group;
    context.output.line(`${setting.name}=${setting.value}${setting.from === 'default' ? '' : `  [${setting.from}]`}`);
    context.output.line(
      `    ${setting.help} (${describeValue({ ...setting, defaultText: setting.default ?? undefined })}; of the ${setting.belongsTo})`,
    );
  }
}

/** A named file is checked in place of the home's own. */
async function homeToCheck(file: string | undefined, options: HomeOptions, context: CommandContext): Promise<Home> {
  const home = await readHomeAsIs(options.home, context.surroundings);
  if (file === undefined) return home;
  const path = resolve(context.surroundings.cwd, file);
  return { ...home, settingsFile: path, settingsText: await readSettingsFile(path) };
}

async function check(file: string | undefined, options: HomeOptions, context: CommandContext): Promise<void> {
  const home = await homeToCheck(file, options, context);
  const problems = await findProblems(home);
  if (context.settings.json) context.output.json({ home: home.root, file: home.settingsFile, problems });
  if (problems.length > 0) {
    throw new Fault('invalid_argument', problems.join('; '), { hint: `Correct ${home.settingsFile} or the environment.` });
  }
  if (!context.settings.json)
    context.output.line(`The configuration of ${file === undefined ? home.root : home.settingsFile} is in order.`);
}

/** `config show|check|set|revisions|save|diff|apply` */
export function addConfig(program: Command, context: CommandContext): void {
  const config = program.command('config').description('settings of a home, and their revisions');
  homeCommand(config, 'show', 'every key of every service with value, default, unit, range and meaning; secrets are masked').action(
    (options: HomeOptions) => show(options, context),
  );
  homeCommand(config, 'check', 'check all settings and the spelling of their keys; a file is checked as if it were the settings file')
    .argument('[file]', 'another settings file')
    .action((file: string | undefined, options: HomeOptions) => check(file, options, context));
  addConfigSet(config, context);
  addRevisions(config, context);
}
