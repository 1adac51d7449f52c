import { Fault, toFault } from '@catalogsync/faults';
import { createdPlaylistShape, emptyShape, ownPlaylistsShape, playlistShape, type SubsonicClient } from '@catalogsync/opensubsonic';
import type { ServerPlaylists } from '../../../core/servers/media-server.js';
import type { PlaylistEdits } from '../../../core/servers/playlist-edits.js';
import type { NewPlaylist, PlaylistEntry, ServerPlaylist } from '../../../core/servers/values.js';
import type { NavidromeConnection } from './connection.js';
import { PlaylistFinder } from './playlist-finder.js';
import { timedOut, toEntry, toPlaylist } from './playlist-values.js';

/** Playlists come in one piece; readers get parts of it. */
const pageSize = 500;

/**
 * The user's playlists. The protocol appends to a playlist, removes from it by position, and sets all of it. A change that fits
 * one request is one; longer ones add before they remove, so that an end in between loses no entry.
 */
export class NavidromePlaylists implements ServerPlaylists {
  /** Servers do not promise it, and not all changes fit one request. */
  readonly changesAtOnce = false;
  private readonly finder: PlaylistFinder;

  constructor(
    private readonly client: SubsonicClient,
    private readonly connection: NavidromeConnection,
  ) {
    this.finder = new PlaylistFinder(client, connection);
  }

  async *list(signal: AbortSignal): AsyncIterable<readonly ServerPlaylist[]> {
    const account = await this.connection.account(signal);
    const { playlists } = await this.client.call('getPlaylists', {}, ownPlaylistsShape, signal);
    const found = playlists.playlist ?? [];
    for (let at = 0; at < found.length; at += pageSize) {
      yield found.slice(at, at + pageSize).map((playlist) => toPlaylist(playlist, account));
    }
  }

  async *entries(playlistId: string, signal: AbortSignal): AsyncIterable<readonly PlaylistEntry[]> {
    const songs = await this.songs(playlistId, signal);
    for (let at = 0; at < songs.length; at += pageSize) yield songs.slice(at, at + pageSize).map(toEntry);
  }

  async create({ name, description = '', trackIds }: NewPlaylist, signal: AbortSignal): Promise<string> {
    const find = await this.finder.beforeCreating(name, signal);
    const [first = []] = await this.client.groups('createPlaylist', { name }, 'songId', trackIds, signal);
    const { playlist } = await this.client.change('createPlaylist', { name, songId: first }, createdPlaylistShape, signal);
    const id = playlist === undefined ? await find() : String(playlist.id);
    try {
      const { songCount = first.length } = playlist ?? {};
      if (songCount < first.length) {
        throw new Fault('not_found', `the server has only ${songCount} of the ${first.length} tracks for the playlist "${name}"`);
      }
      const others = trackIds.slice(first.length);
      if (others.length > 0) await this.lead(id, { added: others, removed: [], isRepeatable: true }, signal);
      if (description !== '') await this.update({ playlistId: id, comment: description }, signal);
      return id;
    } catch (error) {
      await this.removeHalfMade(id);
      throw error;
    }
  }

  async append(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    if (trackIds.length > 0) await this.lead(playlistId, { added: trackIds, removed: [], isRepeatable: false }, signal);
  }

  async replace(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    const all = { playlistId, songId: trackIds };
    // Without a song some servers leave a playlist as it is.
    if (trackIds.length > 0 && (await this.client.fits('createPlaylist', all, signal))) {
      await this.client.change('createPlaylist', all, emptyShape, signal);
      return;
    }
    const { length } = await this.songs(playlistId, signal);
    await this.lead(playlistId, { added: trackIds, removed: [...Array(length).keys()], isRepeatable: true }, signal);
  }

  async edit(playlistId: string, { before, after }: PlaylistEdits, signal: AbortSignal): Promise<void> {
    const firstOther = after.findIndex(({ stays }) => !stays);
    const kept = firstOther === -1 ? after : after.slice(0, firstOther);
    const added = after.slice(kept.length).map(({ trackId }) => trackId);
    const staying = new Set(kept.map(({ from }) => from));
    const removed = [...before.keys()].filter((index) => !staying.has(index));
    if (added.length + removed.length === 0) return;
    // Behind the first entry that does not stay, everything is removed and added anew: there are no other places to add to.
    if (after.length > 0 && added.length + removed.length > after.length) {
      const trackIds = after.map(({ trackId }) => trackId);
      await this.replace(playlistId, trackIds, signal);
    } else await this.lead(playlistId, { added, removed, isRepeatable: false }, signal);
  }

  async remove(playlistId: string, signal: AbortSignal): Promise<void> {
    await this.client.change('deletePlaylist', { id: playlistId }, emptyShape, signal);
  }

  /**
   * @param removed positions in the playlist as it is, ascending
   * @param isRepeatable whether the caller's call may be made again after a part of this
   */
  private async lead(playlistId: string, { added, removed, isRepeatable }: Changes, signal: AbortSignal): Promise<void> {
    // From the end on, so that the positions of a later request are still those of before.
    const positions = removed.toReversed().map(String);
    const all = { playlistId, songIdToAdd: added, songIndexToRemove: positions };
    if (await this.client.fits('updatePlaylist', all, signal)) {
      await this.update(all, signal);
      return;
    }
    const toAdd = await this.client.groups('updatePlaylist', { playlistId }, 'songIdToAdd', added, signal);
    const toRemove = await this.client.groups('updatePlaylist', { playlistId }, 'songIndexToRemove', positions, signal);
    const isWork = (group: readonly string[]): boolean => group.length > 0;
    const steps = [
      ...toAdd.filter(isWork).map((songIdToAdd) => ({ playlistId, songIdToAdd })),
      ...toRemove.filter(isWork).map((songIndexToRemove) => ({ playlistId, songIndexToRemove })),
    ];
    for (const [done, step] of steps.entries()) {
      try {
        await this.update(step, signal);
      } catch (error) {
        throw done === 0 ? error : halfChanged(error, `${done} of ${steps.length} parts`, isRepeatable);
      }
    }
  }

  private async update(parameters: Readonly<Record<string, string | readonly string[]>>, signal: AbortSignal): Promise<void> {
    await this.client.change('updatePlaylist', parameters, emptyShape, signal);
  }

  private async songs(id: string, signal: AbortSignal) {
    const { playlist } = await this.client.call('getPlaylist', { id }, playlistShape, signal);
    if (String(playlist.id) !== id) throw new Fault('data_corrupt', 'subsonic getPlaylist: unexpected answer: another playlist');
    return playlist.entry ?? [];
  }

  private async removeHalfMade(id: string): Promise<void> {
    try {
      // The caller may have left.
      await this.remove(id, timedOut());
    } catch {
      // What the caller hears is why it could not be filled.
    }
  }
}

interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly number[];
  readonly isRepeatable: boolean;
}

function halfChanged(error: unknown, parts: string, isRepeatable: boolean): Fault {
  const { code, message, retry } = toFault(error);
  return new Fault(code, `${message}; ${parts} of the change to the playlist were made`, {
    hint: isRepeatable ? 'Make the change again.' : 'Read the playlist again and change what is left.',
    // Otherwise what was added would be added twice.
    retry: isRepeatable ? retry : 'never',
    cause: error,
  });
}
