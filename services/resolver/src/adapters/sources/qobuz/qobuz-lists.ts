import { Fault } from '@catalogsync/faults';
import { orNothing } from '../../../core/sources/answers.js';
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
import { listedPage } from '../listed-playlists.js';
import { countNotices, type WholeList, WholeLists } from '../whole-lists.js';
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

const chosenPool: Pool = { kind: 'playlist_square', externalId: 'qobuz', name: 'Qobuz' };

/** What Qobuz presents, as charts; the playlists that the user named; any playlist by its id. */
export class QobuzLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: QobuzClient,
    private readonly settings: QobuzListSettings,
  ) {}

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const ids = [...new Set(this.settings.playlists)];
    const describeOne = async (id: string): Promise<SourcePlaylist | undefined> => {
      const found = isPlaylistId(id) ? await orNothing(['not_found'], () => this.client.playlist(id, signal)) : undefined;
      return found && describe(found, [chosenPool]);
    };
    const same = (id: string): string => id;
    return listedPage(ids, same, page, describeOne, (id) => `Qobuz has no playlist ${id} (QOBUZ_PLAYLISTS)`);
  }

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const found = new Map<string, { playlist: Playlist; pools: readonly Pool[] }>();
    for (const kind of this.settings.featured) {
      const pool: Pool = { kind: 'toplist', externalId: kind, name: inWords(kind) };
      for (const playlist of await this.client.featured(kind, this.settings.perKind, signal)) {
        const id = String(playlist.id);
        found.set(id, { playlist, pools: [...(found.get(id)?.pools ?? []), pool] });
      }
    }
    return describedPage(
      [...found],
      ([id]) => id,
      page,
      async ([, { playlist, pools }]) => describe(playlist, pools),
    );
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    if (!isPlaylistId(id)) throw new Fault('not_found', 'this is not the id of a playlist at Qobuz');
    const { rows, total } = await this.client.playlistTracks(id, signal);
    return { tracks: rows.map(toTrack), notices: countNotices('Qobuz', total, rows.length) };
  }
}

const isPlaylistId = (id: string): boolean => /^\d{1,20}$/.test(id);

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
