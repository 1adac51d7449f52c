import { rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
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
import { eachOnce } from '../hits.js';
import { parseFetchKey } from '../identity.js';
import type { MiguClient } from './client.js';
import { extensionOf, fetchKeyShape, hitOf, hitOfDetail, partsOf } from './songs.js';

/** Songs looked through for one that is known by its id. */
const mostNamesakes = 20;

/** Songs of Migu, with the files that its link leads everybody to. */
export class MiguSource implements TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(private readonly client: MiguClient) {}

  async searchTracks({ keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    return eachOnce((await this.client.search(keyword, limit, signal)).map(hitOf), limit);
  }

  /** The service describes a song by its id only briefly; a search for its name gives the rest. */
  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const parts = partsOf(remoteId);
    if (parts === undefined) return undefined;
    const detail = await orNothing(['not_found'], () => this.client.song(parts.copyrightId, signal));
    if (detail === undefined) return undefined;
    const words = [detail.songName, ...(detail.singerName ?? []).slice(0, 1)].join(' ');
    const same = (await this.client.search(words, mostNamesakes, signal)).find(({ copyrightId, contentId }) => {
      return String(copyrightId) === parts.copyrightId && (parts.contentId === undefined || String(contentId) === parts.contentId);
    });
    return same === undefined ? hitOfDetail(detail, parts.contentId) : hitOf(same);
  }

  /** In the best tone that is given whole. */
  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { maxBytes, report } = request;
    const { tones, smallest, ...song } = parseFetchKey(request.fetchKey, fetchKeyShape, 'migu');
    let refused = new Fault('permission_denied', 'Migu gives no file of this song to callers without an account');
    for (const tone of tones) {
      const path = stagedTrack(request, extensionOf(tone));
      try {
        const bytes = await this.client.download(song, tone, { file: path, maxBytes, onProgress: report }, signal);
        if (bytes >= smallest / 2) return { path };
        await rm(path);
        refused = new Fault('permission_denied', 'Migu gives only a clip of this song to callers without an account');
      } catch (error) {
        const fault = toFault(error);
        if (fault.code !== 'permission_denied' && fault.code !== 'not_found') throw fault;
        refused = fault;
      }
    }
    throw refused;
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      // A search that finds nothing could not show a changed layout.
      await this.client.chartMenu(signal);
      return 'Migu, without an account';
    }, signal);
  }
}
