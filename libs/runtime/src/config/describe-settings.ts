import { delimiter } from 'node:path';
import { allKeys, effectiveSettings } from './check-settings.js';
import type { ConfigKey, KeyClass } from './config-key.js';
import { type Environment, parseEnvironmentText } from './environment.js';
import type { SettingsSources } from './installation.js';
import { resolveConfig } from './read-config.js';
import { MASK } from './secret-lines.js';

/** The current state of a setting, for a person. */
export interface ShownSetting {
  readonly name: string;
  readonly group: string;
  /** Masked if it is a secret; as written if it cannot be parsed. */
  readonly value: string;
  /** `file` is either file; `environment` is the process environment or the command line. Fixed values count as default. */
  readonly from: 'default' | 'file' | 'environment';
  readonly kind: string;
  readonly range: string;
  readonly default: string | null;
  readonly help: string;
  readonly secret: boolean;
  /** Who may change it. */
  readonly belongsTo: KeyClass;
}

/** Every key of every group once, under the first group that has it. */
export function describeSettings(text: string, sources: SettingsSources, secrets: Environment): ShownSetting[] {
  const environment = effectiveSettings(text, sources, secrets);
  const files = { ...parseEnvironmentText(text), ...secrets };
  const { values } = resolveConfig(allKeys(sources), environment);
  const seen = new Set<string>();
  return sources.groups.flatMap(({ title, keys }) =>
    Object.entries(keys)
      .filter(([name]) => !seen.has(name) && seen.add(name))
      .map(([name, key]) => ({
        name,
        group: title,
        value: valueText(key, values[name] ?? environment[name] ?? ''),
        from: sources.overrides[name] ? 'environment' : files[name] && !(name in sources.fixed) ? 'file' : 'default',
        kind: key.kind,
        range: key.range,
        default: key.defaultText ?? null,
        help: key.help,
        secret: key.secret,
        belongsTo: key.belongsTo,
      })),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The value as written in a file. */
function valueText(key: ConfigKey, value: unknown): string {
  const text = Array.isArray(value) ? value.join(key.kind.includes(',') ? ',' : delimiter) : isRecord(value) ? pairs(value) : String(value);
  return key.secret && text !== '' ? MASK : text;
}

const pairs = (value: Record<string, unknown>): string =>
  Object.entries(value)
    .map(([name, part]) => `${name}=${String(part)}`)
    .join(';');
