import { Fault, toFault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import { extensionOfName, plainExtension } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import { parseFetchKey } from '../identity.js';
import { type QianqianClient, referer } from './client.js';
import { fetchKeyShape, hitOf, hitOfLink, songId } from './songs.js';

/** Songs of Qianqian, with the files that it gives to everybody. */
export class QianqianSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: QianqianClient,
    private readonly http: HttpClient,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const found = await orNothing(['invalid_argument'], () => this.client.search(keyword, limit, signal));
    // The service refuses some signs; words alone it always takes.
    const words = keyword.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
    const songs = found ?? (words === '' ? [] : await this.client.search(words, limit, signal));
    return eachOnce(songs.map(hitOf), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!songId.test(remoteId)) return undefined;
    const link = await orNothing(['not_found'], () => this.client.link(remoteId, '', signal));
    if (link?.value.data.title === undefined) return undefined;
    const { data } = link.value;
    return hitOfLink({ ...data, TSID: data.TSID ?? remoteId });
  }

  /** At the best rate that is given whole. */
  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const [id, rates] = parseFetchKey(request.fetchKey, fetchKeyShape, 'qianqian');
    let refused = new Fault('permission_denied', 'Qianqian gives no file of this song to callers without an account');
    for (const rate of rates.length === 0 ? [''] : rates) {
      try {
        const { value, trust } = await this.client.link(id, rate, signal);
        const { path = '', format, trail_audio_info: clip } = value.data;
        if (path !== '') {
          const ext = plainExtension(format) ?? extensionOfName(URL.parse(path)?.pathname ?? '');
          return await fetchHandedOut(this.http, request, { url: path, trust, ext, wanted: { headers: referer } }, signal);
        }
        if (clip !== undefined)
          refused = new Fault('permission_denied', 'Qianqian gives only a clip of this song to callers without an account');
      } catch (error) {
        const fault = toFault(error);
        if (fault.code !== 'permission_denied') throw fault;
        refused = fault;
      }
    }
    throw refused;
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.chartMenu(signal);
      return 'Qianqian, without an account';
    }, signal);
  }
}
