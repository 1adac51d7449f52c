import { Readable } from 'node:stream';
import type * as Sdk from '@aws-sdk/client-s3';
import { pause } from '@catalogsync/runtime';
import type { TransferLimits } from '../transfer-limits.js';
import type { S3Connection } from './s3-connection.js';

const sliceBytes = 64 * 1024;
const firstPauseMs = 300;

/** Makes one request of the SDK with a body. */
export type BodyRequest<T> = (client: Sdk.S3Client, sdk: typeof Sdk, body: Uint8Array | Readable) => Promise<T>;

/**
 * Sends bytes in one request, at the rate that the limits allow. The SDK repeats what is held in memory; a body that is paid out
 * in slices it cannot, so that is repeated here.
 */
export async function sendBody<T>(connection: S3Connection, bytes: Uint8Array, make: BodyRequest<T>, signal: AbortSignal): Promise<T> {
  if (connection.limits.bytesPerSecond === 0) return connection.request((client, sdk) => make(client, sdk, bytes), signal);
  const attempts = connection.options.attempts ?? 4;
  for (let attempt = 1; ; attempt++) {
    try {
      const body = Readable.from(slices(bytes, connection.limits, signal), { objectMode: false });
      return await connection.request((client, sdk) => make(client, sdk, body), signal);
    } catch (error) {
      const { retry, code } = connection.fault(error, signal);
      if (attempt >= attempts || retry !== 'later' || code === 'failed_precondition') throw error;
      await pause(firstPauseMs * 2 ** (attempt - 1), signal);
    }
  }
}

async function* slices(bytes: Uint8Array, limits: TransferLimits, signal: AbortSignal): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    const slice = bytes.subarray(at, at + sliceBytes);
    await limits.take(slice.length, signal);
    yield slice;
  }
}
