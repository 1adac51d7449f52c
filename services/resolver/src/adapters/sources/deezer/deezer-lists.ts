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
import type { DeezerClient } from './client.js';
import { toTrack } from './songs.js';
import type { Playlist } from './wire.js';

export interface DeezerListSettings {
  /** Names or ids of genres. */
  readonly genres: readonly string[];
  /** Most playlists listed per genre. */
  readonly perGenre: number;
  /** Ids of playlists that the user always wants. */
  readonly playlists: readonly string[];
}

const chosenPool: Pool = { kind: 'playlist_square', externalId: 'deezer', name: 'Deezer' };
const chartPool: Pool = { kind: 'toplist', externalId: 'genres', name: 'Deezer charts' };

/** A chart's id is `chart:` and its genre's. */
const chartForm = /^chart:(\d{1,10})$/;

/** Popular playlists and charts of the genres that the user named, and any playlist by its id. */
export class DeezerLists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  private readonly lists = new WholeLists((id, signal) => this.read(id, signal));

  constructor(
    private readonly client: DeezerClient,
    private readonly settings: DeezerListSettings,
  ) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { found, notices } = await this.popular(signal);
    for (const id of this.settings.playlists) if (!found.has(id)) found.set(id, { playlist: undefined, pools: [chosenPool] });
    const describeOne = async ([id, { playlist, pools }]: readonly [string, Popular]): Promise<SourcePlaylist | undefined> => {
      const known = playlist ?? (await this.named(id, signal));
      return known && describe(known, pools);
    };
    const listed = await listedPage(
      [...found],
      ([id]) => id,
      page,
      describeOne,
      (id) => `Deezer has no playlist ${id} (DEEZER_PLAYLISTS)`,
    );
    return { ...listed, notices: [...notices, ...(listed.notices ?? [])] };
  }

  async listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { genres, notices } = await this.genres(signal);
    const charts = await describedPage(
      genres,
      ({ id }) => id,
      page,
      async ({ id, name }) => {
        const { rows } = await this.client.chartTracks(id, signal);
        const version = versionOf(rows.map((track) => [track.id, track.title]));
        return { remoteId: `chart:${id}`, name: `Deezer top songs: ${name}`, pools: [chartPool], version };
      },
    );
    return { ...charts, notices };
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const genre = chartForm.exec(id)?.[1];
    if (genre === undefined && !isPlaylistId(id)) throw new Fault('not_found', 'this is not the id of a playlist at Deezer');
    const { rows, total } = await (genre === undefined ? this.client.playlistTracks(id, signal) : this.client.chartTracks(genre, signal));
    return { tracks: rows.map(toTrack), notices: countNotices('Deezer', total, rows.length) };
  }

  /** Popular playlists by id, each with the genres that list it. */
  private async popular(signal: AbortSignal): Promise<{ found: Map<string, Popular>; notices: readonly string[] }> {
    const found = new Map<string, Popular>();
    if (this.settings.perGenre === 0) return { found, notices: [] };
    const { genres, notices } = await this.genres(signal);
    for (const { id: genre, name } of genres) {
      const pool: Pool = { kind: 'playlist_square', externalId: `genre:${genre}`, name };
      for (const playlist of await this.client.chartPlaylists(genre, this.settings.perGenre, signal)) {
        const id = String(playlist.id);
        found.set(id, { playlist, pools: [...(found.get(id)?.pools ?? []), pool] });
      }
    }
    return { found, notices };
  }

  private async named(id: string, signal: AbortSignal): Promise<Playlist | undefined> {
    return isPlaylistId(id) ? orNothing(['not_found'], () => this.client.playlist(id, signal)) : undefined;
  }

  private async genres(signal: AbortSignal): Promise<{ genres: readonly Genre[]; notices: readonly string[] }> {
    if (this.settings.genres.length === 0) return { genres: [], notices: [] };
    const known = await this.client.genres(signal);
    const wanted = this.settings.genres.map((word) => ({
      word,
      genre: known.find(({ id, name }) => id === word || name.toLowerCase() === word.toLowerCase()),
    }));
    const notices = wanted.flatMap(({ word, genre }) => (genre === undefined ? [`Deezer has no genre "${word}" (DEEZER_GENRES)`] : []));
    return { genres: [...new Set(wanted.flatMap(({ genre }) => genre ?? []))], notices };
  }
}

interface Genre {
  readonly id: string;
  readonly name: string;
}

interface Popular {
  /** Undefined if it was not listed. */
  readonly playlist: Playlist | undefined;
  readonly pools: readonly Pool[];
}

const isPlaylistId = (id: string): boolean => /^\d{1,20}$/.test(id);

function describe(playlist: Playlist, pools: readonly Pool[]): SourcePlaylist {
  const { title, description = '', nb_tracks: count = 0, checksum = '', picture_xl: coverUrl } = playlist;
  return {
    remoteId: String(playlist.id),
    name: title,
    description: description || undefined,
    coverUrl,
    pools,
    version: versionOf([title, checksum, count]),
  };
}
