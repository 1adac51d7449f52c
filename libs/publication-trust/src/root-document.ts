import type { MetadataKey } from '@catalogsync/signing';
import { Metadata, MetadataKind } from '@tufjs/models';
import { type Held, readDocument, roleNames } from './metadata-form.js';
import { instantOf, keyIdOf, keyOf, printSigned, specification } from './sign-publication.js';
import { firstRoot, snapshotIn, targetsIn } from './trust-rules.js';

/** A public key: 32 bytes in lower-case hex. */
type PublicHex = string;

/** What a root document says. */
export interface RootContent {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Who may change the root. */
  readonly rootKeys: readonly PublicHex[];
  /** Who signs targets, snapshots and timestamps. */
  readonly onlineKeys: readonly PublicHex[];
}

/** Prints a root document, signed by each of the keys: those of its own root role, and of the one before. */
export function rootDocument({ version, expiresAt, rootKeys, onlineKeys }: RootContent, signers: readonly MetadataKey[]): Uint8Array {
  const keys = Object.fromEntries([...rootKeys, ...onlineKeys].map((key) => [keyIdOf(key), keyOf(key)]));
  const rolesOf = (role: string) => ({ keyids: (role === 'root' ? rootKeys : onlineKeys).map(keyIdOf), threshold: 1 });
  const content = {
    _type: 'root',
    spec_version: specification,
    version,
    expires: instantOf(expiresAt),
    keys,
    roles: Object.fromEntries(roleNames.map((role) => [role, rolesOf(role)])),
    consistent_snapshot: true,
  };
  return printSigned(Metadata.fromJSON(MetadataKind.Root, { signatures: [], signed: content }), signers);
}

/**
 * The next version of a root, with what changed.
 * @param signers also the keys of the root before, or no reader follows
 */
export function nextRoot(before: Uint8Array, change: Partial<Omit<RootContent, 'version'>>, signers: readonly MetadataKey[]): Uint8Array {
  const last = readRoot(before);
  return rootDocument({ ...last, ...change, version: last.version + 1 }, signers);
}

/** What a root document says. @throws RefusedPublication `damaged`, or `wrong_key` if its own keys did not sign it */
export function readRoot(bytes: Uint8Array): RootContent {
  const { signed } = firstRoot(bytes).document;
  const keysOf = (role: string): PublicHex[] => (signed.roles[role]?.keyIDs ?? []).flatMap((id) => signed.keys[id]?.keyVal.public ?? []);
  return { version: signed.version, expiresAt: Date.parse(signed.expires), rootKeys: keysOf('root'), onlineKeys: keysOf('timestamp') };
}

/** What a published document says of itself, whoever signed it. */
export interface DocumentTerm {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The version of the document that it names: of a timestamp the snapshot, of a snapshot the targets. */
  readonly names?: number;
}

/** @throws RefusedPublication `damaged` */
export function termOf(role: 'timestamp' | 'snapshot' | 'targets', bytes: Uint8Array): DocumentTerm {
  const held = readDocument(role, bytes);
  const { version, expires } = held.document.signed;
  const named = {
    timestamp: () => snapshotIn(held as Held<'timestamp'>),
    snapshot: () => targetsIn(held as Held<'snapshot'>),
    targets: () => undefined,
  };
  return { version, expiresAt: Date.parse(expires), names: named[role]()?.version };
}
