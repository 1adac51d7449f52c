import { foldText } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf } from '../../../core/sources/answers.js';
import { type CoverSource, type LyricsSource, maxCoverBytes, maxLyricsBytes } from '../../../core/sources/companions.js';
import { announcedAudio, describedTrack, extensionOfName } from '../../../core/sources/described.js';
import {
  type FetchedFile,
  type FetchRequest,
  type HealthChecker,
  type SourceHealth,
  stagedTrack,
  type TrackFetcher,
} from '../../../core/sources/fetch.js';
import { describedPage, pageByPosition } from '../../../core/sources/paging.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import type { Page, PageRequest, PlaylistLister, PlaylistTrackLister, SourcePlaylist } from '../../../core/sources/source.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { idOfPlace } from '../identity.js';
import { ListReader, type SongList } from './list-reader.js';
import type { ListedSong } from './list-text.js';

/** Songs from lists that the user keeps: each entry says where a song is. */
export class HttpLists
  implements LyricsSource, CoverSource, TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker, PlaylistLister, PlaylistTrackLister
{
  private readonly reader: ListReader;

  constructor(
    private readonly places: readonly string[],
    private readonly http: HttpClient,
  ) {
    this.reader = new ListReader(http);
  }

  async searchTracks({ target, keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const words = foldText(target.title === '' ? keyword : target.title)
      .split(' ')
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const artists = target.artists.map(foldText);
    const found: { readonly song: ListedSong; readonly rank: number }[] = [];
    for (const song of await this.songs(signal)) {
      const text = foldText(`${song.title} ${song.artists.join(' ')}`);
      if (!words.every((word) => text.includes(word))) continue;
      found.push({ song, rank: artists.some((artist) => text.includes(artist)) ? 0 : 1 });
    }
    found.sort((a, b) => a.rank - b.rank);
    return found.slice(0, limit).map(({ song }) => toHit(song));
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const song = await this.find(remoteId, signal);
    return song && toHit(song);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const song = await this.find(request.fetchKey, signal);
    // Fetches only addresses in a list, so that nobody can make this server call others.
    if (song === undefined) throw new Fault('not_found', 'this address is in no list');
    const path = stagedTrack(request, extensionOfUrl(song.url));
    await this.http.fetchToFile({
      url: song.url,
      file: path,
      maxBytes: request.maxBytes,
      onProgress: request.report,
      resumable: true,
      media: true,
      totalTimeoutMs: 3_600_000,
      maxRetryAfterMs: 2000,
      signal,
    });
    return { path };
  }

  async lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const lyrics = (await this.find(remoteId, signal))?.lyrics;
    if (lyrics === undefined || !/^https?:\/\/\S+$/i.test(lyrics)) return lyrics;
    return new TextDecoder().decode(await this.bytes(lyrics, maxLyricsBytes, signal));
  }

  async cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const url = (await this.find(remoteId, signal))?.coverUrl;
    return url === undefined ? undefined : this.bytes(url, maxCoverBytes, signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      const songs = await this.songs(signal);
      const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
      return `${counted(songs.length, 'song')} in ${counted(this.places.length, 'list')}`;
    }, signal);
  }

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return describedPage(this.places, idOfPlace, page, async (place) => toPlaylist(await this.reader.read(place, signal)));
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const place = this.places.find((one) => idOfPlace(one) === playlistId);
    if (place === undefined) throw new Fault('not_found', 'there is no such list');
    const { songs, version } = await this.reader.read(place, signal);
    const tracks = songs.map((song) => toHit(song).track);
    return pageByPosition(tracks, version, page);
  }

  private async bytes(url: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    return (await this.http.fetchBytes({ url, maxBytes, attempts: 2, maxRetryAfterMs: 2000, signal })).bytes;
  }

  private async songs(signal: AbortSignal): Promise<readonly ListedSong[]> {
    const songs: ListedSong[] = [];
    for (const place of this.places) songs.push(...(await this.reader.read(place, signal)).songs);
    return songs;
  }

  private async find(id: string, signal: AbortSignal): Promise<ListedSong | undefined> {
    return (await this.songs(signal)).find((song) => idOfPlace(song.url) === id);
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
