import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import type { CoverFetcher } from '../../core/downloads/find-companions.js';
import { type Cover, coverOf, maxCoverBytes } from '../../core/sources/companions.js';

const coverTimeoutMs = 20_000;

/** Covers from http and https addresses. */
export class HttpCoverFetcher implements CoverFetcher {
  constructor(private readonly http: HttpClient) {}

  async fetchCover(url: string, signal: AbortSignal): Promise<Cover> {
    const answer = await this.http.fetchBytes({ url, maxBytes: maxCoverBytes, totalTimeoutMs: coverTimeoutMs, attempts: 2, signal });
    if (answer.notModified) throw new Fault('data_corrupt', 'the server of the cover answers a question that was not asked');
    const cover = coverOf(answer.bytes);
    if (cover === undefined) throw new Fault('data_corrupt', 'the cover is neither JPEG nor PNG, or cut');
    return cover;
  }
}
