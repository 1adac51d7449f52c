import type { Pool } from '../../core/sources/source.js';

/** A playlist and one place where it was found. */
export interface FoundList<T> {
  readonly id: string;
  readonly pool: Pool;
  readonly list: T;
}

/** A playlist and every place where it was found. */
export interface PooledList<T> {
  readonly id: string;
  readonly pools: readonly Pool[];
  readonly list: T;
}

/** Each playlist once, with the pools of all the places that list it; its first description counts. */
export function listedOnce<T>(found: readonly FoundList<T>[]): PooledList<T>[] {
  const lists = new Map<string, { id: string; pools: Map<string, Pool>; list: T }>();
  for (const { id, pool, list } of found) {
    const known = lists.get(id) ?? { id, pools: new Map<string, Pool>(), list };
    known.pools.set(`${pool.kind} ${pool.externalId}`, pool);
    known.list ??= list;
    lists.set(id, known);
  }
  return [...lists.values()].map(({ id, pools, list }) => ({ id, pools: [...pools.values()], list }));
}

/** Playlists of which the user gave nothing but the ids. */
export function namedLists(ids: readonly string[], pool: Pool): FoundList<undefined>[] {
  return ids.map((id) => ({ id, pool, list: undefined }));
}
