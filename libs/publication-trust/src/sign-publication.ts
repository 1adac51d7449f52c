import { createHash } from 'node:crypto';
import type { MetadataKey } from '@catalogsync/signing';
import { Metadata, MetadataKind, Signature } from '@tufjs/models';
import { type Documents, type RoleName, readDocument } from './metadata-form.js';
import type { PublicationTarget } from './publication-targets.js';
import { currentOf, targetsOf } from './publication-targets.js';
import { sha256Of } from './trust-rules.js';

export const specification = '1.0.31';

/** Instants have whole seconds in metadata. @param at milliseconds since 1970 */
export const instantOf = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** The id of a key: the hash of its canonical form (specification, section 4.2). */
export function keyIdOf(publicHex: string): string {
  return createHash('sha256')
    .update(JSON.stringify(keyOf(publicHex)))
    .digest('hex');
}

/** In the order of canonical JSON. */
export const keyOf = (publicHex: string) => ({ keytype: 'ed25519', keyval: { public: publicHex }, scheme: 'ed25519' }) as const;

/** A version that rises even if the publication before is lost, as sequences do. @param now milliseconds since 1970 */
function nextVersion(last: number | undefined, now: number): number {
  return Math.max((last ?? 0) + 1, Math.floor(now / 1000));
}

/** Prints a document in its one spelling, signed by each of the keys. */
export function printSigned(document: Documents[RoleName], keys: readonly MetadataKey[]): Uint8Array {
  for (const key of keys) {
    document.sign((bytes) => new Signature({ keyID: keyIdOf(key.publicHex), sig: Buffer.from(key.sign(bytes)).toString('hex') }));
  }
  return new TextEncoder().encode(JSON.stringify(document.toJSON()));
}

/** A document to publish. */
export interface SignedFile {
  /** Below the publication. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The three documents of the online keys. */
export interface SignedPublication {
  readonly targets: SignedFile;
  readonly snapshot: SignedFile;
  /** `metadata/timestamp.json`: to be written last of all. */
  readonly timestamp: SignedFile;
}

/** How long signatures hold, in milliseconds. */
export interface SignatureTerms {
  /** Of targets and snapshot. */
  readonly contentMs: number;
  /** Of the timestamp. */
  readonly freshMs: number;
}

/** What to sign, after what, and when. */
export interface PublicationDraft {
  readonly targets: readonly PublicationTarget[];
  /** The documents published before, by which versions rise. */
  readonly before: PublishedMetadata | undefined;
  readonly now: number;
  readonly terms: SignatureTerms;
}

/** Versions and documents of a publication as its publisher finds them. */
export interface PublishedMetadata {
  readonly timestamp: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly targets: Uint8Array;
}

/**
 * Signs all three documents anew. Every key signs, so that during a rotation readers of the root before and of the new one both agree.
 * @throws RefusedPublication `damaged` if a target's path is out of form or no manifest is among them, or for damaged documents before
 */
export function signPublication({ targets, before, now, terms }: PublicationDraft, keys: readonly MetadataKey[]): SignedPublication {
  const version = {
    targets: nextVersion(before && readDocument('targets', before.targets).document.signed.version, now),
    snapshot: nextVersion(before && readDocument('snapshot', before.snapshot).document.signed.version, now),
  };
  const contentExpires = instantOf(now + terms.contentMs);
  const listed = Object.fromEntries(
    targets
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, sizeBytes, sha256, custom }) => [
        path,
        { length: sizeBytes, hashes: { sha256 }, ...(Object.keys(custom).length === 0 ? {} : { custom }) },
      ]),
  );
  const targetsBytes = signed('targets', { version: version.targets, expires: contentExpires, targets: listed as Content }, keys);
  currentOf(targetsOf(readDocument('targets', targetsBytes)));
  const snapshotBytes = signed(
    'snapshot',
    { version: version.snapshot, expires: contentExpires, meta: { 'targets.json': named(version.targets, targetsBytes) } },
    keys,
  );
  return {
    targets: { path: `metadata/${version.targets}.targets.json`, bytes: targetsBytes },
    snapshot: { path: `metadata/${version.snapshot}.snapshot.json`, bytes: snapshotBytes },
    timestamp: signTimestamp({ version: version.snapshot, bytes: snapshotBytes }, { before: before?.timestamp, now, terms }, keys),
  };
}

/** Signs only the timestamp anew: nothing else changed, and the publisher is still there. @throws RefusedPublication `damaged` */
export function resignTimestamp(
  before: PublishedMetadata,
  { now, terms }: Pick<PublicationDraft, 'now' | 'terms'>,
  keys: readonly MetadataKey[],
): SignedFile {
  const { version } = readDocument('snapshot', before.snapshot).document.signed;
  return signTimestamp({ version, bytes: before.snapshot }, { before: before.timestamp, now, terms }, keys);
}

function signTimestamp(
  snapshot: { readonly version: number; readonly bytes: Uint8Array },
  { before, now, terms }: { readonly before: Uint8Array | undefined; readonly now: number; readonly terms: SignatureTerms },
  keys: readonly MetadataKey[],
): SignedFile {
  const version = nextVersion(before && readDocument('timestamp', before).document.signed.version, now);
  const meta = { 'snapshot.json': named(snapshot.version, snapshot.bytes) };
  // Not of the specification, which keeps fields that it does not know: for a person, and for the age that is measured.
  const bytes = signed('timestamp', { version, expires: instantOf(now + terms.freshMs), meta, signed_at: instantOf(now) }, keys);
  return { path: 'metadata/timestamp.json', bytes };
}

const named = (version: number, bytes: Uint8Array) => ({ version, length: bytes.length, hashes: { sha256: sha256Of(bytes) } });

type Content = Parameters<typeof Metadata.fromJSON>[1];

function signed(role: 'targets' | 'snapshot' | 'timestamp', content: Content, keys: readonly MetadataKey[]): Uint8Array {
  const json = { signatures: [], signed: { _type: role, spec_version: specification, ...content } };
  switch (role) {
    case 'targets':
      return printSigned(Metadata.fromJSON(MetadataKind.Targets, json), keys);
    case 'snapshot':
      return printSigned(Metadata.fromJSON(MetadataKind.Snapshot, json), keys);
    case 'timestamp':
      return printSigned(Metadata.fromJSON(MetadataKind.Timestamp, json), keys);
  }
}
