import { createPrivateKey, sign } from 'node:crypto';
import { Fault, withFaults } from '@catalogsync/faults';
import { readRing } from './key-ring-files.js';

/** A key that signs metadata of publications. */
export interface MetadataKey {
  /** As in the key ring. */
  readonly kid: string;
  /** The public part: 32 bytes in lower-case hex. */
  readonly publicHex: string;
  /** Ed25519 over exactly these bytes: 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/**
 * The keys of a private ring that still have their private part, the current one first.
 * @throws Fault `failed_precondition` if there is none, `data_corrupt` for a damaged file
 */
export async function readMetadataKeys(file: string): Promise<readonly [MetadataKey, ...MetadataKey[]]> {
  const ring = ((await withFaults(() => readRing(file))) ?? []).filter(({ state, d }) => state !== 'retired' && d !== undefined);
  const [first, ...others] = ring.map(({ kid, x, d }) => {
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
    return { kid, publicHex: Buffer.from(x, 'base64url').toString('hex'), sign: (bytes: Uint8Array) => sign(null, bytes, key) };
  });
  if (first === undefined) {
    throw new Fault('failed_precondition', `there is no usable key in: ${file}`, { hint: 'Generate the keys, or name the right file.' });
  }
  return [first, ...others];
}
