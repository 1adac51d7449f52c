import { Fault } from '@catalogsync/faults';
import type { KeyGroup, SettingsSources } from '../installation.js';
import type { ConfigKey } from './config-key.js';
import { type Environment, environmentLines, parseEnvironmentText } from './environment.js';
import { resolveConfig } from './read-config.js';
import { SecretKeys } from './secret-lines.js';
import { formProblem } from './settings-file.js';
import { findUnknownKeys } from './unknown-keys.js';

/** One thing that is wrong with a settings text or with what it gives together with the other sources. */
export interface SettingsProblem {
  /** Empty if it is about no key. */
  readonly key: string;
  /** From 1; 0 if it is about no line. */
  readonly line: number;
  /** Complete, names the key. */
  readonly message: string;
}

/** A text with more than these is not a settings file with faults but another file. */
const MOST_PROBLEMS = 100;

/** What counts once a text is the settings file: file over derived, secrets over the file, overrides over all. */
export function effectiveSettings(text: string, sources: SettingsSources, secrets: Environment): Environment {
  return { ...sources.derived, ...parseEnvironmentText(text), ...secrets, ...sources.overrides, ...sources.fixed };
}

/** Every key with its definition; where several groups have one, the first counts. */
export function allKeys(sources: SettingsSources): Readonly<Record<string, ConfigKey>> {
  return Object.assign({}, ...sources.groups.map(({ keys }) => keys).toReversed());
}

/** Everything that is wrong with a text as the settings file, in the order of its lines, at most `MOST_PROBLEMS` of them; empty if nothing is. */
export function checkSettings(text: string, sources: SettingsSources, secrets: Environment): SettingsProblem[] {
  const form = formProblem(text);
  if (form !== undefined) return [{ key: '', line: 0, message: form }];
  const inLines = [
    ...duplicateKeys(text),
    ...secretKeys(text, sources),
    ...unknownKeys(text, sources.groups),
    ...wrongValues(text, sources),
  ];
  const seen = new Set(inLines.map(({ key }) => key));
  if (inLines.length > MOST_PROBLEMS) {
    const message = `and ${inLines.length - MOST_PROBLEMS} more problems`;
    return [...inLines.sort((a, b) => a.line - b.line).slice(0, MOST_PROBLEMS), { key: '', line: 0, message }];
  }
  const together = problemsTogether(effectiveSettings(text, sources, secrets), sources).filter(({ key }) => key === '' || !seen.has(key));
  return [...inLines.sort((a, b) => a.line - b.line), ...together];
}

/** Which of two lines counts is easily mistaken, so neither does. */
export function duplicateKeys(text: string): SettingsProblem[] {
  const lines = new Map<string, number[]>();
  for (const { key, line } of environmentLines(text)) lines.set(key, [...(lines.get(key) ?? []), line]);
  return [...lines].flatMap(([key, at]) => {
    const last = at.at(-1) ?? 0;
    return at.length < 2
      ? []
      : [{ key, line: last, message: `${key} is set ${at.length} times: lines ${at.slice(0, -1).join(', ')} and ${last}` }];
  });
}

function secretKeys(text: string, { groups }: SettingsSources): SettingsProblem[] {
  const found = new SecretKeys(groups).find(text);
  return found.map(({ key, line, why }) => ({ key, line, message: `${key} ${why}: it belongs in secrets.env (line ${line})` }));
}

/** Keys that no group has, each with the one that it looks like. */
export function unknownKeys(text: string, groups: readonly KeyGroup[]): SettingsProblem[] {
  const known = new Set(groups.flatMap(({ keys }) => Object.keys(keys)));
  const lines = new Map(environmentLines(text).map(({ key, line }) => [key, line]));
  return findUnknownKeys(lines.keys(), known).map(({ name, nearest }) => ({
    key: name,
    line: lines.get(name) ?? 0,
    message: `${name} is no key that anything reads${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
  }));
}

/** Also of values that do not count at the moment because something wins over the file. */
function wrongValues(text: string, sources: SettingsSources): SettingsProblem[] {
  const keys = allKeys(sources);
  return environmentLines(text).flatMap(({ key, value, line }) => {
    const definition = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (definition === undefined) return [];
    const [problem] = resolveConfig({ [key]: { ...definition, fallback: () => undefined } }, { [key]: value }).problems;
    return problem === undefined ? [] : [{ ...problem, line }];
  });
}

function problemsTogether(environment: Environment, { groups }: SettingsSources): SettingsProblem[] {
  const found = new Map<string, SettingsProblem>();
  for (const { keys, configure } of groups) {
    const { problems } = resolveConfig(keys, environment);
    for (const problem of problems) found.set(problem.message, { ...problem, line: 0 });
    if (problems.length > 0 || configure === undefined) continue;
    try {
      configure(environment);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const message = error.message.replace(/^configuration: /, '');
      found.set(message, { key: '', line: 0, message });
    }
  }
  return [...found.values()];
}
