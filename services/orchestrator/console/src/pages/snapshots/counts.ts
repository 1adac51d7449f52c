import type { Schemas } from '../../api/types.js';

type Snapshot = Schemas['Snapshot'];

const counted = ['songs', 'files', 'artists', 'playlists', 'charts'] as const;

/** What a snapshot holds, in the order in which it is shown. */
type Counted = (typeof counted)[number];

export const countsOf = ({ trackCount, fileCount, artistCount, playlistCount, toplistCount }: Snapshot): Record<Counted, number> => ({
  songs: trackCount,
  files: fileCount,
  artists: artistCount,
  playlists: playlistCount,
  charts: toplistCount,
});

export interface Change {
  readonly what: Counted;
  readonly before: number;
  readonly after: number;
  readonly by: number;
}

/** How the counts change if another snapshot takes the place of the one in use. */
export function changesOf(inUse: Snapshot, other: Snapshot): Change[] {
  const [before, after] = [countsOf(inUse), countsOf(other)];
  return counted.map((what) => ({ what, before: before[what], after: after[what], by: after[what] - before[what] }));
}
