import { Fault } from '@catalogsync/faults';
import type { ServerPlaylists } from '../../../core/servers/media-server.js';
import type { PlaylistEdits } from '../../../core/servers/playlist-edits.js';
import type { NewPlaylist, PlaylistEntry, ServerPlaylist } from '../../../core/servers/values.js';
import { type PlexClient, unless } from './client.js';
import type { PlexLibraries } from './libraries.js';
import { itemsOf, kinds } from './listing.js';
import { pageOf, pagesOf } from './pages.js';
import { PlexPlaylistEdit } from './playlist-edit.js';
import { chunksOf, PlexPlaylistItems, pathOf, whyReadOnly } from './playlist-items.js';
import { type PlexPlaylist, type PlexTrack, playlistsShape, toTrack, tracksShape } from './wire.js';

/** Time limit in ms for removing a half-filled playlist after a failure or a caller who left. */
const farewellMs = 5000;

/** Playlists of audio. A change takes several calls, so it is not done at once. */
export class PlexPlaylists implements ServerPlaylists {
  readonly changesAtOnce = false;
  private readonly items: PlexPlaylistItems;
  private readonly edits: PlexPlaylistEdit;

  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {
    this.items = new PlexPlaylistItems(client, libraries);
    this.edits = new PlexPlaylistEdit(this.items, (id, from, signal) => this.entryIds(id, from, signal));
  }

  async *list(signal: AbortSignal): AsyncIterable<readonly ServerPlaylist[]> {
    const call = { path: '/playlists', query: { playlistType: 'audio' } };
    for await (const rows of pagesOf(this.client, call, playlistsShape, signal)) {
      // Folders of playlists are listed, too.
      yield rows.filter(({ type = 'playlist', playlistType = 'audio' }) => type === 'playlist' && playlistType === 'audio').map(toPlaylist);
    }
  }

  async *entries(playlistId: string, signal: AbortSignal): AsyncIterable<readonly PlaylistEntry[]> {
    for await (const rows of this.rows(playlistId, 0, signal)) yield rows.map(toEntry);
  }

  async create({ name, description = '', trackIds }: NewPlaylist, signal: AbortSignal): Promise<string> {
    const [first = []] = chunksOf(trackIds);
    const made = first.length === 0 ? await this.createEmpty(name, signal) : await this.items.create(name, first, signal);
    if (made === undefined) throw this.items.missing(first.length, first.length);
    const id = String(made.ratingKey);
    return this.orRemoved(id, async () => {
      this.items.requireTracks(made, first.length);
      await this.items.add(id, trackIds.slice(first.length), first.length, signal);
      if (description === '') return;
      await this.client.tell({ method: 'PUT', path: pathOf(id), query: { summary: description }, what: `playlist ${id}` }, signal);
    });
  }

  async append(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { leafCount = 0 } = await this.items.changeable(playlistId, signal);
    await this.items.add(playlistId, trackIds, leafCount, signal);
  }

  async replace(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void> {
    await this.items.changeable(playlistId, signal);
    await this.items.clear(playlistId, signal);
    await this.items.add(playlistId, trackIds, 0, signal);
  }

  async edit(playlistId: string, edits: PlaylistEdits, signal: AbortSignal): Promise<void> {
    await this.edits.apply(playlistId, edits, signal);
  }

  async remove(playlistId: string, signal: AbortSignal): Promise<void> {
    await this.client.tell({ method: 'DELETE', path: pathOf(playlistId), what: `playlist ${playlistId}` }, signal);
  }

  /** A playlist is blank unless it is made of something; servers that insist on something get a track, which is taken out again. */
  private async createEmpty(name: string, signal: AbortSignal): Promise<PlexPlaylist> {
    const blank = await unless('invalid_argument', this.items.create(name, [], signal));
    if (blank !== undefined) return blank;
    const made = await this.items.create(name, [await this.anyTrack(signal)], signal);
    if (made === undefined) throw new Fault('unavailable', 'the Plex server made no playlist');
    await this.orRemoved(String(made.ratingKey), () => this.items.clear(String(made.ratingKey), signal));
    return made;
  }

  private async anyTrack(signal: AbortSignal): Promise<string> {
    for (const library of await this.libraries.current(signal)) {
      const call = itemsOf(library, { type: kinds.track });
      const { rows } = await pageOf(this.client, call, tracksShape, { start: 0, size: 1 }, signal);
      if (rows[0] !== undefined) return String(rows[0].ratingKey);
    }
    throw new Fault('failed_precondition', 'the Plex server makes empty playlists only of a library with music');
  }

  /** Returns the id once the work on the new playlist is done, or removes it. */
  private async orRemoved(id: string, work: () => Promise<void>): Promise<string> {
    try {
      await work();
      return id;
    } catch (error) {
      // The first failure is the one to tell; the caller may have left, so this has a time limit of its own.
      await this.remove(id, AbortSignal.timeout(farewellMs)).catch(() => undefined);
      throw error;
    }
  }

  private async entryIds(playlistId: string, from: number, signal: AbortSignal): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const rows of this.rows(playlistId, from, signal))
      ids.push(...rows.map(({ playlistItemID = '' }) => String(playlistItemID)));
    return ids;
  }

  private rows(playlistId: string, from: number, signal: AbortSignal): AsyncIterable<readonly PlexTrack[]> {
    const call = { path: `${pathOf(playlistId)}/items`, what: `playlist ${playlistId}` };
    return pagesOf(this.client, call, tracksShape, signal, { from });
  }
}

function toPlaylist(row: PlexPlaylist): ServerPlaylist {
  const { ratingKey, title, summary = '', leafCount } = row;
  return {
    id: String(ratingKey),
    name: title,
    description: summary === '' ? undefined : summary,
    trackCount: leafCount,
    readOnly: whyReadOnly(row),
  };
}

function toEntry(row: PlexTrack): PlaylistEntry {
  return { entryId: row.playlistItemID === undefined ? undefined : String(row.playlistItemID), track: toTrack(row) };
}
