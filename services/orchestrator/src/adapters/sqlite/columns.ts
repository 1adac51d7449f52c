import { Fault } from '@catalogsync/faults';
import { type ErrorClass, type Instant, isErrorClass, type Job, type References } from '@catalogsync/job-engine';

/** Instants of old columns are ISO 8601 text in UTC; those of the engine's own columns are numbers. */
export function textOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** An older program's text may lack the zone, and means UTC then; unreadable values count as absent. */
export function instantOf(text: string | null | undefined): Instant | undefined {
  if (text === null || text === undefined) return undefined;
  const zoned = /([zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const instant = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(instant) ? undefined : instant;
}

export function shownJson(json: string | null): Readonly<Record<string, unknown>> | undefined {
  if (json === null || json === '') return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { value };
  } catch {
    // Another program's text; shown as it is rather than hiding the whole list.
    return { text: json };
  }
}

/** The parts of a job's choices that have columns, in order. Names contain no commas. */
export function choiceColumns({ sources = [], downloadSources = [], ...others }: Job['choices']): [string, string] {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Fault('internal', `jobs have no column for "${unknown}"`);
  return [sources.join(','), downloadSources.join(',')];
}

/** Names of references by their column. */
const referenceColumns = ['playlistPoolId', 'playlistId', 'songId', 'fileLocationId'] as const;

/** An item's references in the order of their columns. */
export function referenceValues(references: References): Array<number | null> {
  for (const name in references)
    if (!(referenceColumns as readonly string[]).includes(name)) throw new Fault('internal', `items have no column for "${name}"`);
  return referenceColumns.map((name) => references[name] ?? null);
}

/** References by column, without absent ones. */
export function referencesOf(columns: Readonly<Record<string, number | null>>): References {
  const references: Record<string, number> = {};
  for (const name in columns) {
    const id = columns[name];
    if (typeof id === 'number') references[name] = id;
  }
  return references;
}

export const errorClassOf = (word: string | null | undefined): ErrorClass | undefined => (word && isErrorClass(word) ? word : undefined);

export const wordsOf = (list: string): string[] => list.split(',').filter((word) => word !== '');
