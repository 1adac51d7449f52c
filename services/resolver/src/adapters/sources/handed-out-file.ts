import type { AddressTrust, FileRequest, HttpClient } from '@catalogsync/outbound-http';
import { type FetchedFile, type FetchRequest, stagedTrack } from '../../core/sources/fetch.js';
import { briefly } from './retries.js';

/** A plain file and where it is now. Addresses that a service hands out expire, so they are never kept. */
export interface HandedOutFile {
  readonly url: string;
  /** Of the answer that the address was in, or of the configured server. */
  readonly trust: AddressTrust;
  readonly ext: string | undefined;
  /** What the server wants besides; nothing that identifies the user goes to an address that was handed out. */
  readonly wanted?: Pick<FileRequest, 'headers' | 'refused'>;
}

/** What every fetch of a plain file asks for: large files take long, and a broken connection goes on where it was. */
export const asFile = { resumable: true, media: true, totalTimeoutMs: 3_600_000, ...briefly } as const;

/** Fetches it whole into the staging folder. */
export async function fetchHandedOut(
  http: HttpClient,
  request: FetchRequest,
  { url, trust, ext, wanted }: HandedOutFile,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = stagedTrack(request, ext);
  await http.fetchToFile({ ...wanted, ...asFile, url, trust, file: path, maxBytes: request.maxBytes, onProgress: request.report, signal });
  return { path };
}
