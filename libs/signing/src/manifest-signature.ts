import { Fault } from '@catalogsync/faults';
import { KeyFile } from './key-file.js';
import { invalidSignature, signCompact, verifyCompact } from './strict-jws.js';

const manifestType = 'catalogsync-manifest';

/** Header 120 and signature 86 characters; anything longer is not ours. */
const maxDetachedLength = 512;

/** Signs manifests with the current key of a private ring. */
export interface ManifestSigner {
  /**
   * A detached JWS of exactly these bytes (RFC 7515, appendix F: the compact form with the payload
   * left out; the payload is base64url encoded for signing, so RFC 7797 is not needed).
   * @throws Fault `failed_precondition` if no key can be used.
   */
  sign(manifest: Uint8Array): Promise<string>;
}

/** Verifies manifests against a trusted ring. */
export interface ManifestVerifier {
  /**
   * Resolves with the id of the key that signed these bytes. White space around the text of the JWS is ignored.
   * @throws Fault `unauthenticated` for any other signature, `failed_precondition` if no key can be used.
   */
  verify(manifest: Uint8Array, detached: string): Promise<{ readonly kid: string }>;
}

/** Opens nothing before the first signature; the file may appear later and may change. */
export function createManifestSigner(signingKeys: string): ManifestSigner {
  const keys = new KeyFile(signingKeys, 'private');
  return {
    sign: async (manifest) => {
      const [header, , signature] = (await signCompact(keys, manifestType, manifest)).split('.');
      return `${header}..${signature}`;
    },
  };
}

/** Opens nothing before the first check; the file may appear later and may change. */
export function createManifestVerifier(trustedKeys: string): ManifestVerifier {
  const keys = new KeyFile(trustedKeys, 'public');
  return {
    verify: async (manifest, detached) => {
      if (detached.length > maxDetachedLength) throw invalidSignature();
      const [header, payload, signature, ...rest] = detached.trim().split('.');
      if (payload !== '' || rest.length > 0) throw invalidSignature();
      const { kid } = await verifyCompact(keys, manifestType, `${header}.${Buffer.from(manifest).toString('base64url')}.${signature}`);
      return { kid };
    },
  };
}

/**
 * Judges the signature that comes with a manifest; without a verifier none is required.
 * @throws Fault `failed_precondition` if no key can be used
 */
export async function judgeSignature(verifier: ManifestVerifier | undefined, manifest: Uint8Array, detached: string | undefined) {
  if (verifier === undefined) return 'not_required';
  if (detached === undefined) return 'missing';
  try {
    await verifier.verify(manifest, detached);
    return 'valid';
  } catch (error) {
    if (error instanceof Fault && error.code === 'unauthenticated') return 'invalid';
    throw error;
  }
}
