import { creditedArtists } from '@catalogsync/catalog';
import type { TrackArtist } from '../sources/source-catalog.js';

/** An artist as the catalogue identifies it within a platform. */
export interface SongArtist {
  readonly remoteId: string;
  readonly name: string;
}

/** Separates the names in `songs.singers`. */
export const SINGER_SEPARATOR = ' / ';

/** An artist known only by name: `name:` plus the name in NFKC and lower case. */
export function artistByName(name: string): SongArtist {
  return { remoteId: `${BY_NAME}${name.normalize('NFKC').toLowerCase()}`, name };
}

/** How remote ids begin that a platform has not given: of artists known by name, and of those known by their MusicBrainz id. */
export const BY_NAME = 'name:';
export const BY_MUSICBRAINZ_ID = 'mbid:';

/**
 * The artists of a song in order, each once. A platform's artist with an id is one artist, however it is written; credits without
 * ids are split into the artists that they name. Those are identified by MusicBrainz id if as many are known as there are artists,
 * otherwise by name.
 */
export function songArtists(artists: readonly TrackArtist[], musicBrainzIds: readonly string[] = []): readonly SongArtist[] {
  const named = artists.flatMap(({ remoteId, name }) =>
    remoteId === undefined ? creditedArtists(name).map((part) => artistByName(part.trim())) : { remoteId, name: name.trim() },
  );
  const known = named.filter(({ name }) => name !== '');
  const found = new Map<string, SongArtist>();
  for (const [at, artist] of known.entries()) {
    const id = known.length === musicBrainzIds.length ? musicBrainzIds[at] : undefined;
    const remoteId = id === undefined ? artist.remoteId : `${BY_MUSICBRAINZ_ID}${id}`;
    if (!found.has(remoteId)) found.set(remoteId, { ...artist, remoteId });
  }
  return [...found.values()];
}

/** What `songs.singers` holds: the credits as they are written, each once. Undefined if no artist is known. */
export function singersText(artists: readonly TrackArtist[]): string | undefined {
  const named = artists.map(({ remoteId, name }) => ({ remoteId: remoteId ?? artistByName(name.trim()).remoteId, name: name.trim() }));
  const credits = new Map<string, string>();
  for (const { remoteId, name } of named) if (name !== '' && !credits.has(remoteId)) credits.set(remoteId, name);
  return credits.size === 0 ? undefined : [...credits.values()].join(SINGER_SEPARATOR);
}

/** "name / singers", without a dangling " /" (behaviour 55). */
export function displayText(name: string, singers: string | undefined): string {
  return singers === undefined || singers.trim() === '' ? name : `${name} / ${singers}`;
}
