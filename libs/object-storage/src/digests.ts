import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The sums of some bytes, as the S3 protocol writes them. */
export interface Digests {
  /** Lower-case hex: the entity tag of what was stored in one request. */
  readonly md5: string;
  readonly md5Base64: string;
  readonly crc32: string;
}

export function digestsOf(bytes: Uint8Array): Digests {
  const md5 = createHash('md5').update(bytes).digest();
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return { md5: md5.toString('hex'), md5Base64: md5.toString('base64'), crc32: sum.toString('base64') };
}

export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The entity tag of an object made of parts, as Amazon's and most servers make it. */
export function etagOfParts(md5s: readonly string[]): string {
  const hash = createHash('md5');
  for (const md5 of md5s) hash.update(md5, 'hex');
  return `${hash.digest('hex')}-${md5s.length}`;
}
