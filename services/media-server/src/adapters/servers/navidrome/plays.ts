import { Fault, toFault } from '@catalogsync/faults';
import { albumDetailsShape, albumShape, type SubsonicClient, type SubsonicSong, songSearchShape } from '@catalogsync/opensubsonic';
import type { TrackPlays } from '../../../core/servers/values.js';
import type { NavidromeConnection } from './connection.js';
import { inFolder } from './library.js';
import { pagesAhead } from './pages-ahead.js';
import { isMusic, timeOf, toTrack } from './tracks.js';

const pageSize = 500;

/** How often this user has played each track. */
export class NavidromePlays {
  constructor(
    private readonly client: SubsonicClient,
    private readonly connection: NavidromeConnection,
  ) {}

  /**
   * OpenSubsonic servers list all songs for an empty search: 500 in one request. Others are asked for the albums that were played
   * most, and each of those for its songs.
   */
  async *counts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    const protocol = await this.connection.protocol(signal);
    if (!protocol.isOpenSubsonic && !protocol.isSince(14)) {
      throw new Fault('unsupported', `the server (${protocol.text}) does not tell how often its songs were played`);
    }
    const known = new Set<string>();
    for (const folder of await this.connection.libraries(signal)) {
      let found = false;
      if (protocol.isOpenSubsonic) {
        for await (const songs of this.allSongs(folder, signal)) {
          found = true;
          const page = playsOf(songs, known);
          if (page.length > 0) yield page;
        }
      }
      if (found) continue;
      for await (const songs of this.playedAlbums(folder, signal)) {
        const page = playsOf(songs, known);
        if (page.length > 0) yield page;
      }
    }
  }

  private allSongs(folder: string | undefined, signal: AbortSignal): AsyncIterable<readonly SubsonicSong[]> {
    const ask = async (offset: number, either: AbortSignal): Promise<readonly SubsonicSong[]> => {
      const counts = { songCount: `${pageSize}`, songOffset: `${offset}`, artistCount: '0', albumCount: '0' };
      const found = await this.client.call('search3', { query: '', ...counts, ...inFolder(folder) }, songSearchShape, either);
      return found.searchResult3.song ?? [];
    };
    return pagesAhead(pageSize, ask, signal);
  }

  private async *playedAlbums(folder: string | undefined, signal: AbortSignal): AsyncIterable<readonly SubsonicSong[]> {
    const ask = async (offset: number, either: AbortSignal) => {
      const parameters = { type: 'frequent', size: `${pageSize}`, offset: `${offset}`, ...inFolder(folder) };
      return (await this.client.call('getAlbumList2', parameters, albumDetailsShape, either)).albumList2.album ?? [];
    };
    for await (const albums of pagesAhead(pageSize, ask, signal)) {
      for (const { id, playCount } of albums) {
        if (playCount === 0) continue;
        yield await this.songsOf(String(id), signal);
      }
    }
  }

  /** None for an album that has gone meanwhile. */
  private async songsOf(id: string, signal: AbortSignal): Promise<readonly SubsonicSong[]> {
    try {
      return (await this.client.call('getAlbum', { id }, albumShape, signal)).album.song ?? [];
    } catch (error) {
      if (toFault(error).code === 'not_found') return [];
      throw error;
    }
  }
}

function playsOf(songs: readonly SubsonicSong[], known: Set<string>): readonly TrackPlays[] {
  const plays: TrackPlays[] = [];
  for (const song of songs) {
    const { playCount = 0, played } = song;
    if (playCount <= 0 || !isMusic(song) || known.has(String(song.id))) continue;
    known.add(String(song.id));
    plays.push({ track: toTrack(song), count: playCount, lastPlayedAt: timeOf(played) });
  }
  return plays;
}
