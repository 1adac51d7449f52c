import { Fault } from '@catalogsync/faults';
import type { HttpClient } from '@catalogsync/outbound-http';

/** A picture that players show. */
export interface Cover {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png';
}

export interface CoverFetcher {
  /** @throws Fault as `HttpClient.fetchBytes`; `data_corrupt` for what is neither JPEG nor PNG */
  fetchCover(url: string, signal: AbortSignal): Promise<Cover>;
}

const maxCoverBytes = 10 * 1024 * 1024;
const coverTimeoutMs = 20_000;

/** Covers from http and https addresses. */
export class HttpCoverFetcher implements CoverFetcher {
  constructor(private readonly http: HttpClient) {}

  async fetchCover(url: string, signal: AbortSignal): Promise<Cover> {
    const answer = await this.http.fetchBytes({ url, maxBytes: maxCoverBytes, totalTimeoutMs: coverTimeoutMs, attempts: 2, signal });
    if (answer.notModified) throw new Fault('data_corrupt', 'the server of the cover answers a question that was not asked');
    const mediaType = mediaTypeOf(answer.bytes);
    // By its first bytes: servers label error pages as pictures, and pictures as anything.
    if (mediaType === undefined) throw new Fault('data_corrupt', 'the cover is neither JPEG nor PNG');
    return { bytes: answer.bytes, mediaType };
  }
}

function mediaTypeOf(bytes: Uint8Array): Cover['mediaType'] | undefined {
  const begins = (...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0xff, 0xd8, 0xff)) return 'image/jpeg';
  return begins(0x89, 0x50, 0x4e, 0x47) ? 'image/png' : undefined;
}
