import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { albumItem, artistItem, container, page, pageOf, trackItem } from './plex-answers.js';
import type { EmulatedLibrary, EmulatedTrack, PlexState } from './plex-state.js';

/** The calls of libraries and their items. Undefined for other paths. */
export function answerLibrary(state: PlexState, request: EmulatedRequest): EmulatedAnswer | undefined {
  const { method, path, query } = request;
  if (path === (state.knobs.older ? '/library/sections' : '/library/sections/all')) return sections(state);
  const [, id, what] = /^\/library\/sections\/(\d+)\/(all|refresh)$/.exec(path) ?? [];
  const library = state.libraries.find(({ key }) => key === id);
  if (what !== undefined && library === undefined) return page(404);
  if (library !== undefined) {
    if (what === 'refresh') return refresh(state, library, method, query.get('path'));
    return method === 'PUT' ? write(state, library, query) : items(state, library, request);
  }
  if (path === '/hubs/search') return state.knobs.older ? page(404) : hubs(state, query);
  return answerItem(state, request);
}

/** Telling that a library is refreshed counts as a poll; after the last one its scan has ended. */
function sections(state: PlexState): EmulatedAnswer {
  const Directory = state.libraries.map((library) => {
    const refreshing = poll(state, library);
    const { key, title, type, folder, scannedAt } = library;
    const uuid = `aaaaaaaa-0000-4000-8000-${key.padStart(12, '0')}`;
    return { key, title, type, uuid, language: 'en-US', refreshing, scannedAt, Location: [{ id: Number(key), path: folder }] };
  });
  return container({ size: Directory.length, allowSync: false, title1: 'Plex Library', ...(Directory.length === 0 ? {} : { Directory }) });
}

function poll(state: PlexState, library: EmulatedLibrary): boolean {
  if (library.scanned === undefined) return false;
  if (library.silentPolls > 0) {
    library.silentPolls -= 1;
    return false;
  }
  if (library.polls > 0) {
    library.polls -= 1;
    return true;
  }
  finishScan(state, library, library.scanned);
  return false;
}

function finishScan(state: PlexState, library: EmulatedLibrary, folder: string): void {
  library.scanned = undefined;
  library.scannedAt = state.tick();
  const isFirst = state.musicLibraries[0] === library;
  for (const song of state.waiting.splice(0)) {
    const isHere = song.libraryKey === undefined ? isFirst : song.libraryKey === library.key;
    if (isHere && `${library.folder}/${song.artist}/`.startsWith(folder)) state.add(song);
    else state.waiting.push(song);
  }
}

function refresh(state: PlexState, library: EmulatedLibrary, method: string, folder: string | null): EmulatedAnswer {
  if (method !== (state.knobs.older ? 'GET' : 'POST')) return page(404);
  const { scanPolls, silentPolls } = state.knobs;
  Object.assign(library, { polls: scanPolls, silentPolls, scanned: folder ?? library.folder });
  return { headers: { 'content-type': 'text/html' } };
}

function items(state: PlexState, { key }: EmulatedLibrary, request: EmulatedRequest): EmulatedAnswer | undefined {
  const { query } = request;
  const type = query.get('type');
  if (type === '8') return pageOf(state, request, state.artistsOf(key), (artist) => artistItem(state, artist));
  // Older servers refuse fields and operators that they do not know.
  if (state.knobs.older && (query.has('artist.title') || query.has('viewCount>>'))) return page(400);
  if (type === '10') return pageOf(state, request, filtered(state.tracksOf(key), query), (track) => trackItem(state, track));
  if (type !== '9') return page(400);
  const albums = state.albumsOf(key);
  const sorted = query.get('sort') === 'addedAt:desc' ? albums.toSorted((a, b) => b.addedAt - a.addedAt) : albums;
  return pageOf(state, request, sorted, (album) => albumItem(state, album));
}

function filtered(tracks: readonly EmulatedTrack[], query: URLSearchParams): readonly EmulatedTrack[] {
  const [title, artist, played] = [query.get('title'), query.get('artist.title'), query.get('viewCount>>')];
  return tracks.filter(({ song, album, viewCount }) => {
    const isNamed = title === null || has(song.title, title);
    const isBy = artist === null || has(album.artist.title, artist);
    return isNamed && isBy && (played === null || viewCount > Number(played));
  });
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** All libraries, that of the section first. Empty hubs have no list. Tracks also come for their artist's name. */
function hubs(state: PlexState, query: URLSearchParams): EmulatedAnswer {
  const wanted = query.get('query') ?? '';
  const limit = Number(query.get('limit') ?? 3);
  const order = state.musicLibraries.toSorted(
    (a, b) => Number(b.key === query.get('sectionId')) - Number(a.key === query.get('sectionId')),
  );
  const tracks = order.flatMap(({ key }) => state.tracksOf(key));
  const named = tracks.filter(({ song }) => has(song.title, wanted) && song.title !== state.knobs.unsearchable);
  const related = tracks.filter(({ album, song }) => has(album.artist.title, wanted) && !has(song.title, wanted));
  const hits = [
    ...named.map((track) => ({ ...trackItem(state, track), score: '0.98' })),
    ...related.map((track) => ({ ...trackItem(state, track), score: '0.5', reason: 'artist', reasonTitle: wanted })),
  ].slice(0, limit);
  const artists = [...state.artists.values()].filter(({ title }) => has(title, wanted)).slice(0, limit);
  const hub = (type: string, Metadata: readonly object[]) => {
    return {
      title: type,
      type,
      hubIdentifier: type,
      context: 'hub.search',
      size: Metadata.length,
      more: false,
      ...(Metadata.length === 0 ? {} : { Metadata }),
    };
  };
  return container({
    size: 3,
    Hub: [
      hub(
        'artist',
        artists.map((artist) => artistItem(state, artist)),
      ),
      hub('album', []),
      hub('track', hits),
    ],
  });
}

/** Fields of one artist. Titles are not emulated: writing an equal one merges two artists. */
function write(state: PlexState, library: EmulatedLibrary, query: URLSearchParams): EmulatedAnswer {
  const artist = state.artists.get(Number(query.get('id')));
  if (query.get('type') !== '8' || query.has('title.value') || artist?.libraryKey !== library.key) return page(400);
  const added = [...query].flatMap(([name, value]) => (/^genre\[\d+\]\.tag\.tag$/.test(name) ? [value] : []));
  const removed = new Set((query.get('genre[].tag.tag-') ?? '').split(',').map(decodeURIComponent));
  const genres = [...artist.genres.filter((genre) => !removed.has(genre)), ...added];
  artist.genres = [...new Map(genres.map((genre) => [genre.toLowerCase(), genre])).values()];
  artist.summary = query.get('summary.value') ?? artist.summary;
  const locked = [...query].flatMap(([name, value]) => (name.endsWith('.locked') && value === '1' ? [name.replace('.locked', '')] : []));
  artist.locked = [...new Set([...artist.locked, ...locked])];
  return { headers: { 'content-type': 'text/html' } };
}

function answerItem(state: PlexState, { method, path, bytes }: EmulatedRequest): EmulatedAnswer | undefined {
  const [, id, element] = /^\/library\/metadata\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const item = state.artists.get(Number(id)) ?? state.albums.get(Number(id));
  if (item === undefined) return page(404);
  if (method === 'POST') {
    if (element !== (state.knobs.older ? 'posters' : 'poster')) return page(404);
    item.poster = bytes;
    return { headers: { 'content-type': 'text/html' } };
  }
  const Metadata = ['artist' in item ? albumItem(state, item) : artistItem(state, item)];
  return container({ size: 1, Metadata });
}
