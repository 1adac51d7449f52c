import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { container, page, pageOf, playlistItem, trackItem } from './plex-answers.js';
import type { EmulatedPlaylist, EmulatedTrack, PlexState } from './plex-state.js';

/** The calls of playlists. Undefined for other paths. */
export function answerPlaylists(state: PlexState, request: EmulatedRequest): EmulatedAnswer | undefined {
  const { method, path, query } = request;
  if (path === '/playlists') return method === 'POST' ? create(state, query) : list(state, request);
  const [, id, rest = ''] = /^\/playlists\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const playlist = state.playlists.get(Number(id));
  if (playlist === undefined) return page(404);
  if (rest === '') return answerOne(state, playlist, request);
  if (rest === '/items' && method === 'GET') {
    const { smart, items } = playlist;
    return pageOf(state, request, items, ({ itemId, track }) => {
      return { ...trackItem(state, track), ...(smart ? {} : { playlistItemID: itemId }) };
    });
  }
  if (playlist.smart) return page(400);
  const isDone = changed(state, playlist, request, rest);
  // Adding says what was added.
  if (isDone && state.knobs.terse && !request.query.has('uri')) return { status: 204 };
  return isDone ? container({ size: 1, Metadata: [playlistItem(state, playlist)] }) : page(404);
}

function answerOne(state: PlexState, playlist: EmulatedPlaylist, { method, query }: EmulatedRequest): EmulatedAnswer {
  if (method === 'GET') return container({ size: 1, Metadata: [playlistItem(state, playlist)] });
  if (method === 'DELETE') state.playlists.delete(playlist.key);
  playlist.title = query.get('title') ?? playlist.title;
  playlist.summary = query.get('summary') ?? playlist.summary;
  return { status: 204 };
}

/** False if there is no such entry. */
function changed(state: PlexState, playlist: EmulatedPlaylist, { method, query }: EmulatedRequest, rest: string): boolean {
  if (rest === '/items') {
    const tracks = method === 'DELETE' ? [] : tracksOf(state, query.get('uri') ?? '');
    const added = tracks.map((track) => ({ itemId: state.nextKey(), track }));
    playlist.items = method === 'DELETE' ? [] : [...playlist.items, ...added];
    return true;
  }
  const itemId = Number(/^\/items\/(\d+)/.exec(rest)?.[1]);
  const at = playlist.items.findIndex((item) => item.itemId === itemId);
  const [item] = playlist.items.slice(at, at + 1);
  if (at < 0 || item === undefined) return false;
  const without = playlist.items.toSpliced(at, 1);
  if (method === 'DELETE') {
    playlist.items = without;
    return true;
  }
  const after = query.get('after');
  const place = after === null ? 0 : without.findIndex((one) => one.itemId === Number(after)) + 1;
  if (after !== null && place === 0) return false;
  playlist.items = without.toSpliced(place, 0, item);
  return true;
}

function list(state: PlexState, request: EmulatedRequest): EmulatedAnswer {
  const type = request.query.get('playlistType');
  const wanted = [...state.playlists.values()].filter((playlist) => type === null || playlist.type === type);
  return pageOf(state, request, wanted, (playlist) => playlistItem(state, playlist));
}

/** An address of another server, or of nothing that is there, makes no playlist: the answer is an empty container. */
function create(state: PlexState, query: URLSearchParams): EmulatedAnswer {
  const uri = query.get('uri');
  if (uri === null && state.knobs.older) return page(400);
  const tracks = uri === null ? [] : tracksOf(state, uri);
  if (uri !== null && tracks.length === 0) return container({ size: 0 });
  const playlist = state.makePlaylist(query.get('title') ?? '');
  playlist.items = tracks.map((track) => ({ itemId: state.nextKey(), track }));
  return container({ size: 1, Metadata: [playlistItem(state, playlist)] });
}

/** In the order of their keys in the address, each once; keys of nothing are passed over. */
function tracksOf(state: PlexState, uri: string): EmulatedTrack[] {
  const place = `server://${state.machineIdentifier}/com.plexapp.plugins.library/library/metadata/`;
  if (!uri.startsWith(place)) return [];
  const keys = new Set(uri.slice(place.length).split(',').map(Number));
  return [...keys].flatMap((key) => state.tracks.get(key) ?? []);
}
