import { Fault } from '@catalogsync/faults';
import { CompactEncrypt, type CompactJWEHeaderParameters, compactDecrypt } from 'jose';
import type { PairingCode } from './pairing-code.js';

/** What another host needs in order to serve the catalogue, and nothing more. Texts are empty where there is nothing. */
export interface PairingPackage {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** SNAPSHOT_SOURCE of the other host. */
  readonly source: string;
  readonly sourceToken: string;
  /** ORIGIN_BASE_URL of the other host. */
  readonly originBaseUrl: string;
  /** The root document that its trust begins with. */
  readonly root: string;
  /** Text of snapshot-trusted.jwks: for a publication without metadata. */
  readonly snapshotKeys: string;
  /** Text of a private ring with the key that was made for this host alone. */
  readonly playbackKeys: string;
  /** OBJECT_READ_KEYS. */
  readonly objectReadKeys: string;
}

const packageType = 'catalogsync-pairing';
const texts = ['source', 'sourceToken', 'originBaseUrl', 'root', 'snapshotKeys', 'playbackKeys', 'objectReadKeys'] as const;

/** Larger packages are not read. Ours have some 3 KB. */
export const maxPackageBytes = 256 * 1024;

/** Seals a package for whoever has the code: compact JWE (RFC 7516), `dir` with A256GCM. The key is used once only. */
export function sealPackage({ id, key }: PairingCode, content: PairingPackage): Promise<string> {
  const header = { alg: 'dir', enc: 'A256GCM', kid: id, typ: packageType };
  return new CompactEncrypt(Buffer.from(JSON.stringify(content))).setProtectedHeader(header).encrypt(key);
}

/**
 * Opens a package. Whether it has expired is for the caller to judge.
 * @throws Fault `unauthenticated` if it was not sealed with this code, or was changed since; `data_corrupt` for another form
 */
export async function openPackage({ id, key }: PairingCode, sealed: string): Promise<PairingPackage> {
  if (sealed.length > maxPackageBytes) throw new Fault('data_corrupt', 'this is no pairing package: it is too large');
  let content: string;
  try {
    const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
    const { plaintext, protectedHeader } = await compactDecrypt(sealed.trim(), key, options);
    if (!isOurs(protectedHeader, id)) throw new Error('another kind of package');
    content = Buffer.from(plaintext).toString('utf8');
  } catch (cause) {
    throw new Fault('unauthenticated', 'the package does not open with this code', {
      hint: 'It is of another invitation, or somebody changed it. Make a new one: catalogsync cloud invite',
      cause,
    });
  }
  return parsePackage(content);
}

/** Exactly the header that we write, so that a package has one spelling. */
function isOurs(header: CompactJWEHeaderParameters, id: string): boolean {
  return Object.keys(header).sort().join() === 'alg,enc,kid,typ' && header.kid === id && header.typ === packageType;
}

/** Sealed by the inviting host, so anything odd is of another version. */
function parsePackage(text: string): PairingPackage {
  const other = (cause?: unknown): Fault =>
    new Fault('data_corrupt', 'the package is of another version', { hint: 'Update both hosts.', cause });
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw other(cause);
  }
  const { createdAt, expiresAt } = read ?? {};
  const times = Number.isSafeInteger(createdAt) && Number.isSafeInteger(expiresAt);
  if (!times || texts.some((name) => typeof read[name] !== 'string')) throw other();
  const fields = Object.fromEntries(texts.map((name) => [name, read[name]])) as Pick<PairingPackage, (typeof texts)[number]>;
  return { createdAt: createdAt as number, expiresAt: expiresAt as number, ...fields };
}
