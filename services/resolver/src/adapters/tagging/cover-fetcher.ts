import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import type { CoverFetcher } from '../../core/downloads/find-companions.js';
import { type Cover, coverOf, maxCoverBytes } from '../../core/sources/companions.js';

const coverTimeoutMs = 20_000;

/** Fetches covers from http and https addresses. */
export class HttpCoverFetcher implements CoverFetcher {
  constructor(private readonly http: HttpClient) {}

  async fetchCover(url: string, signal: AbortSignal): Promise<Cover> {
    const { bytes } = await this.http.fetchBytes({ url, maxBytes: maxCoverBytes, totalTimeoutMs: coverTimeoutMs, attempts: 2, signal });
    const cover = coverOf(bytes);
    if (cover === undefined) throw new Fault('data_corrupt', 'the cover is not a complete JPEG or PNG');
    return cover;
  }
}
