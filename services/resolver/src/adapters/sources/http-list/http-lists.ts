import { foldText } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf } from '../../../core/sources/answers.js';
import { announcedAudio, describedTrack, extensionOfName } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { idOfPlace } from '../identity.js';
import type { SongList } from './list-reader.js';
import type { ListedSong } from './list-text.js';
import type { ListedSongs } from './listed-songs.js';

/** Songs from lists that the user keeps: each entry says where a song is. */
export class HttpLists implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker, PlaylistLister, PlaylistTrackLister {
  constructor(
    private readonly songs: ListedSongs,
    private readonly http: HttpClient,
  ) {}

  async searchTracks({ target, keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const words = foldText(target.title === '' ? keyword : target.title)
      .split(' ')
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const artists = target.artists.map(foldText);
    const found: { readonly song: ListedSong; readonly rank: number }[] = [];
    for (const { song } of await this.songs.all(signal)) {
      const text = foldText(`${song.title} ${song.artists.join(' ')}`);
      if (!words.every((word) => text.includes(word))) continue;
      found.push({ song, rank: artists.some((artist) => text.includes(artist)) ? 0 : 1 });
    }
    found.sort((a, b) => a.rank - b.rank);
    return found.slice(0, limit).map(({ song }) => toHit(song));
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const found = await this.songs.find(remoteId, signal);
    return found && toHit(found.song);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    // Fetches only addresses in a list, so that nobody can make this server call others.
    const found = await this.songs.find(request.fetchKey, signal);
    if (found === undefined) throw new Fault('not_found', 'this address is in no list');
    const { song, list } = found;
    return fetchHandedOut(this.http, request, { url: song.url, trust: list.trust, ext: extensionOfUrl(song.url) }, signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      const songs = await this.songs.all(signal);
      const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
      return `${counted(songs.length, 'song')} in ${counted(this.songs.places.length, 'list')}`;
    }, signal);
  }

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return describedPage(this.songs.places, idOfPlace, page, async (place) => toPlaylist(await this.songs.list(place, signal)));
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const place = this.songs.places.find((one) => idOfPlace(one) === playlistId);
    if (place === undefined) throw new Fault('not_found', 'there is no such list');
    const { songs, version } = await this.songs.list(place, signal);
    const tracks = songs.map((song) => toHit(song).track);
    return pageByPosition(tracks, version, page);
  }
}

function toPlaylist({ place, name, version }: SongList): SourcePlaylist {
  const pool = { kind: 'playlist_file', externalId: 'http', name: 'Lists' } as const;
  return { remoteId: idOfPlace(place), name, pools: [pool], version };
}

function toHit(song: ListedSong): SearchHit {
  const id = idOfPlace(song.url);
  const ext = extensionOfUrl(song.url);
  const { title: name, artists, album, durationMs, isrc } = song;
  const credits = artists.map((artist) => ({ remoteId: undefined, name: artist }));
  return {
    track: describedTrack({ remoteId: id, name, artists: credits, album, durationMs, isrc, ext }),
    audio: announcedAudio({ ext, durationMs }),
    fetchKey: id,
    trial: false,
  };
}

function extensionOfUrl(url: string): string | undefined {
  return extensionOfName(new URL(url).pathname);
}
