import { Fault, toFault } from '@catalogsync/faults';
import { type AnswerShape, keyOf, type PlexCall, type PlexClient } from './client.js';
import type { PlexLibraries } from './libraries.js';
import { type Container, rowsOf } from './pages.js';
import { isSet, type PlexPlaylist, playlistsShape } from './wire.js';

/** Characters of keys in one request, so that its address stays below 6,000. */
const keysLength = 5500;

/** The changed playlist, or nothing. */
const changedShape: AnswerShape<Container<PlexPlaylist>> = {
  parse: (text, endpoint) => (text.length === 0 ? { MediaContainer: {} } : playlistsShape.parse(text, endpoint)),
};

/** The calls that make a playlist and change its items. Each compares the server's count with what was wanted. */
export class PlexPlaylistItems {
  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {}

  /** As it is now. @throws Fault `not_found`, `permission_denied` if it is not to be changed */
  async changeable(id: string, signal: AbortSignal): Promise<PlexPlaylist> {
    const playlist = await this.one({ path: pathOf(id), what: `playlist ${id}` }, signal);
    if (playlist === undefined) throw new Fault('not_found', `the Plex server has no playlist ${id}`);
    const reason = whyReadOnly(playlist);
    if (reason === undefined) return playlist;
    throw new Fault('permission_denied', `the playlist "${playlist.title}" of the Plex server cannot be changed: ${reason}`);
  }

  /** Undefined if the server made none, which it says by an empty answer. */
  async create(title: string, trackIds: readonly string[], signal: AbortSignal): Promise<PlexPlaylist | undefined> {
    const uri = trackIds.length === 0 ? undefined : await this.uriOf(trackIds, signal);
    return this.one({ method: 'POST', path: '/playlists', query: { type: 'audio', title, smart: 0, uri } }, signal);
  }

  /** At the end, in order. @param before how many entries it has @throws Fault `not_found` if the server has not all of these tracks */
  async add(id: string, trackIds: readonly string[], before: number, signal: AbortSignal): Promise<void> {
    let expected = before;
    for (const chunk of chunksOf(trackIds)) {
      expected += chunk.length;
      const query = { uri: await this.uriOf(chunk, signal) };
      this.requireTracks(await this.one({ method: 'PUT', path: `${pathOf(id)}/items`, query, what: `playlist ${id}` }, signal), expected);
    }
  }

  /** @throws Fault `not_found` if the server took fewer tracks than it was given */
  requireTracks(playlist: PlexPlaylist | undefined, expected: number): void {
    const { leafCount = expected } = playlist ?? { leafCount: 0 };
    if (leafCount < expected) throw this.missing(expected - leafCount, expected);
  }

  missing(count: number, of: number): Fault {
    // So it is as well if another server has this address now: the next call asks which.
    this.libraries.forget();
    return new Fault('not_found', `the Plex server does not have ${count} of ${of} tracks`, {
      hint: 'Look the tracks up again: the library has changed.',
    });
  }

  async clear(id: string, signal: AbortSignal): Promise<void> {
    const call: PlexCall = { method: 'DELETE', path: `${pathOf(id)}/items`, what: `playlist ${id}` };
    if ((await this.countAfter(id, call, signal)) !== 0) throw changedMeanwhile(id);
  }

  /** Returns how many entries are left. */
  async removeEntry(id: string, entryId: string, signal: AbortSignal): Promise<number> {
    return this.atEntry(id, { method: 'DELETE', path: `${pathOf(id)}/items/${entryId}` }, signal);
  }

  /** Returns how many entries there are. @param after the entry that it shall follow; undefined for the beginning */
  async moveEntry(id: string, entryId: string, after: string | undefined, signal: AbortSignal): Promise<number> {
    return this.atEntry(id, { method: 'PUT', path: `${pathOf(id)}/items/${entryId}/move`, query: { after } }, signal);
  }

  /** @throws Fault `failed_precondition` if the entry is gone, but not the playlist */
  private async atEntry(id: string, call: PlexCall, signal: AbortSignal): Promise<number> {
    try {
      return await this.countAfter(id, call, signal);
    } catch (error) {
      if (toFault(error).code !== 'not_found') throw error;
      await this.changeable(id, signal);
      throw changedMeanwhile(id, error);
    }
  }

  /** How many entries there are after a change: as the answer says, or as the playlist does if the answer is only a status. */
  private async countAfter(id: string, call: PlexCall, signal: AbortSignal): Promise<number> {
    const [changed] = rowsOf(await this.client.ask(call, changedShape, signal), call);
    return changed?.leafCount ?? (await this.changeable(id, signal)).leafCount ?? 0;
  }

  private async one(call: PlexCall, signal: AbortSignal): Promise<PlexPlaylist | undefined> {
    return rowsOf(await this.client.ask(call, playlistsShape, signal), call)[0];
  }

  private async uriOf(trackIds: readonly string[], signal: AbortSignal): Promise<string> {
    const keys = trackIds.map((id) => keyOf(id, `track ${id}`)).join(',');
    return `server://${(await this.libraries.identity(signal)).id}/com.plexapp.plugins.library/library/metadata/${keys}`;
  }
}

export function pathOf(playlistId: string): string {
  return `/playlists/${keyOf(playlistId, `playlist ${playlistId}`)}`;
}

/** Tracks that go into one request each. None twice: the server looks a list of keys up, which finds each once. */
export function chunksOf(trackIds: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let chunk = new Set<string>();
  let length = 0;
  for (const id of trackIds) {
    if (chunk.size > 0 && (chunk.has(id) || length + id.length + 1 > keysLength)) {
      chunks.push([...chunk]);
      chunk = new Set();
      length = 0;
    }
    chunk.add(id);
    length += id.length + 1;
  }
  return chunk.size === 0 ? chunks : [...chunks, [...chunk]];
}

export function whyReadOnly({ smart, readOnly }: PlexPlaylist): string | undefined {
  if (isSet(smart)) return 'it is a smart playlist, which follows its rules';
  return isSet(readOnly) ? 'this account may only read it' : undefined;
}

export function changedMeanwhile(id: string, cause?: unknown): Fault {
  return new Fault('failed_precondition', `somebody else changed the playlist ${id} of the Plex server meanwhile`, {
    hint: 'Try again.',
    retry: 'later',
    cause,
  });
}
