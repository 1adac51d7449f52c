import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';
import type { CoverFetcher } from '../../core/downloads/find-companions.js';
import { type Cover, coverOf, maxCoverBytes } from '../../core/sources/companions.js';

const coverTimeoutMs = 20_000;

/** Fetches covers from http and https addresses. */
export class HttpCoverFetcher implements CoverFetcher {
  constructor(private readonly http: HttpClient) {}

  async fetchCover(url: string, signal: AbortSignal): Promise<Cover> {
    const answer = await this.http.fetchBytes({ url, maxBytes: maxCoverBytes, totalTimeoutMs: coverTimeoutMs, attempts: 2, signal });
    if (answer.notModified) throw new Fault('data_corrupt', 'the cover server sent "not modified" in answer to an unconditional request');
    const cover = coverOf(answer.bytes);
    if (cover === undefined) throw new Fault('data_corrupt', 'the cover is not a complete JPEG or PNG');
    return cover;
  }
}
