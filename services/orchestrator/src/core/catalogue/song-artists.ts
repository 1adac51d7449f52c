import type { TrackArtist } from '../sources/source-catalog.js';

/** An artist as the catalogue identifies it within a platform. */
export interface SongArtist {
  readonly remoteId: string;
  readonly name: string;
}

/** Separates the names in `songs.singers`. */
export const SINGER_SEPARATOR = ' / ';

/**
 * The artists of a song in order, each once. Without artist ids they are identified by name: `name:` plus the name in
 * NFKC and lower case.
 */
export function songArtists(artists: readonly TrackArtist[]): readonly SongArtist[] {
  const found = new Map<string, SongArtist>();
  for (const artist of artists) {
    const name = artist.name.trim();
    if (name === '') continue;
    const remoteId = artist.remoteId ?? `name:${name.normalize('NFKC').toLowerCase()}`;
    if (!found.has(remoteId)) found.set(remoteId, { remoteId, name });
  }
  return [...found.values()];
}

/** What `songs.singers` holds, or undefined if no artist is known. */
export function singersText(artists: readonly SongArtist[]): string | undefined {
  return artists.length === 0 ? undefined : artists.map((artist) => artist.name).join(SINGER_SEPARATOR);
}

/** "name / singers", without a dangling " /" (behaviour 55). */
export function displayText(name: string, singers: string | undefined): string {
  return singers === undefined || singers.trim() === '' ? name : `${name} / ${singers}`;
}
