import type { S3Connection } from './s3-connection.js';
import { isMissing } from './s3-faults.js';

/** One at a time: batches need a header that the SDK no longer sends and some servers insist on. */
export async function removeObject(connection: S3Connection, key: string, signal: AbortSignal): Promise<void> {
  try {
    await connection.request(
      (client, sdk) =>
        client.send(new sdk.DeleteObjectCommand({ Bucket: connection.options.bucket, Key: connection.keyOf(key) }), {
          abortSignal: signal,
        }),
      signal,
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
