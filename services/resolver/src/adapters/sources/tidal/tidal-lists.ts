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
import { listedPage, playlistIdAt } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { TidalClient } from './client.js';
import { pictureOf, tracksOf } from './songs.js';

const chosenPool: Pool = { kind: 'named', externalId: 'tidal', name: 'TIDAL' };
const chartPool: Pool = { kind: 'toplist', externalId: 'tidal', name: 'TIDAL charts' };

/** The playlists and charts that the user named: TIDAL has no list of either, but any can be read by its id. */
export class TidalLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  /** @param named ids of playlists, and of those that are charts */
  constructor(
    private readonly client: TidalClient,
    private readonly named: { readonly playlists: readonly string[]; readonly charts: readonly string[] },
  ) {}

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.list(this.named.playlists, 'TIDAL_PLAYLISTS', chosenPool, page, signal);
  }

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.list(this.named.charts, 'TIDAL_CHARTS', chartPool, page, signal);
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private list(ids: readonly string[], key: string, pool: Pool, page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const describe = ({ id }: PooledList<undefined>): Promise<SourcePlaylist> => this.describe(id, pool, signal);
    const lists = listedOnce(namedLists(ids, pool));
    return listedPage({ lists, describe, missing: (id) => `TIDAL has no playlist ${id}; see ${key}` }, page);
  }

  private async describe(id: string, pool: Pool, signal: AbortSignal): Promise<SourcePlaylist> {
    const { playlist, objects } = await this.client.playlist(checked(id), signal);
    const { name, description = '', numberOfItems = 0, lastModifiedAt = '' } = playlist.attributes;
    return {
      remoteId: playlist.id,
      name,
      description: description || undefined,
      coverUrl: pictureOf(objects, { ...playlist, type: 'playlists', attributes: {} }),
      pools: [pool],
      version: versionOf([name, description, lastModifiedAt, numberOfItems]),
    };
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    // The entries come without their number.
    const { playlist } = await this.client.playlist(checked(id), signal);
    const { items, objects } = await this.client.playlistItems(id, signal);
    const tracks = tracksOf(objects);
    const nameless = items.rows.filter(({ type }) => type === 'tracks').length - tracks.length;
    const { name, numberOfItems: claimed } = playlist.attributes;
    const notices = countNotices({ service: 'TIDAL', list: `"${name}"`, claimed, came: items.rows.length });
    if (nameless > 0) notices.push(`TIDAL names ${nameless} songs of this list by number only; they are left out`);
    return { tracks, notices };
  }
}

const checked = playlistIdAt('TIDAL', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
