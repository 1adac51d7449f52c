import { healthOf, orNothing } from '../../../core/sources/answers.js';
import type { HealthChecker, SourceHealth } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { eachOnce } from '../hits.js';
import type { TidalClient } from './client.js';
import { hitsOf } from './songs.js';

/** A well-formed ISRC that no song needs to have: the answer is small. */
const askedForHealth = 'QZZZZ2600001';

/** Songs of TIDAL: what they are, but not their files. */
export class TidalSource implements TrackSearcher, TrackRefresher, HealthChecker {
  constructor(
    private readonly client: TidalClient,
    private readonly country: string,
  ) {}

  async searchTracks({ keyword, target, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const { isrc = '' } = target;
    // An ISRC names one recording: nothing that a search finds is surer.
    const known = isrc === '' ? [] : hitsOf(await this.client.tracksByIsrc(isrc, signal));
    if (known.length > 0) return known.slice(0, limit);
    const words = keyword.trim();
    return words === '' ? [] : eachOnce(hitsOf(await this.client.search(words, limit, signal)), limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    if (!/^\d{1,20}$/.test(remoteId)) return undefined;
    const objects = await orNothing(['not_found'], () => this.client.track(remoteId, signal));
    return objects && hitsOf(objects)[0];
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.tracksByIsrc(askedForHealth, signal);
      return `TIDAL, as shown in ${this.country}`;
    }, signal);
  }
}
