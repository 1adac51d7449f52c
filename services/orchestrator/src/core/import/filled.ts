import { jsonObject } from '../catalogue/song-details.js';
import type { RowOutcome } from './import-report.js';

/** Columns of a row; undefined is unknown. */
export type Values = Readonly<Record<string, string | number | undefined>>;

const isMissing = (value: string | number | undefined): boolean => value === undefined || value === '' || value === 0;

/** What is known, with what is missing filled in; a column with JSON takes over the keys that it lacks. */
export function filled<V extends Values>(before: V | undefined, given: V): V {
  if (before === undefined) return given;
  const merged = Object.entries(before).map(([name, known]) => {
    const offered = given[name];
    if (isMissing(known)) return [name, offered];
    return [name, name.endsWith('Json') ? mergedJson(String(known), offered) : known];
  });
  return Object.fromEntries(merged) as V;
}

/** Text that is no object is another program's, and stays. */
function mergedJson(known: string, offered: string | number | undefined): string {
  const [own, other] = [jsonObject(known), jsonObject(String(offered ?? ''))];
  if (own === undefined || other === undefined) return known;
  const lacking = Object.keys(other).filter((key) => own[key] === undefined || own[key] === null);
  return lacking.length === 0 ? known : JSON.stringify({ ...own, ...Object.fromEntries(lacking.map((key) => [key, other[key]])) });
}

/**
 * What `filled` does to a row.
 * @param before as stored, where null stands for unknown
 */
export function outcomeOf(before: Readonly<Record<string, unknown>> | undefined, given: Values): RowOutcome {
  if (before === undefined) return 'added';
  const held = Object.fromEntries(Object.keys(given).map((name) => [name, before[name] ?? undefined])) as Values;
  const after = filled(held, given);
  return Object.keys(given).every((name) => after[name] === held[name]) ? 'same' : 'changed';
}
