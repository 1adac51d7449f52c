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

const chosenPool: Pool = { kind: 'named', externalId: 'deezer', name: 'Deezer' };
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
    const lists = listedOnce([...found, ...namedLists(this.settings.playlists, chosenPool)]);
    const one = async ({ id, pools, list }: PooledList<Playlist | undefined>) =>
      describe(list ?? (await this.client.playlist(checked(id), signal)), pools);
    return listedPage({ lists, describe: one, missing: (id) => `Deezer has no playlist ${id}; see DEEZER_PLAYLISTS`, notices }, page);
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
    return { ...charts, notices: page.after === undefined ? notices : [] };
  }

  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    return this.lists.page(playlistId, page, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<WholeList> {
    const genre = chartForm.exec(id)?.[1];
    const reading = genre === undefined ? this.client.playlistTracks(checked(id), signal) : this.client.chartTracks(genre, signal);
    const { rows, total: claimed } = await reading;
    return { tracks: rows.map(toTrack), notices: countNotices({ service: 'Deezer', claimed, came: rows.length }) };
  }

  /** Popular playlists, once for each genre that lists them. */
  private async popular(signal: AbortSignal): Promise<{ found: readonly FoundList<Playlist>[]; notices: readonly string[] }> {
    const found: FoundList<Playlist>[] = [];
    if (this.settings.perGenre === 0) return { found, notices: [] };
    const { genres, notices } = await this.genres(signal);
    for (const { id: genre, name } of genres) {
      const pool: Pool = { kind: 'playlist_square', externalId: `genre:${genre}`, name };
      const lists = await this.client.chartPlaylists(genre, this.settings.perGenre, signal);
      found.push(...lists.map((list) => ({ id: String(list.id), pool, list })));
    }
    return { found, notices };
  }

  private async genres(signal: AbortSignal): Promise<{ genres: readonly Genre[]; notices: readonly string[] }> {
    if (this.settings.genres.length === 0) return { genres: [], notices: [] };
    const known = await this.client.genres(signal);
    const wanted = this.settings.genres.map((word) => ({
      word,
      genre: known.find(({ id, name }) => id === word || name.toLowerCase() === word.toLowerCase()),
    }));
    const notices = wanted.flatMap(({ word, genre }) => (genre === undefined ? [`Deezer has no genre "${word}"; see DEEZER_GENRES`] : []));
    return { genres: [...new Set(wanted.flatMap(({ genre }) => genre ?? []))], notices };
  }
}

interface Genre {
  readonly id: string;
  readonly name: string;
}

const checked = playlistIdAt('Deezer', /^\d{1,20}$/);

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
