import { Fault } from '@catalogsync/faults';
import { digestsOf, sha256Of } from '../digests.js';
import type { ObjectAttributes, PutOutcome } from '../object-store.js';
import { withPayloadHash } from './payload-hash.js';
import type { S3Connection } from './s3-connection.js';
import { sendBody } from './send-body.js';
import { proveStored } from './stored-proof.js';

/** Stores bytes in one request and makes sure that they arrived. */
export async function putWhole(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
  attributes: ObjectAttributes,
  signal: AbortSignal,
  sha256 = sha256Of(bytes),
): Promise<PutOutcome> {
  const digests = digestsOf(bytes);
  const withChecksum = connection.options.checksums === 'when_supported';
  const answer = await sendBody(
    connection,
    bytes,
    (client, sdk, body) =>
      client.send(
        withPayloadHash(
          new sdk.PutObjectCommand({
            ...named(connection, key),
            ...headersOf(attributes),
            Body: body,
            ContentLength: bytes.length,
            // Servers that know no other checksum refuse damaged bytes by this one.
            ContentMD5: digests.md5Base64,
            ...(withChecksum ? { ChecksumCRC32: digests.crc32 } : {}),
          }),
          sha256,
        ),
        { abortSignal: signal },
      ),
    signal,
  );
  if (answer.ChecksumCRC32 !== undefined && answer.ChecksumCRC32 !== digests.crc32) {
    throw new Fault('data_corrupt', `object storage received other bytes than were sent for ${key}`, { retry: 'later' });
  }
  const expected = {
    etag: digests.md5,
    checksum: answer.ChecksumCRC32 !== undefined,
    sizeBytes: bytes.length,
    pieces: [digests.md5],
    pieceBytes: Math.max(1, bytes.length),
  };
  return { ...(await proveStored(connection, key, { ...expected, answered: answer.ETag }, signal)), sha256 };
}

export const named = (connection: S3Connection, key: string): { readonly Bucket: string; readonly Key: string } => ({
  Bucket: connection.options.bucket,
  Key: connection.keyOf(key),
});

export function headersOf({ contentType, cacheControl, metadata }: ObjectAttributes): {
  ContentType: string;
  CacheControl?: string;
  Metadata?: Record<string, string>;
} {
  return {
    ContentType: contentType,
    ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
    ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
  };
}
