import type { PlatformCatalogue } from '@catalogsync/testkit';

/** A platform of songs `Song 0` and so on, whose first playlist has all of them and the first one again. */
export function manySongs(
  count: number,
  lists: { readonly playlist: string; readonly chart?: { readonly id: string; readonly group?: string } },
): PlatformCatalogue {
  const songs = Array.from({ length: count }, (_, at) => ({
    id: String(1001 + at),
    title: `Song ${at}`,
    artists: ['Low Tide Collective'],
    album: 'Breakwater',
    durationMs: 215_000,
    isrc: `XXA0119${String(at).padStart(5, '0')}`,
  }));
  const songIds = [...songs.map(({ id }) => id), '1001'];
  return {
    songs,
    playlists: [{ id: lists.playlist, name: 'All of them', songIds, updatedAt: new Date(1_700_000_000_000) }],
    charts: lists.chart === undefined ? [] : [{ name: 'All', songIds: songIds.slice(0, 10), ...lists.chart }],
  };
}
