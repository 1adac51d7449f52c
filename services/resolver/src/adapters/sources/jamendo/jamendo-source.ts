import { Fault } from '@catalogsync/faults';
import { type HttpClient, JsonShape } from '@catalogsync/outbound-http';
import { Type } from 'typebox';
import { healthOf } from '../../../core/sources/answers.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import { parseFetchKey } from '../identity.js';
import type { JamendoClient } from './client.js';
import { downloadOf, extensionOf, toHit } from './tracks.js';

const keyShape = new JsonShape(Type.Tuple([Type.String({ pattern: '^\\d{1,20}$' })]));

const isId = (text: string): boolean => /^\d{1,20}$/.test(text);

/** Songs of Jamendo, all under Creative Commons licences; a download only where the artist allows it. */
export class JamendoSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: JamendoClient,
    private readonly http: HttpClient,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const { tracks } = await this.client.tracks({ search: keyword }, limit, signal);
    return eachOnce(tracks.map(toHit), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!isId(remoteId)) return undefined;
    const { tracks } = await this.client.tracks({ id: remoteId }, 1, signal);
    const [track] = tracks;
    return track && toHit(track);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const [id] = parseFetchKey(request.fetchKey, keyShape, 'jamendo');
    const { tracks, trust } = await this.client.tracks({ id }, 1, signal);
    const [track] = tracks;
    if (track === undefined) throw new Fault('not_found', `Jamendo has no track ${id}`);
    const url = downloadOf(track);
    if (url === undefined) throw new Fault('permission_denied', `the artist of the track ${id} at Jamendo does not allow downloads`);
    return fetchHandedOut(this.http, request, { url, trust, ext: extensionOf(url) }, signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.tracks({ order: 'popularity_week' }, 1, signal);
      return 'Jamendo, Creative Commons music';
    }, signal);
  }
}
