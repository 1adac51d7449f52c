import { toFault } from '@catalogsync/faults';
import { type SubsonicClient, searchShape, songShape } from '@catalogsync/opensubsonic';
import { JsonShape } from '@catalogsync/outbound-http';
import { Type } from 'typebox';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import { plainExtension } from '../../../core/sources/described.js';
import {
  type FetchedFile,
  type FetchRequest,
  type HealthChecker,
  type SourceHealth,
  stagedTrack,
  type TrackFetcher,
} from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { parseFetchKey } from '../identity.js';
import { isMusic, toHit } from './songs.js';

/** The song's id and extension; empty if that is unknown. */
const fetchKeyShape = new JsonShape(Type.Tuple([Type.String(), Type.String()]));

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
    const answer = await orNothing(['not_found'], () => this.client.call('getSong', { id: remoteId }, songShape, signal));
    return answer !== undefined && isMusic(answer.song) ? toHit(answer.song) : undefined;
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const [id, suffix] = parseFetchKey(request.fetchKey, fetchKeyShape, 'subsonic');
    const path = stagedTrack(request, plainExtension(suffix));
    const target = { file: path, maxBytes: request.maxBytes, onProgress: request.report };
    try {
      await this.client.download('download', id, target, signal);
    } catch (error) {
      // Users without the download role may still listen to the unchanged file.
      if (toFault(error).code !== 'permission_denied') throw error;
      await this.client.download('stream', id, target, signal);
    }
    return { path };
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
