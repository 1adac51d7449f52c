import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import type { EmulatedAlbum, EmulatedArtist, EmulatedPlaylist, EmulatedTrack, PlexState } from './plex-state.js';

/** An answer as servers give it where they say no more than the status, even to those who ask for JSON. */
export function page(status: number): EmulatedAnswer {
  const body = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

export function container(content: object): EmulatedAnswer {
  return { body: { MediaContainer: content } };
}

/** The asked part of a list. Without entries the list is left out; without more pages the total is, too. */
export function pageOf<T>(
  state: PlexState,
  { headers }: EmulatedRequest,
  all: readonly T[],
  describe: (item: T) => object,
  more: object = {},
): EmulatedAnswer {
  const start = Number(headers['x-plex-container-start'] ?? 0);
  const size = Math.min(Number(headers['x-plex-container-size'] ?? all.length), state.knobs.pageCap);
  const rows = all.slice(start, start + size);
  const paged = rows.length < all.length ? { totalSize: all.length, offset: start } : {};
  return container({ size: rows.length, ...paged, ...more, ...(rows.length === 0 ? {} : { Metadata: rows.map(describe) }) });
}

const keyOf = (state: PlexState, key: number): string | number => (state.knobs.numericKeys ? key : String(key));

export function artistItem(state: PlexState, artist: EmulatedArtist): object {
  const { key, title, genres, summary, libraryKey } = artist;
  return {
    ratingKey: keyOf(state, key),
    key: `/library/metadata/${key}/children`,
    type: 'artist',
    title,
    summary,
    librarySectionID: Number(libraryKey),
    addedAt: 1_700_000_000,
    ...(genres.length === 0 ? {} : { Genre: genres.map((tag) => ({ tag })) }),
    Guid: [{ id: `mbid://00000000-0000-4000-8000-${String(key).padStart(12, '0')}` }],
  };
}

export function albumItem(state: PlexState, { key, title, artist, addedAt }: EmulatedAlbum): object {
  return {
    ratingKey: keyOf(state, key),
    key: `/library/metadata/${key}/children`,
    parentRatingKey: String(artist.key),
    type: 'album',
    title,
    parentTitle: artist.title,
    librarySectionID: Number(artist.libraryKey),
    year: 2019,
    addedAt,
  };
}

export function trackItem(state: PlexState, { key, album, song, file, viewCount, lastViewedAt }: EmulatedTrack): object {
  const duration = song.seconds * 1000;
  return {
    ratingKey: keyOf(state, key),
    key: `/library/metadata/${key}`,
    parentRatingKey: String(album.key),
    grandparentRatingKey: String(album.artist.key),
    type: 'track',
    title: song.title,
    grandparentTitle: album.artist.title,
    parentTitle: album.title,
    ...(song.trackArtist === undefined ? {} : { originalTitle: song.trackArtist }),
    librarySectionID: Number(album.artist.libraryKey),
    addedAt: album.addedAt,
    duration,
    ...(viewCount === 0 ? {} : { viewCount, lastViewedAt }),
    Media: [{ id: key, duration, container: 'flac', Part: [{ id: key, key: `/library/parts/${key}/file.flac`, file, duration }] }],
  };
}

export function playlistItem(state: PlexState, { key, title, summary, type, smart, poster, items }: EmulatedPlaylist): object {
  return {
    ratingKey: keyOf(state, key),
    key: `/playlists/${key}/items`,
    type: 'playlist',
    title,
    summary,
    smart,
    playlistType: type,
    composite: poster,
    leafCount: items.length,
    addedAt: 1_705_719_589,
    updatedAt: 1_705_724_593,
  };
}
