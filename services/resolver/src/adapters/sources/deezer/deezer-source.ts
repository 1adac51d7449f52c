import { healthOf, orNothing } from '../../../core/sources/answers.js';
import type { HealthChecker, SourceHealth } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { eachOnce } from '../hits.js';
import type { DeezerClient } from './client.js';
import { toHit } from './songs.js';

/** Songs of Deezer: what they are, but not their files. */
export class DeezerSource implements TrackSearcher, TrackRefresher, HealthChecker {
  constructor(private readonly client: DeezerClient) {}

  async searchTracks({ keyword, target, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const { isrc = '' } = target;
    // An ISRC names one recording: nothing that a search finds is surer.
    const known = /^[A-Za-z0-9]{12}$/.test(isrc) ? await this.find(`isrc:${isrc.toUpperCase()}`, signal) : undefined;
    if (known !== undefined) return [known];
    const words = keyword.trim();
    return words === '' ? [] : eachOnce((await this.client.search(words, limit, signal)).map(toHit), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    // Songs that people upload have negative ids.
    return /^-?\d{1,20}$/.test(remoteId) ? this.find(remoteId, signal) : undefined;
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => `Deezer, ${(await this.client.genres(signal)).length} genres`, signal);
  }

  private async find(id: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const track = await orNothing(['not_found'], () => this.client.track(id, signal));
    return track && toHit(track);
  }
}
