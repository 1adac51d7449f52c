import { Fault, toFault } from '@catalogsync/faults';
import type { PlaylistEntry } from '../../../core/servers/values.js';
import { asUnknown, isSameId } from './answers.js';
import type { JellyfinClient } from './client.js';
import type { JellyfinConnection } from './connection.js';
import { trackFields, trackOf } from './items.js';
import type { JellyfinPace } from './library.js';
import { pagesOf } from './pages.js';
import type { PlaylistStep } from './playlist-steps.js';
import { createdShape, itemsShape } from './wire.js';

/** Ids of one call: they are in its address, and proxies refuse addresses of more than 8 kB. */
const idsOfACall = 100;

const unknownPlaylist = 'there is no such playlist or track';

/** The calls for one playlist. Each names the configured user: an API key belongs to nobody. */
export class PlaylistCalls {
  constructor(
    private readonly client: JellyfinClient,
    private readonly connection: JellyfinConnection,
    private readonly pace: JellyfinPace,
  ) {}

  /** @param start the place of the first */
  async *entries(playlistId: string, signal: AbortSignal, start = 0): AsyncIterable<readonly PlaylistEntry[]> {
    const { userId } = await this.connection.session(signal);
    const read = (at: number, limit: number, either: AbortSignal) => this.read(playlistId, userId, start + at, limit, either);
    yield* pagesOf(read, this.pace.pages, signal);
  }

  /** @throws Fault `not_found` for anything that is no playlist */
  async allEntries(playlistId: string, signal: AbortSignal, start = 0): Promise<PlaylistEntry[]> {
    const all: PlaylistEntry[] = [];
    for await (const page of this.entries(playlistId, signal, start)) all.push(...page);
    return all;
  }

  /** Whether the playlist ends there, with this track. */
  async endsWith(playlistId: string, count: number, trackId: string | undefined, signal: AbortSignal): Promise<boolean> {
    const { userId } = await this.connection.session(signal);
    const tail = await this.read(playlistId, userId, Math.max(0, count - 1), 2, signal);
    if (trackId === undefined) return tail.length === 0;
    return tail.length === 1 && isSameId(tail[0]?.track.id, trackId);
  }

  async create(name: string, trackIds: readonly string[], signal: AbortSignal): Promise<string> {
    const { userId } = await this.connection.session(signal);
    const json = { Name: name, Ids: trackIds, UserId: userId, MediaType: 'Audio', IsPublic: false };
    return asUnknown('there is no such track', async () => (await this.client.ask('/Playlists', json, createdShape, signal)).Id);
  }

  /** All entries at once; name, picture and description stay. Refused where the key belongs to no user. */
  async setEntries(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    await this.change({ method: 'POST', path: pathOf(playlistId), json: { Ids: trackIds } }, signal);
  }

  /** Adds nothing. @throws Fault `permission_denied` if the user may not add to it */
  async mayAdd(playlistId: string, signal: AbortSignal): Promise<void> {
    const { userId } = await this.connection.session(signal);
    try {
      await this.client.change({ method: 'POST', path: `${pathOf(playlistId)}/Items`, query: { userId } }, signal);
    } catch (error) {
      // Whoever complains about the missing tracks lets the user in.
      if (toFault(error).code !== 'invalid_argument') throw error;
    }
  }

  async perform(playlistId: string, step: PlaylistStep, signal: AbortSignal): Promise<void> {
    const path = `${pathOf(playlistId)}/Items`;
    if (step.kind === 'move') {
      await this.change({ method: 'POST', path: `${path}/${encodeURIComponent(step.entryId)}/Move/${step.to}` }, signal);
    } else if (step.kind === 'remove') {
      if (step.entryIds.includes(''))
        throw new Fault('data_corrupt', 'Jellyfin GET /Playlists/{id}/Items: unexpected answer: entries without ids');
      for (const entryIds of chunksOf(step.entryIds)) await this.change({ method: 'DELETE', path, query: { entryIds } }, signal);
    } else {
      await this.add(playlistId, step.trackIds, step.at, signal);
    }
  }

  /** @param at undefined for the end */
  async add(playlistId: string, trackIds: readonly string[], at: number | undefined, signal: AbortSignal): Promise<void> {
    const { userId } = await this.connection.session(signal);
    for (const [index, ids] of chunksOf(trackIds).entries()) {
      const position = at === undefined ? undefined : at + index * idsOfACall;
      await this.change({ method: 'POST', path: `${pathOf(playlistId)}/Items`, query: { ids, position, userId } }, signal);
    }
  }

  /** @throws Fault `not_found` for anything that is no playlist: the call that deletes would take an album's files as well */
  async remove(playlistId: string, signal: AbortSignal): Promise<void> {
    const { userId } = await this.connection.session(signal);
    await this.read(playlistId, userId, 0, 1, signal);
    await this.change({ method: 'DELETE', path: `/Items/${encodeURIComponent(playlistId)}` }, signal);
  }

  /** How many of the tracks the user does not see. */
  async countUnknown(trackIds: readonly string[], signal: AbortSignal): Promise<number> {
    const { userId } = await this.connection.session(signal);
    const unique = [...new Set(trackIds)];
    let known = 0;
    for (const ids of chunksOf(unique)) {
      const query = { userId, ids, enableImages: false, enableUserData: false };
      known += (await asUnknown(unknownPlaylist, () => this.client.get('/Items', query, itemsShape, signal))).Items.length;
    }
    return unique.length - known;
  }

  private async read(id: string, userId: string, startIndex: number, limit: number, signal: AbortSignal): Promise<PlaylistEntry[]> {
    const query = { userId, startIndex, limit, fields: trackFields, enableImages: false, enableUserData: false };
    const read = () => this.client.page(`${pathOf(id)}/Items`, query, itemsShape, signal, this.pace.pageMs);
    const { Items } = await asUnknown('there is no such playlist', read);
    return Items.map((item) => ({ entryId: item.PlaylistItemId, track: trackOf(item) }));
  }

  private change(command: Parameters<JellyfinClient['change']>[0], signal: AbortSignal): Promise<void> {
    return asUnknown(unknownPlaylist, () => this.client.change(command, signal));
  }
}

const pathOf = (playlistId: string): string => `/Playlists/${encodeURIComponent(playlistId)}`;

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / idsOfACall) }, (_, at) => ids.slice(at * idsOfACall, (at + 1) * idsOfACall));
}

/** What it means that a playlist does not end as it should once tracks were added. */
export async function leftOut(calls: PlaylistCalls, trackIds: readonly string[], signal: AbortSignal): Promise<Fault> {
  const unknown = await calls.countUnknown(trackIds, signal);
  if (unknown > 0) return new Fault('not_found', `Jellyfin: it has none of ${unknown} of the tracks`);
  if (new Set(trackIds).size < trackIds.length) {
    return new Fault('unsupported', 'this version of Jellyfin keeps a track only once in a playlist and left the repetitions out');
  }
  return new Fault('unavailable', 'Jellyfin: somebody else changed the playlist meanwhile', { hint: 'Try again.' });
}
