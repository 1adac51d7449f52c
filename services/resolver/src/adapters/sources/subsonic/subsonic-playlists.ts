import { Fault } from '@catalogsync/faults';
import {
  albumListShape,
  albumShape,
  playlistShape,
  playlistsShape,
  type SubsonicClient,
  type SubsonicPlaylist,
  type SubsonicSong,
} from '@catalogsync/opensubsonic';
import { plainTrack } from '../../../core/sources/described.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
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
import { isMusic, toTrack } from './songs.js';

/** Albums per chart; each costs a request when its songs are listed. */
const chartAlbums = 50;

/** The server's ranked album lists; their songs, album after album, make a chart. */
const charts: readonly { readonly id: string; readonly type: string; readonly name: string }[] = [
  { id: 'chart:newest', type: 'newest', name: 'Newest albums' },
  { id: 'chart:frequent', type: 'frequent', name: 'Most played albums' },
];

const chartPool: Pool = { kind: 'toplist', externalId: 'subsonic', name: 'Subsonic' };
const playlistPool: Pool = { kind: 'playlist_square', externalId: 'subsonic', name: 'Subsonic' };

/** The user's playlists, and the server's album lists as charts. */
export class SubsonicPlaylists implements PlaylistLister, ChartLister, PlaylistTrackLister {
  constructor(private readonly client: SubsonicClient) {}

  async listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const { playlists } = await this.client.call('getPlaylists', {}, playlistsShape, signal);
    const idOf = ({ id }: SubsonicPlaylist): string => String(id);
    return describedPage(playlists?.playlist ?? [], idOf, page, (playlist) => this.describe(playlist, signal));
  }

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const idOf = ({ id }: (typeof charts)[number]): string => id;
    return describedPage(charts, idOf, page, async ({ id: remoteId, type, name }) => {
      return { remoteId, name, pools: [chartPool], version: versionOf(await this.albumIds(type, signal)) };
    });
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const chart = charts.find(({ id }) => id === playlistId);
    const tracks = chart === undefined ? await this.entries(playlistId, signal) : await this.chartTracks(chart.type, signal);
    return pageByPosition(tracks, versionOf(tracks.map(plainTrack)), page);
  }

  private async describe(playlist: SubsonicPlaylist, signal: AbortSignal): Promise<SourcePlaylist> {
    const remoteId = String(playlist.id);
    const { name, comment = '', changed = '', songCount = 0 } = playlist;
    // Older servers do not say when a list changed; only its songs show it.
    const state = changed === '' ? (await this.entries(remoteId, signal)).map(plainTrack) : [changed, songCount, playlist.duration];
    return {
      remoteId,
      name,
      description: comment || undefined,
      pools: [playlistPool],
      version: versionOf([name, comment, state]),
    };
  }

  private async entries(playlistId: string, signal: AbortSignal): Promise<readonly SourceTrack[]> {
    const { playlist } = await this.client.call('getPlaylist', { id: playlistId }, playlistShape, signal);
    if (String(playlist.id) !== playlistId) throw new Fault('data_corrupt', 'subsonic getPlaylist: unexpected answer: another playlist');
    return tracksOf(playlist.entry);
  }

  private async chartTracks(type: string, signal: AbortSignal): Promise<readonly SourceTrack[]> {
    const tracks: SourceTrack[] = [];
    for (const [id] of await this.albumIds(type, signal)) {
      const { album } = await this.client.call('getAlbum', { id }, albumShape, signal);
      tracks.push(...tracksOf(album.song));
    }
    return tracks;
  }

  /** Includes what shows that an album gained or lost songs. */
  private async albumIds(type: string, signal: AbortSignal): Promise<readonly (readonly [string, number])[]> {
    const { albumList2 } = await this.client.call('getAlbumList2', { type, size: String(chartAlbums) }, albumListShape, signal);
    return (albumList2?.album ?? []).map(({ id, songCount = 0 }) => [String(id), songCount] as const);
  }
}

function tracksOf(songs: readonly SubsonicSong[] = []): SourceTrack[] {
  return songs.filter(isMusic).map(toTrack);
}
