import { Fault } from '@catalogsync/faults';
import { KeyFile } from './key-file.js';
import { invalidSignature, signCompact, verifyCompact } from './strict-jws.js';

const tokenType = 'catalogsync-playback';
const audience = 'catalogsync-origin';

/** Ours have some 290 characters; longer ones are refused unread, so that their length costs nothing. */
const maxTokenLength = 1024;

/** What a playback link permits: one file of the catalogue, until an instant. It names no path (behaviour 175). */
interface PlaybackGrant {
  /** `file_location_id` of the published snapshot. */
  readonly fileLocationId: number;
  /** Whole seconds since 1970, UTC; the grant is valid through that second (behaviour 167). */
  readonly expiresAt: number;
}

export interface PlaybackSigner {
  /**
   * A compact JWS that fits in a path segment (behaviours 165, 168). With one key, equal grants give equal
   * tokens.
   * @throws Fault `failed_precondition` if no key can be used, `invalid_argument` for a grant out of form.
   */
  sign(grant: PlaybackGrant): Promise<string>;
  /** Throws what `sign` would if no key can be used; for readiness checks. */
  check(): Promise<void>;
}

export interface PlaybackVerifier {
  /**
   * The grant of a token. The signature is checked before the expiry (behaviour 169).
   * @param now milliseconds since 1970
   * @throws Fault `unauthenticated` for anything but a token of ours, `expired` for an old one,
   *   `failed_precondition` if no key can be used.
   */
  verify(token: string, now: number): Promise<PlaybackGrant>;
  /** Throws what `verify` would if no key can be used; for readiness checks. */
  check(): Promise<void>;
}

/** Opens nothing before the first token; the file may appear later and may change. */
export function createPlaybackSigner(signingKeys: string): PlaybackSigner {
  const keys = new KeyFile(signingKeys, 'private');
  return {
    check: async () => {
      await keys.keys();
    },
    sign: async ({ fileLocationId, expiresAt }) => {
      if (!isId(fileLocationId) || !isId(expiresAt)) throw new Fault('invalid_argument', 'a grant needs a positive id and a whole second');
      const claims = { aud: audience, sub: String(fileLocationId), exp: expiresAt };
      return signCompact(keys, tokenType, Buffer.from(JSON.stringify(claims)));
    },
  };
}

/** Opens nothing before the first token; the file may appear later and may change. */
export function createPlaybackVerifier(trustedKeys: string): PlaybackVerifier {
  const keys = new KeyFile(trustedKeys, 'public');
  return {
    check: async () => {
      await keys.keys();
    },
    verify: async (token, now) => {
      if (token.length > maxTokenLength) throw invalidSignature();
      const { payload } = await verifyCompact(keys, tokenType, token);
      const grant = grantOf(payload);
      if (grant.expiresAt < Math.floor(now / 1000)) throw new Fault('expired', 'the link has expired', { hint: 'Ask for a new one.' });
      return grant;
    },
  };
}

/** Signed by our key, so anything odd here is a token made for another use. */
function grantOf(payload: Uint8Array): PlaybackGrant {
  let claims: { aud?: unknown; sub?: unknown; exp?: unknown } | null;
  try {
    claims = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (cause) {
    throw invalidSignature(cause);
  }
  if (typeof claims !== 'object' || claims === null || claims.aud !== audience) throw invalidSignature();
  const fileLocationId = typeof claims.sub === 'string' && /^[1-9]\d{0,15}$/.test(claims.sub) ? Number(claims.sub) : Number.NaN;
  const expiresAt = claims.exp;
  if (!isId(fileLocationId) || !isId(expiresAt)) throw invalidSignature();
  return { fileLocationId, expiresAt };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
