import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import { extensionOfName } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import { unexpected } from '../layout.js';
import { webAddress } from '../service-values.js';
import type { KuwoClient } from './client.js';
import { hitOfFound, hitOfSite, songId } from './songs.js';

/** Containers that only the service's own program opens. */
const encrypted = /^(kwm|mflac|mgg)$/;

/** Songs of Kuwo, with the files that it gives to everybody. */
export class KuwoSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: KuwoClient,
    private readonly http: HttpClient,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const { abslist } = await this.client.search(keyword, limit, signal);
    return eachOnce(abslist.map(hitOfFound), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!songId.test(remoteId)) return undefined;
    const song = await orNothing(['not_found'], () => this.client.song(remoteId, signal));
    return song && hitOfSite(song);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { fetchKey } = request;
    if (!songId.test(fetchKey)) throw new Fault('invalid_argument', 'this is not a fetch key from the kuwo source');
    const { text, trust } = await this.client.fileAddress(fetchKey, signal);
    const url = addressOf(text);
    const ext = extensionOfName(url.pathname);
    if (encrypted.test(ext ?? '')) throw new Fault('permission_denied', 'Kuwo gives this song only in its own encrypted form');
    return fetchHandedOut(this.http, request, { url: url.href, trust, ext: ext ?? 'mp3' }, signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('music', 1, signal);
      return 'Kuwo, without an account';
    }, signal);
  }
}

/** @throws Fault `permission_denied` if the service has no file for this caller, `data_corrupt` for an answer of another kind */
function addressOf(text: string): URL {
  const url = URL.parse(webAddress(text) ?? '');
  if (url !== null && !/\s/.test(text)) return url;
  // It says in a word or a number that there is none; anything longer is another kind of answer.
  if (/^[\w :.-]{1,40}$/.test(text)) throw new Fault('permission_denied', 'Kuwo gives no file of this song to callers without an account');
  throw unexpected('kuwo anti.s', 'not an address');
}
