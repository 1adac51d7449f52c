import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
import type { ChartLister, Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import type { ArchiveClient, FoundItem } from './client.js';
import { notTakeable, songsOf, takeableItem, toHit } from './item.js';

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
    return pageByPosition(tracks, stateOf(items), page);
  }

  private list(order: Order, page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const kind = order === 'week' ? 'toplist' : 'playlist_square';
    const pools = [{ kind, externalId: 'archive', name: 'Internet Archive' }] as const;
    const same = (collection: string): string => collection;
    return describedPage(this.collections, same, page, async (name) => {
      return { remoteId: `${order}:${name}`, name, pools, version: stateOf(await this.items(order, name, signal)) };
    });
  }

  private items(order: Order, collection: string, signal: AbortSignal): Promise<readonly FoundItem[]> {
    return this.client.search(`collection:"${collection.replace(/["\\]/g, '')}"`, listedItems, orders[order], signal);
  }

  /** An item that may not be taken is left out. */
  private async tracks(identifier: string, signal: AbortSignal): Promise<SourceTrack[]> {
    const item = await orNothing(notTakeable, async () => {
      return takeableItem(await this.client.item(identifier, signal), identifier, this.anyLicence);
    });
    return item === undefined ? [] : songsOf(item).map((file) => toHit(item, file).track);
  }
}

function isOrder(word: string): word is Order {
  return word in orders;
}

function stateOf(items: readonly FoundItem[]): string {
  return versionOf(items.map(({ identifier, size }) => [identifier, size]));
}
