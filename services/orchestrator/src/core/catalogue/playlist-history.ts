import { Fault } from '@catalogsync/faults';
import type { SongChange } from './playlist-changes.js';

/** The first sync of a playlist, or a later one that found it changed. */
export const changeKinds = ['first', 'changed'] as const;
type ChangeKind = (typeof changeKinds)[number];

/** What one sync changed in a playlist; the numbers are whole even if not every song is listed. */
export interface PlaylistChange {
  readonly kind: ChangeKind;
  readonly addedCount: number;
  readonly removedCount: number;
  readonly movedCount: number;
  /** Songs afterwards. */
  readonly songCount: number;
  /** At most `mostListedChanges`; none for the first sync, which added them all. */
  readonly songs: readonly SongChange[];
}

/** Songs that one entry lists; a list that changed more was replaced, and its numbers say so. */
export const mostListedChanges = 500;

/** @returns undefined if nothing changed @param before undefined if it was never synced */
export function playlistChange(
  changes: readonly SongChange[],
  songCount: number,
  { isFirst }: { readonly isFirst: boolean },
): PlaylistChange | undefined {
  if (isFirst) return { kind: 'first', addedCount: songCount, removedCount: 0, movedCount: 0, songCount, songs: [] };
  if (changes.length === 0) return undefined;
  const count = (kind: SongChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  const counts = { addedCount: count('added'), removedCount: count('removed'), movedCount: count('moved') };
  return { kind: 'changed', ...counts, songCount, songs: changes.slice(0, mostListedChanges) };
}

/** A change with the names of its songs, as people read it. */
export interface HistoryEntry extends Omit<PlaylistChange, 'songs'> {
  readonly id: number;
  /** Milliseconds since 1970, UTC. */
  readonly changedAt: number;
  /** Unknown if no job did it. */
  readonly jobId: number | undefined;
  readonly songs: ReadonlyArray<SongChange & { readonly name: string; readonly singers: string | undefined }>;
}

/** Where a playlist was found. */
export interface PoolOfPlaylist {
  readonly kind: string;
  readonly name: string;
}

/** One playlist with what its list does not show. */
export interface PlaylistDetail {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly coverUrl: string | undefined;
  readonly playCount: number;
  readonly songCount: number;
  /** The table's word, see `PlaylistEntry`. */
  readonly syncStatus: string;
  readonly lastSyncedAt: string | undefined;
  readonly lastError: string | undefined;
  /** Since when its platform shows it without songs although it keeps them here; milliseconds since 1970. */
  readonly emptySince: number | undefined;
  readonly pools: readonly PoolOfPlaylist[];
  /** Its songs are downloaded. */
  readonly isFollowed: boolean;
}

/** How a person names a playlist: by its id here, or as its platform knows it. */
export type PlaylistName = { readonly id: number } | { readonly platform: string; readonly remoteId: string };

/** @throws Fault `not_found` */
export async function playlistNamed(playlists: Pick<PlaylistHistory, 'find'>, name: PlaylistName): Promise<PlaylistDetail> {
  const found = await playlists.find(name);
  if (found !== undefined) return found;
  throw new Fault('not_found', `there is no playlist ${'id' in name ? name.id : `${name.platform},${name.remoteId}`}`);
}

/** Queries on single playlists. All read committed state through an index. */
export interface PlaylistHistory {
  find(name: PlaylistName): Promise<PlaylistDetail | undefined>;
  /** Changes of one playlist, newest first; ids below `before` if given. */
  changes(playlistId: number, page: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly HistoryEntry[]>;
}
