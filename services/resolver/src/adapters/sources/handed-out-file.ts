import type { AddressTrust, HttpClient } from '@catalogsync/outbound-http';
import { type FetchedFile, type FetchRequest, stagedTrack } from '../../core/sources/fetch.js';

/** A file at an address that a service has just handed out; such addresses expire, so they are never kept. */
export interface HandedOutFile {
  readonly url: string;
  /** Of the answer that the address was in. */
  readonly trust: AddressTrust;
  readonly ext: string | undefined;
}

/** Fetches it whole, without anything that identifies the user: the address alone must be enough. */
export async function fetchHandedOut(
  http: HttpClient,
  request: FetchRequest,
  { url, trust, ext }: HandedOutFile,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = stagedTrack(request, ext);
  await http.fetchToFile({
    url,
    trust,
    file: path,
    maxBytes: request.maxBytes,
    onProgress: request.report,
    resumable: true,
    media: true,
    totalTimeoutMs: 3_600_000,
    attempts: 2,
    maxRetryAfterMs: 2000,
    signal,
  });
  return { path };
}
