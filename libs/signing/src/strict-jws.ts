import { Fault } from '@catalogsync/faults';
import { CompactSign, compactVerify } from 'jose';
import type { KeyFile } from './key-file.js';

/**
 * Compact JWS (RFC 7515), restricted to the one form we write: the key determines the algorithm, never the
 * header (RFC 8725, section 3.1); the header has exactly `alg`, `kid` and `typ` (so no `crit`, `jwk`, `jku`,
 * `x5c`); base64url is canonical, so that a message has only one spelling.
 */
const algorithm = 'EdDSA';

/** Three base64url parts; an Ed25519 signature is 64 bytes, hence 86 characters. */
const form = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;

export interface VerifiedJws {
  readonly kid: string;
  readonly payload: Uint8Array;
}

/** Why a signature is refused; always one code, so that a forger learns nothing. */
export function invalidSignature(cause?: unknown): Fault {
  return new Fault('unauthenticated', 'invalid signature', { cause });
}

/** Signs with the current key of a private ring. The same input gives the same text (RFC 8032 is deterministic). */
export async function signCompact(keys: KeyFile, typ: string, payload: Uint8Array): Promise<string> {
  const [current] = await keys.keys();
  if (current === undefined) throw new Fault('failed_precondition', `there is no usable key in: ${keys.file}`);
  return new CompactSign(payload).setProtectedHeader({ alg: algorithm, kid: current.kid, typ }).sign(current.key);
}

/**
 * Checks form, header, key and signature, in this order. `jws` must be capped in length by the caller.
 * @throws Fault `unauthenticated`; what the key file throws if it cannot be used.
 */
export async function verifyCompact(keys: KeyFile, typ: string, jws: string): Promise<VerifiedJws> {
  const parts = form.exec(jws);
  if (parts === null || !parts.slice(1).every(isCanonical)) throw invalidSignature();
  const kid = keyOfHeader(parts[1] ?? '', typ);
  const known = kid === undefined ? undefined : await keys.find(kid);
  if (known === undefined) throw invalidSignature();
  try {
    const { payload } = await compactVerify(jws, known.key, { algorithms: [algorithm] });
    return { kid: known.kid, payload };
  } catch (cause) {
    throw invalidSignature(cause);
  }
}

/** The unused low bits of the last character must be zero, or an altered text would verify. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function keyOfHeader(encoded: string, typ: string): string | undefined {
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    // Not JSON counts as no header; the caller answers all such cases with one code.
    return undefined;
  }
  if (typeof header !== 'object' || header === null || Object.keys(header).sort().join() !== 'alg,kid,typ') return undefined;
  const { alg, kid } = header;
  return alg === algorithm && header.typ === typ && typeof kid === 'string' ? kid : undefined;
}
