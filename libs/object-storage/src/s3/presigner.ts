import { Fault } from '@catalogsync/faults';
import type { PresignedAddress, PresignOptions } from '../object-store.js';
import { named } from './put-whole.js';
import { type S3Connection, whole } from './s3-connection.js';

/** The longest validity that signatures of this kind have. */
const longestSeconds = 7 * 24 * 3600;

/** An address that is good for a while, the same within a bucket of time. Asks nobody. */
export async function presignGet(connection: S3Connection, key: string, options: PresignOptions): Promise<PresignedAddress> {
  const { now, bucketSeconds, ttlSeconds, fileName } = options;
  const validSeconds = bucketSeconds + ttlSeconds;
  if (validSeconds > longestSeconds) throw new Fault('invalid_argument', 'a signed address of object storage is good for a week at most');
  const signedAt = Math.floor(now / 1000 / bucketSeconds) * bucketSeconds * 1000;
  const [{ client, sdk }, presigner] = await Promise.all([connection.load(), import('@aws-sdk/s3-request-presigner')]);
  const disposition =
    fileName === undefined ? {} : { ResponseContentDisposition: `inline; filename*=UTF-8''${encodeURIComponent(fileName)}` };
  const command = new sdk.GetObjectCommand({ ...named(connection, key), ...disposition });
  const url = await whole(presigner).getSignedUrl(client, command, { expiresIn: validSeconds, signingDate: new Date(signedAt) });
  return { url, expiresAt: signedAt + validSeconds * 1000 };
}
