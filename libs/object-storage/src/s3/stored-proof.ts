import { Fault } from '@catalogsync/faults';
import { md5Of } from '../digests.js';
import type { PutOutcome } from '../object-store.js';
import { headObject, readRange } from './read-object.js';
import { removeObject } from './remove-object.js';
import type { S3Connection } from './s3-connection.js';

/** What was sent, as far as the store can be asked about it. */
export interface SentObject {
  readonly sizeBytes: number;
  /** Made of MD5 sums, as most servers do. */
  readonly etag: string;
  /** What the store answered when it took the object. */
  readonly answered: string | undefined;
  /** Whether it has answered with a checksum of its own that is right. */
  readonly checksum: boolean;
  /** The MD5 of each piece, in order, all of `pieceBytes` but the last. */
  readonly pieces: readonly string[];
  readonly pieceBytes: number;
}

/**
 * Makes sure that the store now holds what was sent: by the entity tag that it answered with, which is made of the MD5 of what arrived; else
 * the size by HEAD, and the content by the checksum that it answered with, and where neither says anything (entity tags of encrypted objects are no MD5) by reading it back. What is wrong is removed.
 * @throws Fault `data_corrupt`
 */
export async function proveStored(
  connection: S3Connection,
  key: string,
  sent: SentObject,
  signal: AbortSignal,
): Promise<Omit<PutOutcome, 'sha256'>> {
  const answered = sent.answered?.replaceAll('"', '');
  // The answer says what was stored under the key: nothing is to be asked again.
  if (answered === sent.etag) return { sizeBytes: sent.sizeBytes, etag: answered, proof: sent.checksum ? 'checksum' : 'etag' };
  const stored = await headObject(connection, key, signal);
  const outcome = { sizeBytes: sent.sizeBytes, etag: stored?.etag ?? '' };
  // Somebody else's object under this key is not ours to judge or remove.
  if (stored === undefined || (answered !== undefined && stored.etag !== answered)) {
    throw new Fault('data_corrupt', `the object ${key} was replaced or removed by somebody else right after it was stored`, {
      retry: 'later',
    });
  }
  if (stored.sizeBytes === sent.sizeBytes) {
    if (sent.checksum) return { ...outcome, proof: 'checksum' };
    if (stored.etag === sent.etag) return { ...outcome, proof: 'etag' };
    if (await sameWhenRead(connection, key, sent, signal)) return { ...outcome, proof: 'read_back' };
  }
  await removeObject(connection, key, signal);
  throw new Fault('data_corrupt', `object storage did not keep ${key} as it was sent; it was removed again`, { retry: 'later' });
}

async function sameWhenRead(connection: S3Connection, key: string, sent: SentObject, signal: AbortSignal): Promise<boolean> {
  for (const [index, md5] of sent.pieces.entries()) {
    const first = index * sent.pieceBytes;
    const last = Math.min(first + sent.pieceBytes, sent.sizeBytes) - 1;
    const range = last < first ? undefined : ([first, last] as const);
    const bytes = await readRange(connection, key, { range, maxBytes: sent.pieceBytes }, signal);
    if (bytes === undefined || md5Of(bytes) !== md5) return false;
  }
  return true;
}
