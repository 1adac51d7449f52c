import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import type { AddressTrust, HttpClient } from '@catalogsync/outbound-http';
import type { FetchRequest } from '../../../core/sources/fetch.js';
import { briefly } from '../retries.js';

export interface Segments {
  readonly urls: readonly string[];
  readonly trust: AddressTrust;
}

type Target = Pick<FetchRequest, 'maxBytes' | 'report'> & { readonly file: string };

/** Fetches the parts of a file one after the other and joins them; on failure, nothing is left. */
export async function fetchJoined(http: HttpClient, { urls, trust }: Segments, target: Target, signal: AbortSignal): Promise<void> {
  const whole = `${target.file}.joined`;
  const part = `${target.file}.segment`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(whole, 'w', 0o600);
    let done = 0;
    for (const url of urls) {
      const left = target.maxBytes - done;
      if (left <= 0) throw new Fault('data_corrupt', 'the file is larger than allowed');
      const onProgress = ({ bytesDone }: { bytesDone: number }): void => target.report({ bytesDone: done + bytesDone });
      const { sizeBytes } = await http.fetchToFile({
        url,
        trust,
        file: part,
        maxBytes: left,
        media: true,
        onProgress,
        signal,
        ...briefly,
      });
      for await (const chunk of createReadStream(part)) await handle.appendFile(chunk as Buffer);
      done += sizeBytes;
    }
    await handle.sync();
    await rename(whole, target.file);
  } catch (error) {
    throw toFault(error);
  } finally {
    await handle?.close();
    await rm(part, { force: true });
    await rm(whole, { force: true });
  }
}
