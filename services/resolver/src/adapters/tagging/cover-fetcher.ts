import { Fault } from '@catalogsync/faults';
import { foreignAddress, type HttpClient } from '@catalogsync/outbound-http';
import type { CoverFetcher } from '../../core/downloads/find-companions.js';
import { type Cover, coverOf, maxCoverBytes } from '../../core/sources/companions.js';

const coverTimeoutMs = 20_000;

/** Fetches covers from the http and https addresses of offers and of the catalogue: nobody vouches for those. */
export class HttpCoverFetcher implements CoverFetcher {
  constructor(private readonly http: HttpClient) {}

  async fetchCover(url: string, signal: AbortSignal): Promise<Cover> {
    const limits = { maxBytes: maxCoverBytes, totalTimeoutMs: coverTimeoutMs, attempts: 2 };
    const { bytes } = await this.http.fetchBytes({ url, trust: foreignAddress, ...limits, signal });
    const cover = coverOf(bytes);
    if (cover === undefined) throw new Fault('data_corrupt', 'the cover is not a complete JPEG or PNG');
    return cover;
  }
}
