import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
import { describedPage, pageByPosition, positionOf } from '../../../core/sources/paging.js';
import type {
  ChartLister,
  Page,
  PageRequest,
  PlaylistLister,
  PlaylistTrackLister,
  Pool,
  SourcePlaylist,
} from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { versionOf } from '../identity.js';
import { listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage } from '../listed-playlists.js';
import { plainText } from '../markup.js';
import { countNotices } from '../totals.js';
import { coverAddress } from './archive-source.js';
import type { ArchiveClient, FoundItem } from './client.js';
import { musicOf, notTakeable, songsOf, takeableItem, toHit } from './item.js';
import { firstOf, type Item } from './wire.js';

export interface ListSettings {
  /** Listed by downloads of all time, and as charts by this week's. */
  readonly collections: readonly string[];
  /** Identifiers of items or collections that are always listed. */
  readonly playlists: readonly string[];
  /** Items read of each collection. */
  readonly items: number;
  readonly anyLicence: boolean;
}

const orders = { collection: 'downloads desc', week: 'week desc' } as const;
type Order = keyof typeof orders;

/** Every one costs a request, and a page must not take a minute. */
const itemsPerPage = 20;
/** More than any item has. */
const songsPerItem = 100_000;

const poolOf = (kind: Pool['kind']): Pool => ({ kind, externalId: 'archive', name: 'Internet Archive' });

/**
 * Items as playlists of their files, and collections as playlists of the files of their items. Ids are `collection:name`,
 * `week:name` and, as in addresses, the identifier of an item or collection alone; any can be read, listed or not.
 */
export class ArchivePlaylists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(
    private readonly client: ArchiveClient,
    private readonly settings: ListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { collections, playlists } = this.settings;
    const ids = [...collections.map((name) => `collection:${name}`), ...playlists];
    const describe = ({ id }: PooledList<undefined>) =>
      parsed(id).order === undefined ? this.named(id, signal) : this.ranked(id, 'named', signal);
    const missing = (id: string): string =>
      `the Internet Archive has nothing called ${id} that may be taken; check its name in the settings`;
    return listedPage({ lists: listedOnce(namedLists(ids, poolOf('named'))), describe, missing, gone: notTakeable }, page);
  }

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    // Names that cannot be read are reported with the playlists.
    const ids = [...new Set(this.settings.collections.map((name) => `week:${name}`))].filter((id) => listForm.test(id));
    const same = (id: string): string => id;
    return describedPage(ids, same, page, (id) => this.ranked(id, 'toplist', signal));
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { order, name } = parsed(playlistId);
    if (order !== undefined) return this.ofCollection(order, name, page, signal);
    const item = await this.item(name, signal);
    return isCollection(item)
      ? this.ofCollection('collection', name, page, signal)
      : pageByPosition(this.songs(item), stateOfItem(item), page);
  }

  private async ranked(id: string, kind: Pool['kind'], signal: AbortSignal): Promise<SourcePlaylist> {
    const { order = 'collection', name } = parsed(id);
    const { items } = await this.items(order, name, signal);
    return { remoteId: id, name, pools: [poolOf(kind)], version: stateOf(items) };
  }

  private async named(id: string, signal: AbortSignal): Promise<SourcePlaylist> {
    const item = await this.item(id, signal);
    const { title, description } = item.metadata ?? {};
    const version = isCollection(item) ? stateOf((await this.items('collection', id, signal)).items) : stateOfItem(item);
    const [song] = musicOf(item);
    return {
      remoteId: id,
      name: firstOf(title) || id,
      description: plainText(firstOf(description)) || undefined,
      coverUrl: song && coverAddress(this.client, item, song),
      pools: [poolOf('named')],
      version,
    };
  }

  /** Item after item; the position is the item's place and that of the next of its songs. */
  private async ofCollection(order: Order, name: string, { limit, after }: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const { items, claimed } = await this.items(order, name, signal);
    const version = stateOf(items);
    const start = after === undefined ? 0 : positionOf(after, version);
    const count = { service: 'the Internet Archive', list: `the collection ${name}`, claimed, came: items.length };
    const notices = start === 0 ? countNotices({ ...count, most: this.settings.items, of: 'item' }) : [];
    const tracks: SourceTrack[] = [];
    const first = Math.floor(start / songsPerItem);
    for (let at = first; at < items.length; at++) {
      if (at >= first + itemsPerPage) return { items: tracks, next: `${at * songsPerItem} ${version}`, notices };
      const from = at === first ? start % songsPerItem : 0;
      const rest = (await this.songsOf(items[at], signal)).slice(from, songsPerItem);
      const room = limit - tracks.length;
      tracks.push(...rest.slice(0, room));
      if (rest.length > room) return { items: tracks, next: `${at * songsPerItem + from + room} ${version}`, notices };
    }
    return { items: tracks, next: undefined, notices };
  }

  /** An item that may not be taken is left out. */
  private async songsOf(found: FoundItem | undefined, signal: AbortSignal): Promise<readonly SourceTrack[]> {
    if (found === undefined) return [];
    const item = await orNothing(notTakeable, () => this.item(found.identifier, signal));
    return item === undefined ? [] : this.songs(item);
  }

  private items(order: Order, collection: string, signal: AbortSignal) {
    return this.client.search(`collection:"${collection}"`, this.settings.items, orders[order], signal);
  }

  /** @throws Fault `not_found`, `permission_denied` */
  private async item(identifier: string, signal: AbortSignal): Promise<Item> {
    const item = await this.client.item(identifier, signal);
    // Collections are neither licensed nor lent, their items are.
    return isCollection(item) ? item : takeableItem(item, identifier, this.settings.anyLicence);
  }

  private songs(item: Item): SourceTrack[] {
    return songsOf(item).map((file) => toHit(item, file, coverAddress(this.client, item, file)).track);
  }
}

const listForm = /^(?:(collection|week):)?([A-Za-z0-9][\w.-]{0,200})$/;

/** @throws Fault `not_found` for what is no identifier */
function parsed(playlistId: string): { readonly order: Order | undefined; readonly name: string } {
  const [, order, name] = listForm.exec(playlistId) ?? [];
  if (name === undefined) throw new Fault('not_found', 'the Internet Archive has no such item or collection');
  return { order: order === undefined ? undefined : (order as Order), name };
}

const isCollection = ({ metadata }: Item): boolean => firstOf(metadata?.mediatype) === 'collection';

function stateOf(items: readonly FoundItem[]): string {
  return versionOf(items.map(({ identifier, size }) => [identifier, size]));
}

function stateOfItem({ item_last_updated: updated, item_size: size, files = [], metadata }: Item): string {
  return versionOf([updated, size, files.length, firstOf(metadata?.title), firstOf(metadata?.description)]);
}
