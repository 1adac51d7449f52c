import { foldText } from '@catalogsync/catalog';
import type { SubsonicSong } from '@catalogsync/opensubsonic';
import type { TrackSearch } from '../../../core/servers/media-server.js';
import type { ServerTrack } from '../../../core/servers/values.js';

export function toTrack(song: SubsonicSong): ServerTrack {
  const { id, title, album, duration, isrc, path } = song;
  return {
    id: String(id),
    title,
    artists: creditsOf(song),
    album: album || undefined,
    durationMs: Math.round((duration ?? 0) * 1000) || undefined,
    isrc: isrc?.[0] || undefined,
    path: typeof path === 'string' ? path || undefined : undefined,
  };
}

/** Older servers credit in one text, which is kept whole: AC/DC is one artist. */
function creditsOf({ artists = [], artist = '' }: SubsonicSong): readonly string[] {
  const names = artists.map(({ name }) => name).filter((name) => name !== '');
  if (names.length > 0) return names;
  return artist === '' ? [] : [artist];
}

/** Some servers list folders and films among the songs. */
export function isMusic({ isDir, isVideo }: SubsonicSong): boolean {
  return isDir !== true && isVideo !== true;
}

/** Milliseconds since 1970; undefined for what is no time, such as the year 1 of servers that know none. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return time > 0 ? time : undefined;
}

/** Whether the title, perhaps with more words, and the artist are those that are looked for. */
export function isWanted(track: ServerTrack, { title, artist }: TrackSearch): boolean {
  return isBy(track, foldText(artist)) && foldText(track.title).includes(foldText(title));
}

function isBy({ artists }: ServerTrack, wanted: string): boolean {
  const credits = artists.map(foldText).filter((credit) => credit !== '');
  return credits.some((credit) => credit.includes(wanted) || wanted.includes(credit));
}

/** What fits best first; the server's order where several fit alike. */
export function ranked(tracks: readonly ServerTrack[], { title, artist }: TrackSearch): readonly ServerTrack[] {
  const [wantedTitle, wantedArtist] = [foldText(title), foldText(artist)];
  const fit = (track: ServerTrack): number => (isBy(track, wantedArtist) ? 2 : 0) + (foldText(track.title) === wantedTitle ? 1 : 0);
  const fits = new Map(tracks.map((track) => [track, fit(track)]));
  return tracks.toSorted((one, other) => (fits.get(other) ?? 0) - (fits.get(one) ?? 0));
}
