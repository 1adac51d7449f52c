import type { PlatformCatalogue, PlatformSong } from '@catalogsync/testkit';
import type { HeldSong } from '../../src/core/sources/source-under-test.contract.js';
import { held } from './held-songs.js';

/** The two songs of a platform: an ordinary one, and one with a title full of odd characters, as platforms choose the ids. */
export function platformSongs(ids: readonly [string, string], ext = 'wav'): { readonly song: HeldSong; readonly oddSong: HeldSong } {
  return {
    song: { ...held(ids[0], 'Harbour Lights', 31), ext },
    oddSong: { ...held(ids[1], '..\\"$(x)`;?#%00&\' <Night> Ferry', 32), ext },
  };
}

/** A platform that holds these songs, in two playlists and a chart. */
export function platformOf(
  { song, oddSong }: { readonly song: HeldSong; readonly oddSong: HeldSong },
  lists: { readonly playlists: readonly [string, string]; readonly chart: { readonly id: string; readonly group?: string } },
): PlatformCatalogue {
  const songs = [song, oddSong].map(({ remoteId, title, artist, album, duration, ext, bytes }): PlatformSong => {
    return { id: remoteId, title, artists: [artist], album, durationMs: duration * 1000, file: { ext, bytes } };
  });
  const songIds = songs.map(({ id }) => id);
  const [first, second] = lists.playlists;
  return {
    songs,
    playlists: [
      { id: first, name: 'Evening', songIds: [...songIds, ...songIds.slice(0, 1)] },
      { id: second, name: '早晨', songIds: songIds.slice(0, 1) },
    ],
    charts: [{ name: 'All', songIds, ...lists.chart }],
  };
}
