import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import type { JellyfinItems } from './jellyfin-items.js';
import type { JellyfinPlaylist, JellyfinState } from './jellyfin-state.js';

/** Who asks: an administrator or not, and the user behind the token, which an API key does not have. */
export interface JellyfinCaller {
  readonly isAdministrator: boolean;
  readonly userId: string | undefined;
}

export const noContent: EmulatedAnswer = { status: 204 };
export const forbidden: EmulatedAnswer = { status: 403 };

export function problem(status: 400 | 404, title: string): EmulatedAnswer {
  return { status, headers: { 'content-type': 'application/problem+json' }, body: { title, status, traceId: '00-0-0-00' } };
}

const unknown = problem(404, 'Not Found');

/** As servers say it when a key without a user meets a call that wants one. */
const userless: EmulatedAnswer = { status: 400, headers: { 'content-type': 'text/plain' }, body: 'Error processing request.' };

/** The calls below `/Playlists`. */
export class JellyfinPlaylistCalls {
  constructor(
    private readonly state: JellyfinState,
    private readonly items: JellyfinItems,
  ) {}

  answer(request: EmulatedRequest, caller: JellyfinCaller): EmulatedAnswer | undefined {
    const [, id, rest = ''] = /^\/Playlists(?:\/([^/]+)(.*))?$/.exec(request.path) ?? [];
    if (id === undefined) return this.create(request, caller);
    const playlist = this.state.playlists.get(id);
    if (playlist === undefined) return unknown;
    const move = /^\/Items\/([^/]+)\/Move\/(\d+)$/.exec(rest);
    if (move !== null) return this.move(playlist, caller, move[1] ?? '', Number(move[2]));
    if (rest === '') return this.update(playlist, request, caller);
    switch (request.method) {
      case 'GET':
        return this.list(playlist, request.query, caller);
      case 'POST':
        return this.add(playlist, request.query, caller);
      default:
        return this.remove(playlist, request.query, caller);
    }
  }

  private create({ body }: EmulatedRequest, caller: JellyfinCaller): EmulatedAnswer {
    const { Name, Ids = [], UserId, MediaType } = JSON.parse(body) as { Name: string; Ids?: string[]; UserId?: string; MediaType?: string };
    const ownerId = UserId ?? caller.userId;
    if (ownerId === undefined) return userless;
    const id = this.state.nextId();
    const members = { Name, SortName: Name.toLowerCase(), Overview: null, Genres: [], LockedFields: [] };
    const playlist: JellyfinPlaylist = { id, ownerId, mediaType: MediaType ?? 'Audio', members, entries: [] };
    this.state.playlists.set(id, playlist);
    const refused = this.insert(playlist, Ids, 0);
    if (refused === undefined) return { body: { Id: id } };
    this.state.playlists.delete(id);
    return refused;
  }

  /** Only what is given changes. */
  private update(playlist: JellyfinPlaylist, { method, body }: EmulatedRequest, caller: JellyfinCaller): EmulatedAnswer {
    if (method === 'GET') return { body: { OpenAccess: false, Shares: [], ItemIds: playlist.entries.map(({ trackId }) => trackId) } };
    const refused = this.refusal(playlist, caller);
    if (refused !== undefined) return refused;
    const { Name, Ids } = JSON.parse(body) as { Name?: string | null; Ids?: string[] | null };
    if (Name) playlist.members = { ...playlist.members, Name };
    if (!Ids) return noContent;
    const before = playlist.entries;
    playlist.entries = [];
    const failed = this.insert(playlist, Ids, 0);
    if (failed !== undefined) playlist.entries = before;
    return failed ?? noContent;
  }

  private list(playlist: JellyfinPlaylist, query: URLSearchParams, caller: JellyfinCaller): EmulatedAnswer {
    const userId = query.get('userId') ?? caller.userId;
    if (userId === undefined && this.state.knobs.keyHasNoUser) return userless;
    const tracks = playlist.entries.flatMap(({ trackId }) => this.state.items.get(trackId) ?? []);
    return this.items.page(tracks, query, (at) => ({ PlaylistItemId: playlist.entries[at]?.entryId }));
  }

  private add(playlist: JellyfinPlaylist, query: URLSearchParams, caller: JellyfinCaller): EmulatedAnswer {
    if ((query.get('userId') ?? caller.userId) !== playlist.ownerId) return forbidden;
    const ids = (query.get('ids') ?? '').split(',').filter(Boolean);
    const position = query.get('position');
    return this.insert(playlist, ids, position === null ? playlist.entries.length : Number(position)) ?? noContent;
  }

  private move(playlist: JellyfinPlaylist, caller: JellyfinCaller, entryId: string, to: number): EmulatedAnswer {
    const refused = this.refusal(playlist, caller);
    if (refused !== undefined) return refused;
    const at = playlist.entries.findIndex((entry) => entry.entryId === entryId);
    const [entry] = at < 0 ? [] : playlist.entries.splice(at, 1);
    if (entry === undefined) return unknown;
    playlist.entries.splice(to, 0, entry);
    return noContent;
  }

  /** A key of the server may remove from any playlist; all entries with the id go. */
  private remove(playlist: JellyfinPlaylist, query: URLSearchParams, { userId }: JellyfinCaller): EmulatedAnswer {
    if (userId !== undefined && userId !== playlist.ownerId) return forbidden;
    const gone = new Set((query.get('entryIds') ?? '').split(','));
    playlist.entries = playlist.entries.filter(({ entryId }) => !gone.has(entryId));
    return noContent;
  }

  /** Of calls that go by the token's own user. */
  private refusal(playlist: JellyfinPlaylist, { userId }: JellyfinCaller): EmulatedAnswer | undefined {
    if (userId === undefined) return this.state.knobs.keyHasNoUser ? userless : undefined;
    return userId === playlist.ownerId ? undefined : forbidden;
  }

  private insert(playlist: JellyfinPlaylist, trackIds: readonly string[], at: number): EmulatedAnswer | undefined {
    const { knobs, items } = this.state;
    const known = trackIds.filter((id) => items.get(id)?.type === 'Audio');
    if (known.length < trackIds.length && !knobs.dropsUnknownTracks) return unknown;
    const there = new Set(playlist.entries.map(({ trackId }) => trackId));
    const kept = knobs.keepsRepetitions ? known : [...new Set(known)].filter((id) => !there.has(id));
    const entries = kept.map((trackId) => ({ trackId, entryId: knobs.entryIds === 'own' ? this.state.nextId() : trackId }));
    playlist.entries.splice(at, 0, ...entries);
    return undefined;
  }
}
