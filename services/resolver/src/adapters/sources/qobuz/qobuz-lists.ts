import { describedPage } from '../../../core/sources/paging.js';
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
import { type FoundList, listedOnce, namedLists, type PooledList } from '../listed-once.js';
import { listedPage, playlistIdAt } from '../listed-playlists.js';
import { countNotices } from '../totals.js';
import { type WholeList, WholeLists } from '../whole-lists.js';
import type { QobuzClient } from './client.js';
import { toTrack } from './songs.js';
import type { Playlist } from './wire.js';

export interface QobuzListSettings {
  /** Kinds of playlists that Qobuz presents, such as `editor-picks`. */
  readonly featured: readonly string[];
  /** Most playlists of each kind. */
  readonly perKind: number;
  /** Ids of playlists that the user always wants. */
  readonly playlists: readonly string[];
}

const chosenPool: Pool = { kind: 'named', externalId: 'qobuz', name: 'Qobuz' };

/** What Qobuz presents, as charts; the playlists that the user named; any playlist by its id. */
export class QobuzLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: QobuzClient,
    private readonly settings: QobuzListSettings,
  ) {}

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const lists = listedOnce(namedLists(this.settings.playlists, chosenPool));
    const one = async ({ id, pools }: PooledList<undefined>) => describe(await this.client.playlist(checked(id), signal), pools);
    return listedPage({ lists, describe: one, missing: (id) => `Qobuz has no playlist ${id}; see QOBUZ_PLAYLISTS` }, page);
  }

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const found: FoundList<Playlist>[] = [];
    for (const kind of this.settings.featured) {
      const pool: Pool = { kind: 'toplist', externalId: kind, name: inWords(kind) };
      const lists = await this.client.featured(kind, this.settings.perKind, signal);
      found.push(...lists.map((list) => ({ id: String(list.id), pool, list })));
    }
    const idOf = ({ id }: PooledList<Playlist>): string => id;
    return describedPage(listedOnce(found), idOf, page, async ({ list, pools }) => describe(list, pools));
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const { rows, total: claimed } = await this.client.playlistTracks(checked(id), signal);
    return { tracks: rows.map(toTrack), notices: countNotices({ service: 'Qobuz', claimed, came: rows.length }) };
  }
}

const checked = playlistIdAt('Qobuz', /^\d{1,20}$/);

/** `editor-picks` as people read it. */
const inWords = (kind: string): string => `Qobuz ${kind.replaceAll('-', ' ')}`;

function describe(playlist: Playlist, pools: readonly Pool[]): SourcePlaylist {
  const { id, name, description = '', tracks_count: count = 0, updated_at: updatedAt = 0, image_rectangle = [], images300 = [] } = playlist;
  return {
    remoteId: String(id),
    name,
    description: description || undefined,
    coverUrl: image_rectangle[0] ?? images300[0],
    pools,
    version: versionOf([name, description, updatedAt, count]),
  };
}
