import { existsSync } from 'node:fs';
import { Fault } from '@catalogsync/faults';
import { SecretKeys, serviceNames } from '@catalogsync/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { setKey } from '../home/env-file.js';
import { type Home, readHome, rememberSetting } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { keyGroups } from '../home/known-keys.js';
import { findProblems } from '../host/configuration-problems.js';
import { loadServices } from '../host/services.js';
import { withHomeConfiguration } from '../host/with-configuration.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { type ApplyOptions, applyRevision, noWaitOption } from './config-revisions.js';
import { homeCommand } from './options.js';

interface Assignment {
  readonly name: string;
  readonly value: string;
}

function assignment(text: string, before: readonly Assignment[] = []): readonly Assignment[] {
  const [, name, value] = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=([^\n\r]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('write KEY=VALUE, in one line');
  return [...before, { name, value: value.trim() }];
}

/** @throws Fault `invalid_argument`: a secret in the settings file would be shown and saved */
async function refuseSecrets({ secretsFile }: Home, changes: readonly Assignment[]): Promise<void> {
  const groups = keyGroups(await loadServices(serviceNames));
  const [secret] = new SecretKeys(groups).find(changes.map(({ name, value }) => `${name}=${value}`).join('\n'));
  if (secret === undefined) return;
  throw new Fault('invalid_argument', `${secret.key} ${secret.why}`, {
    hint: `Write it into ${secretsFile}; then: catalogsync sources reload, or restart.`,
  });
}

/** The settings as they would be. @throws Fault `invalid_argument` with everything that is wrong with them */
async function changedText(home: Home, changes: readonly Assignment[]): Promise<string> {
  const text = changes.reduce((lines, { name, value }) => setKey(lines, name, value), home.settingsText);
  const problems = await findProblems({ ...home, settingsText: text });
  if (problems.length > 0) throw new Fault('invalid_argument', problems.join('; '), { hint: 'Nothing was changed.' });
  return text;
}

async function set(changes: readonly Assignment[], options: ApplyOptions, context: CommandContext): Promise<void> {
  const home = await readHome(options.home, context.surroundings);
  await refuseSecrets(home, changes);
  const text = await changedText(home, changes);
  for (const { name } of changes) {
    if (context.surroundings.environment[name] !== undefined)
      context.output.note(`${name} is also set in the environment of this command; where that is so, the environment wins over the file`);
  }
  if (text === home.settingsText) return printResult(context, { changed: [] }, () => 'nothing to change');
  if (!existsSync(readHostConfig(home.environment).DB_PATH)) return write(home, changes, context);
  const note = `config set ${changes.map(({ name }) => name).join(' ')}`;
  const { id } = await withHomeConfiguration(options.home, context, (configuration) => configuration.save(note, text, context.signal));
  await applyRevision(id, options, context);
}

/** A home without a catalogue keeps no revisions yet. */
async function write(home: Home, changes: readonly Assignment[], context: CommandContext): Promise<void> {
  if (!existsSync(home.settingsFile)) {
    throw new Fault('not_found', `there is no settings file ${home.settingsFile}`, { hint: 'Start it once: catalogsync up' });
  }
  for (const { name, value } of changes) await rememberSetting(home, name, value);
  const changed = changes.map(({ name }) => name);
  printResult(context, { changed }, () => [`changed: ${changed.join(', ')}`, 'it takes effect at the next start of catalogsync']);
}

/** `config set KEY=VALUE …` */
export function addConfigSet(config: Command, context: CommandContext): void {
  homeCommand(config, 'set', 'change settings: checked, saved as a revision and applied; undone by itself if a service fails with them')
    .argument('<KEY=VALUE...>', 'settings to change; an empty value sets the key to nothing', assignment)
    .addOption(noWaitOption())
    .action((changes: readonly Assignment[], options: ApplyOptions) => set(changes, options, context));
}
