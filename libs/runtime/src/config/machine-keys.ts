import { parseEnvironmentText } from './environment.js';
import type { KeyGroup } from './installation.js';

/**
 * The keys whose value in the settings file differs between two texts and that only the command line of the machine
 * may change: those of the machine, and any that no service knows. What overrides the file does not count: it may be
 * gone at the next start. An empty value is the same as none.
 */
export function machineChanges(before: string, after: string, groups: readonly KeyGroup[]): string[] {
  const [old, now] = [parseEnvironmentText(before), parseEnvironmentText(after)];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => (old[name] ?? '') !== (now[name] ?? '') && !isOfWork(name, groups)).sort();
}

/** Where several services read a key, all of them must agree. */
function isOfWork(name: string, groups: readonly KeyGroup[]): boolean {
  const definitions = groups.flatMap(({ keys }) => (Object.hasOwn(keys, name) ? [keys[name]] : []));
  return definitions.length > 0 && definitions.every((key) => key?.belongsTo === 'work');
}
