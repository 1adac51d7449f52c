import { createHash } from 'node:crypto';
import { Fault, toFault } from '@catalogsync/faults';
import { pageByKey, pageByPosition } from '../../../core/sources/paging.js';
import type { ChartLister, Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import type { ArchiveClient, FoundItem } from './client.js';
import { songsOf, takeableItem, toHit } from './item.js';

/** Items listed per collection; each costs a request when its songs are read. */
const listedItems = 25;

const orders = { collection: 'downloads desc', week: 'week desc' } as const;
type Order = keyof typeof orders;

/** Collections that the user named: as playlists by all-time downloads, as charts by this week's. */
export class ArchivePlaylists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(
    private readonly client: ArchiveClient,
    private readonly collections: readonly string[],
    private readonly anyLicence: boolean,
  ) {}

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.list('collection', page, signal);
  }

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.list('week', page, signal);
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const [order = '', collection = ''] = playlistId.split(':');
    if (!isOrder(order) || !this.collections.includes(collection)) throw new Fault('not_found', 'there is no such collection');
    const items = await this.items(order, collection, signal);
    const tracks: SourceTrack[] = [];
    for (const { identifier } of items) tracks.push(...(await this.tracks(identifier, signal)));
    return pageByPosition(tracks, versionOf(items), page);
  }

  private async list(order: Order, page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { items, next } = pageByKey(this.collections, (collection) => collection, page);
    const playlists: SourcePlaylist[] = [];
    for (const name of items) {
      const version = versionOf(await this.items(order, name, signal));
      const kind = order === 'week' ? 'toplist' : 'playlist_square';
      const pools = [{ kind, externalId: 'archive', name: 'Internet Archive' }] as const;
      playlists.push({ remoteId: `${order}:${name}`, name, pools, version });
    }
    return { items: playlists, next };
  }

  private items(order: Order, collection: string, signal: AbortSignal): Promise<readonly FoundItem[]> {
    return this.client.search(`collection:"${collection.replace(/["\\]/g, '')}"`, listedItems, orders[order], signal);
  }

  private async tracks(identifier: string, signal: AbortSignal): Promise<SourceTrack[]> {
    try {
      const item = takeableItem(await this.client.item(identifier, signal), identifier, this.anyLicence);
      return songsOf(item).map((file) => toHit(item, file).track);
    } catch (error) {
      // An item that may not be taken is left out; any other fault is thrown.
      if (['not_found', 'permission_denied'].includes(toFault(error).code)) return [];
      throw error;
    }
  }
}

function isOrder(word: string): word is Order {
  return word in orders;
}

function versionOf(items: readonly FoundItem[]): string {
  const state = items.map(({ identifier, size }) => [identifier, size]);
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);
}
