import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { type SubsonicClient, searchShape, songShape } from '@catalogsync/opensubsonic';
import { plainExtension } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import { healthOf } from '../../../core/sources/health.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { isMusic, toHit } from './songs.js';

/** Songs of one OpenSubsonic server: Navidrome, Airsonic, Gonic, Supysonic and others. */
export class SubsonicSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(private readonly client: SubsonicClient) {}

  async searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const hits = await this.search(request.keyword, request.limit, signal);
    // Some servers match the whole text against titles only, and find nothing by title and artist together.
    if (hits.length > 0 || request.target.title === '' || request.target.title === request.keyword) return hits;
    return this.search(request.target.title, request.limit, signal);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    try {
      const { song } = await this.client.call('getSong', { id: remoteId }, songShape, signal);
      return isMusic(song) ? toHit(song) : undefined;
    } catch (error) {
      if (toFault(error).code === 'not_found') return undefined;
      throw error;
    }
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { id, ext } = parseFetchKey(request.fetchKey);
    const path = join(request.stagingFolder, ext === '' ? 'track' : `track.${ext}`);
    const target = {
      file: path,
      maxBytes: request.maxBytes,
      report: (bytesDone: number, bytesTotal: number) => request.report({ bytesDone, bytesTotal: bytesTotal || undefined }),
    };
    try {
      await this.client.download('download', id, target, signal);
    } catch (error) {
      // Users without the download role may still listen to the unchanged file.
      if (toFault(error).code !== 'permission_denied') throw error;
      await this.client.download('stream', id, target, signal);
    }
    return { path, ext };
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      const { type = 'Subsonic', serverVersion = '', version = '' } = await this.client.ping(signal);
      return `${type} ${serverVersion} (protocol ${version})`.replace('  ', ' ');
    }, signal);
  }

  private async search(query: string, limit: number, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const parameters = { query, songCount: String(limit), albumCount: '0', artistCount: '0' };
    const { searchResult3 } = await this.client.call('search3', parameters, searchShape, signal);
    return (searchResult3?.song ?? []).filter(isMusic).slice(0, limit).map(toHit);
  }
}

function parseFetchKey(key: string): { readonly id: string; readonly ext: string } {
  try {
    const value: unknown = JSON.parse(key);
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
      return { id: value[0], ext: plainExtension(value[1]) };
    }
  } catch {
    // Whatever is wrong with it, it was not made by `toHit`.
  }
  throw new Fault('invalid_argument', 'this is not a fetch key from the subsonic source');
}
