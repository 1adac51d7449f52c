import { delimiter } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { type ConfigKey, type Environment, readConfig, serviceNames } from '@catalogsync/runtime';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { describeValue } from '../home/env-file.js';
import { type Home, readHome } from '../home/home-folder.js';
import { keyGroups } from '../home/known-keys.js';
import { findProblems } from '../host/configuration-problems.js';
import { rpcAddresses, socketFolder } from '../host/service-environment.js';
import { loadServices } from '../host/services.js';
import { homeOption } from './options.js';

interface Options {
  readonly home?: string;
}

/** A setting as it stands. */
interface ShownSetting {
  readonly name: string;
  readonly group: string;
  readonly value: string;
  readonly from: 'default' | 'file' | 'environment';
  readonly kind: string;
  readonly range: string;
  readonly default: string | null;
  readonly help: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const pairs = (value: Record<string, unknown>): string =>
  Object.entries(value)
    .map(([name, part]) => `${name}=${String(part)}`)
    .join(';');

function valueText(key: ConfigKey, value: unknown): string {
  const text = Array.isArray(value) ? value.join(key.kind.includes(',') ? ',' : delimiter) : isRecord(value) ? pairs(value) : String(value);
  return key.secret && text !== '' ? '********' : text;
}

function originOf(name: string, home: Home, environment: Environment): ShownSetting['from'] {
  if (environment[name]) return 'environment';
  return home.fileKeys.includes(name) && home.environment[name] ? 'file' : 'default';
}

async function settingsOf(home: Home, context: CommandContext): Promise<ShownSetting[]> {
  const groups = keyGroups(await loadServices(serviceNames));
  const keys: Record<string, ConfigKey> = Object.assign({}, ...groups.map((group) => group.keys).toReversed());
  const values = readConfig(keys, { ...home.environment, ...rpcAddresses(home.environment, socketFolder(home.root)) });
  const seen = new Set<string>();
  return groups.flatMap(({ title, keys: own }) =>
    Object.entries(own)
      .filter(([name]) => !seen.has(name) && seen.add(name))
      .map(([name, key]) => ({
        name,
        group: title,
        value: valueText(key, values[name]),
        from: originOf(name, home, context.environment),
        kind: key.kind,
        range: key.range,
        default: key.defaultText ?? null,
        help: key.help,
      })),
  );
}

async function show(options: Options, context: CommandContext): Promise<void> {
  const home = await readHome(options.home, context.environment, context.cwd);
  const settings = await settingsOf(home, context);
  if (context.settings.json) return context.output.json(settings);
  let group = '';
  for (const setting of settings) {
    if (setting.group !== group) context.output.line(`${group === '' ? '' : '\n'}--- ${setting.group} ---`);
    group = setting.group;
    context.output.line(`${setting.name}=${setting.value}${setting.from === 'default' ? '' : `  [${setting.from}]`}`);
    context.output.line(`    ${setting.help} (${describeValue({ ...setting, defaultText: setting.default ?? undefined })})`);
  }
}

async function check(options: Options, context: CommandContext): Promise<void> {
  const home = await readHome(options.home, context.environment, context.cwd);
  const problems = await findProblems(home);
  if (context.settings.json) context.output.json({ home: home.root, problems });
  if (problems.length > 0) {
    throw new Fault('invalid_argument', problems.join('; '), { hint: `Correct ${home.settingsFile} or the environment.` });
  }
  if (!context.settings.json) context.output.line(`The configuration of ${home.root} is in order.`);
}

/** `config show|check` */
export function addConfig(program: Command, context: CommandContext): void {
  const config = program.command('config').description('settings of a home');
  config
    .command('show')
    .description('every key of every service with its value, default, unit, range and meaning; secrets are masked')
    .addOption(homeOption())
    .action((options: Options) => show(options, context));
  config
    .command('check')
    .description('check all settings and the spelling of their keys')
    .addOption(homeOption())
    .action((options: Options) => check(options, context));
}
