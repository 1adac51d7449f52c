import { healthOf, orNothing } from '../../../core/sources/answers.js';
import type { HealthChecker, SourceHealth } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { eachOnce } from '../hits.js';
import type { QobuzClient } from './client.js';
import { toHit } from './songs.js';

/** Songs of Qobuz: what they are, but not their files. */
export class QobuzSource implements TrackSearcher, TrackRefresher, HealthChecker {
  constructor(private readonly client: QobuzClient) {}

  async searchTracks({ keyword, target, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const { isrc = '' } = target;
    // Qobuz finds an ISRC by its search; other hits for these letters are of no use.
    const known = isrc === '' ? [] : (await this.find(isrc, limit, signal)).filter(({ track }) => track.isrc === isrc);
    if (known.length > 0) return known;
    const words = keyword.trim();
    return words === '' ? [] : this.find(words, limit, signal);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!/^\d{1,20}$/.test(remoteId)) return undefined;
    const track = await orNothing(['not_found'], () => this.client.track(remoteId, signal));
    return track && toHit(track);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('a', 1, signal);
      return 'Qobuz';
    }, signal);
  }

  private async find(words: string, limit: number, signal: AbortSignal): Promise<SearchHit[]> {
    return eachOnce((await this.client.search(words, limit, signal)).map(toHit), limit);
  }
}
