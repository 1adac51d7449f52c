import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import {
  type FetchedFile,
  type FetchRequest,
  type HealthChecker,
  type SourceHealth,
  stagedTrack,
  type TrackFetcher,
} from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import { parseFetchKey } from '../identity.js';
import type { HifiClient } from './client.js';
import { fetchJoined } from './joined-file.js';
import { plainFileOf } from './manifest.js';
import { type Quality, toHit } from './songs.js';
import { fetchKeyShape } from './wire.js';

/** Songs from the user's own HiFi proxies, and the files that they hand out whole and unprotected. */
export class HifiSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: HifiClient,
    private readonly http: HttpClient,
    private readonly quality: Quality,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const words = keyword.trim();
    if (words === '') return [];
    const { tracks } = await this.client.search(words, limit, signal);
    return eachOnce(
      tracks.map((track) => toHit(track, this.quality)),
      limit,
    );
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!isTrackId(remoteId)) return undefined;
    const track = await orNothing(['not_found'], () => this.client.track(remoteId, signal));
    return track && toHit(track, this.quality);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const [id] = parseFetchKey(request.fetchKey, fetchKeyShape, 'hifi');
    // The addresses in a manifest end after a while: it is asked for only now.
    const { presented, trust } = await this.client.handedOut(id, this.quality, signal);
    const { urls, ext } = plainFileOf(presented);
    const [only] = urls;
    if (urls.length === 1 && only !== undefined) return fetchHandedOut(this.http, request, { url: only, trust, ext }, signal);
    const { maxBytes, report } = request;
    const path = stagedTrack(request, ext);
    await fetchJoined(this.http, { urls, trust }, { file: path, maxBytes, report }, signal);
    return { path };
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      const { version } = await this.client.search('a', 1, signal);
      return version === '' ? 'HiFi proxy' : `HiFi proxy ${version}`;
    }, signal);
  }
}

const isTrackId = (id: string): boolean => /^\d{1,20}$/.test(id);
