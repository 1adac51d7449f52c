import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf } from '../../../core/sources/answers.js';
import { extensionOfName, plainExtension } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut, type HandedOutFile } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import { levels, type NeteaseClient } from './client.js';
import { toHit } from './songs.js';
import { isId } from './wire.js';

/** Everything else that the service uses is encrypted, such as `ncm`. */
const plainFormats = /^(mp3|flac|m4a|mp4|aac|ogg|wav|ape)$/;

/** Songs of NetEase Cloud Music, and the files that it hands to everybody or to the user's own account. */
export class NeteaseSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: NeteaseClient,
    private readonly http: HttpClient,
    private readonly hasSession: boolean,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const songs = await this.client.search(keyword, limit, signal);
    return eachOnce(songs.map(toHit), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!isId(remoteId)) return undefined;
    const song = (await this.client.songs([remoteId], signal)).find(({ id }) => String(id) === remoteId);
    return song && toHit(song);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    if (!isId(request.fetchKey)) throw new Fault('invalid_argument', 'this is not a fetch key from the netease source');
    return fetchHandedOut(this.http, request, await this.handedOut(request.fetchKey, signal), signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('music', 1, signal);
      return this.hasSession ? 'NetEase Cloud Music, with your session' : 'NetEase Cloud Music, without a session: free songs only';
    }, signal);
  }

  /** The best that the service gives (behaviour 64). @throws Fault `permission_denied` if it gives nothing, or only a clip */
  private async handedOut(id: string, signal: AbortSignal): Promise<HandedOutFile> {
    let refusal = 'this song is not permitted to you at NetEase';
    for (const level of levels) {
      const { handedOut, trust } = await this.client.file(id, level, signal);
      const { url = '', code = 200, type, freeTrialInfo } = handedOut ?? {};
      if (url === '' || code !== 200) continue;
      const ext = plainExtension(type) ?? extensionOfName(URL.parse(url)?.pathname ?? '');
      if (freeTrialInfo !== undefined) refusal = 'NetEase gives you only a clip of this song';
      else if (ext !== undefined && !plainFormats.test(ext)) refusal = `NetEase gives this song only encrypted (${ext})`;
      else return { url, trust, ext };
    }
    const hint = this.hasSession
      ? 'Your account has no right to it; another source may have it.'
      : 'Another source may have it, or your own account: set NETEASE_COOKIE.';
    throw new Fault('permission_denied', refusal, { hint });
  }
}
