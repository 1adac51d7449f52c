import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import { healthOf } from '../../../core/sources/answers.js';
import { extensionOfName } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { fetchHandedOut, type HandedOutFile } from '../handed-out-file.js';
import { eachOnce } from '../hits.js';
import type { QqClient } from './client.js';
import { wantedFiles } from './encodings.js';
import type { SongReader } from './songs.js';

/** Numbers of songs are in old links; mids are the ids. */
const numberForm = /^[1-9]\d{0,11}$/;
const midForm = /^\w{6,40}$/;

/** Songs of QQ Music, and the files that it hands to everybody or to the user's own account. */
export class QqSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: QqClient,
    private readonly http: HttpClient,
    private readonly reader: SongReader,
    private readonly hasSession: boolean,
  ) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const songs = await this.client.search(keyword, limit, signal);
    return eachOnce(
      songs.flatMap((song) => this.reader.toHit(song) ?? []),
      limit,
    );
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!midForm.test(remoteId) && !numberForm.test(remoteId)) return undefined;
    const isNumber = numberForm.test(remoteId);
    const songs = await this.client.songs(isNumber ? { ids: [Number(remoteId)] } : { mids: [remoteId] }, signal);
    const song = songs.find(({ id, mid }) => (isNumber ? String(id) : mid) === remoteId);
    return song && this.reader.toHit(song);
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    return fetchHandedOut(this.http, request, await this.handedOut(request.fetchKey, signal), signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('music', 1, signal);
      return this.hasSession ? 'QQ Music, with your session' : 'QQ Music, without a session: free songs only';
    }, signal);
  }

  /** The best that the service gives (behaviour 64). @throws Fault `permission_denied` if it gives nothing */
  private async handedOut(fetchKey: string, signal: AbortSignal): Promise<HandedOutFile> {
    const { mid, filenames } = wantedFiles(fetchKey);
    const { handedOut, trust } = await this.client.files(mid, filenames, signal);
    const [server = ''] = handedOut.sip ?? [];
    for (const wanted of filenames) {
      const purl = handedOut.midurlinfo.find(({ filename }) => filename === wanted)?.purl ?? '';
      // It may hand out something else than was asked for, such as an encrypted container.
      const isWanted = purl.split('?')[0]?.endsWith(wanted) === true;
      if (server !== '' && isWanted) return { url: `${server}${purl}`, trust, ext: extensionOfName(wanted) };
    }
    const hint = this.hasSession
      ? 'Your account has no right to it; another source may have it.'
      : 'Another source may have it, or your own account: set QQ_COOKIE.';
    throw new Fault('permission_denied', 'this song is not permitted to you at QQ Music', { hint });
  }
}
