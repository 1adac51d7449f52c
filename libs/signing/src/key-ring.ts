import { Fault } from '@catalogsync/faults';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** What a ring's signatures are for. Each purpose has its own `typ`, so its signatures are refused for the other. */
export const keyPurposes = ['snapshot', 'playback'] as const;

/** The key of `root` signs nothing but which keys a publication is signed with; its public part is in the root document. */
export type KeyPurpose = (typeof keyPurposes)[number] | 'root';

/**
 * `current` signs; `previous` no longer signs but is still trusted, so that two keys are valid during a rotation
 * (behaviour 177); `retired` is kept only for the record, without its private part.
 */
const keyStates = ['current', 'previous', 'retired'] as const;
type KeyState = (typeof keyStates)[number];

/** One key of a ring: an OKP JWK on Ed25519 (RFC 8037), named by its thumbprint (RFC 7638). */
export interface RingKey {
  readonly kid: string;
  /** Public part, base64url. */
  readonly x: string;
  /** Private part, base64url; absent in a trusted ring and in a retired key. */
  readonly d?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly state: KeyState;
  /** Of a key that another machine signs with: which one. */
  readonly label?: string;
}

/** A new key that signs from now on. */
export async function createKey(now: Date): Promise<RingKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const { x, d } = await exportJWK(privateKey);
  if (x === undefined || d === undefined) throw new Fault('internal', 'the generated key lacks a part');
  return { kid: await thumbprint(x), x, d, createdAt: now.toISOString(), state: 'current' };
}

function thumbprint(x: string): Promise<string> {
  return calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
}

/** The key without its private part. */
export function publicPart({ d: _private, ...key }: RingKey): RingKey {
  return key;
}

/** Text of a JWKS file (RFC 7517, section 5). */
export function printKeyRing(keys: readonly RingKey[]): string {
  const jwks = keys.map(({ kid, x, d, createdAt, state, label }) => ({
    kty: 'OKP',
    crv: 'Ed25519',
    alg: 'EdDSA',
    use: 'sig',
    kid,
    x,
    ...(d === undefined ? {} : { d }),
    created_at: createdAt,
    state,
    ...(label === undefined ? {} : { label }),
  }));
  return `${JSON.stringify({ keys: jwks }, null, 2)}\n`;
}

/** Larger JWKS files are not read: a ring holds a handful of keys of some 250 bytes. */
export const maxKeyRingBytes = 64 * 1024;

/**
 * Reads a JWKS text. Keys of other kinds are skipped, as RFC 7517 section 5 requires. An Ed25519 key that is
 * malformed or whose `kid` is not its thumbprint is an error; otherwise a typo would show only as refused
 * signatures. A key without a state counts as `current` with a private part, else as `previous`.
 * @throws Fault `data_corrupt`
 */
export async function parseKeyRing(text: string, file: string): Promise<RingKey[]> {
  const damaged = (why: string, cause?: unknown): Fault =>
    new Fault('data_corrupt', `the key file ${file} is damaged: ${why}`, { hint: 'Restore it from a backup.', cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
  const entries = (parsed as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(entries)) throw damaged('it has no list of keys');
  const keys: RingKey[] = [];
  for (const entry of entries as (JWK & { created_at?: unknown; state?: unknown; label?: unknown })[]) {
    if (entry?.kty !== 'OKP' || entry.crv !== 'Ed25519') continue;
    const { x, d, kid } = entry;
    if (!is32Bytes(x) || (d !== undefined && !is32Bytes(d))) throw damaged('an Ed25519 key has a part of the wrong length');
    if (kid !== (await thumbprint(x))) throw damaged(`the key named ${String(kid)} has a different thumbprint`);
    const state = keyStates.find((word) => word === entry.state) ?? (d === undefined ? 'previous' : 'current');
    const createdAt = typeof entry.created_at === 'string' ? entry.created_at : '';
    const label = typeof entry.label === 'string' ? { label: entry.label } : {};
    keys.push({ kid, x, ...(d === undefined ? {} : { d }), createdAt, state, ...label });
  }
  return keys;
}

function is32Bytes(part: unknown): part is string {
  return typeof part === 'string' && /^[A-Za-z0-9_-]{43}$/.test(part);
}
