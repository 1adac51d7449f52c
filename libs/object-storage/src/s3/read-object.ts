import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Fault } from '@catalogsync/faults';
import type { DownloadOptions, ReadOptions, StoredObject } from '../object-store.js';
import { RateWatch } from '../rate-watch.js';
import type { S3Connection } from './s3-connection.js';
import { isMissing } from './s3-faults.js';

export async function headObject(connection: S3Connection, key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
  try {
    const answer = await connection.request(
      (client, sdk) =>
        client.send(new sdk.HeadObjectCommand({ Bucket: connection.options.bucket, Key: connection.keyOf(key) }), { abortSignal: signal }),
      signal,
    );
    return { sizeBytes: answer.ContentLength ?? 0, etag: bare(answer.ETag), metadata: answer.Metadata ?? {} };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** All of it, or a range of it. */
export async function readRange(
  connection: S3Connection,
  key: string,
  { range, maxBytes }: { readonly range?: readonly [number, number] | undefined; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const found = await receive(connection, key, rangeHeader(range), signal, async (chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw tooLong(key, maxBytes);
    chunks.push(chunk);
  });
  return found ? Buffer.concat(chunks, size) : undefined;
}

export const readObject = (
  connection: S3Connection,
  key: string,
  options: ReadOptions,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> => readRange(connection, key, options, signal);

/** Appends to the file from `fromByte` on; gives the size of the file, or undefined if there is no such object. */
export async function downloadObject(
  connection: S3Connection,
  key: string,
  file: string,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { fromByte = 0, maxBytes, etag, leastRate } = options;
  const watch = new RateWatch(leastRate, signal);
  const handle = await open(file, fromByte === 0 ? 'w' : 'r+', 0o600);
  let size = fromByte;
  try {
    await handle.truncate(fromByte);
    const conditions = {
      ...(fromByte === 0 ? {} : { Range: `bytes=${fromByte}-` }),
      ...(etag === undefined ? {} : { IfMatch: `"${etag}"` }),
    };
    const found = await receive(
      connection,
      key,
      conditions,
      watch.signal,
      async (chunk) => {
        watch.count(chunk.length);
        if (size + chunk.length > maxBytes) throw tooLong(key, maxBytes);
        for (let written = 0; written < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, size);
          written += bytesWritten;
          size += bytesWritten;
        }
      },
      fromByte,
    );
    if (found) await handle.sync();
    return found ? size : undefined;
  } finally {
    watch.stop();
    await handle.close();
  }
}

interface Conditions {
  readonly Range?: string;
  readonly IfMatch?: string;
}

/** Gives each piece of the body to `take`. @returns whether there is such an object */
async function receive(
  connection: S3Connection,
  key: string,
  conditions: Conditions,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => Promise<void>,
  expectedStart?: number,
): Promise<boolean> {
  try {
    await connection.request(async (client, sdk) => {
      const command = new sdk.GetObjectCommand({ Bucket: connection.options.bucket, Key: connection.keyOf(key), ...conditions });
      const answer = await client.send(command, { abortSignal: signal });
      const body = answer.Body as Readable;
      try {
        if (expectedStart !== undefined && expectedStart > 0 && !answer.ContentRange?.startsWith(`bytes ${expectedStart}-`)) {
          throw new Fault('data_corrupt', `object storage sent a different part of ${key} than requested`);
        }
        for await (const chunk of body) {
          signal.throwIfAborted();
          await take(chunk as Uint8Array);
        }
      } finally {
        body.destroy();
      }
    }, signal);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const rangeHeader = (range: readonly [number, number] | undefined): Conditions =>
  range === undefined ? {} : { Range: `bytes=${range[0]}-${range[1]}` };

const tooLong = (key: string, maxBytes: number): Fault =>
  new Fault('data_corrupt', `the object ${key} has more than the ${maxBytes} bytes that are allowed`);

export const bare = (etag: string | undefined): string => etag?.replaceAll('"', '') ?? '';
