import { Metadata, MetadataKind, type Root, type Snapshot, type Targets, type Timestamp } from '@tufjs/models';
import { RefusedPublication } from './refused-publication.js';

/** The four roles of the specification, and what a document of each is. */
export interface Documents {
  readonly root: Metadata<Root>;
  readonly timestamp: Metadata<Timestamp>;
  readonly snapshot: Metadata<Snapshot>;
  readonly targets: Metadata<Targets>;
}

export type RoleName = keyof Documents;

/** One role's document with the bytes it came in: hashes are of exactly these. */
export interface Held<R extends RoleName> {
  readonly bytes: Uint8Array;
  readonly document: Documents[R];
}

type JsonObject = Parameters<typeof Metadata.fromJSON>[1];

const readers: { readonly [R in RoleName]: (json: JsonObject) => Documents[R] } = {
  root: (json) => Metadata.fromJSON(MetadataKind.Root, json),
  timestamp: (json) => Metadata.fromJSON(MetadataKind.Timestamp, json),
  snapshot: (json) => Metadata.fromJSON(MetadataKind.Snapshot, json),
  targets: (json) => Metadata.fromJSON(MetadataKind.Targets, json),
};

/** More signatures than keys were ever in use at once. */
const maxSignatures = 16;

/**
 * Reads a document, without judging who signed it. Stricter than the specification asks, so that a message has one spelling: JSON
 * without blanks, each key once, signatures in lower-case hex. Only Ed25519, and hashes and lengths wherever a file is named.
 * @throws RefusedPublication `damaged`
 */
export function readDocument<R extends RoleName>(role: R, bytes: Uint8Array): Held<R> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const json = JSON.parse(text) as JsonObject;
    demand(JSON.stringify(json) === text, 'not in its one spelling');
    const document = readers[role](json);
    checkSignatures(document);
    demand(isVersion(document.signed.version), 'its version is not a number of one');
    demand(isInstant(document.signed.expires), 'its expiry is not an instant');
    checks[role](document);
    return { bytes, document };
  } catch (cause) {
    throw new RefusedPublication('damaged', `the ${role} metadata is damaged: ${reasonOf(cause)}`, cause);
  }
}

class BadForm extends Error {}

/** Only our own words; those of a parser may quote what it read. */
const reasonOf = (cause: unknown): string => (cause instanceof BadForm ? cause.message : 'it is not a document of this role');

function demand(good: boolean, otherwise: string): asserts good {
  if (!good) throw new BadForm(otherwise);
}

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isSha256 = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isInstant = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value) && !Number.isNaN(Date.parse(value));

function checkSignatures(document: Documents[RoleName]): void {
  const signatures = Object.values(document.signatures);
  demand(signatures.length <= maxSignatures, 'it has too many signatures');
  for (const { sig } of signatures) demand(/^[0-9a-f]{128}$/.test(sig), 'a signature is not one of Ed25519');
}

const checks: { readonly [R in RoleName]: (document: Documents[R]) => void } = {
  root: ({ signed }) => {
    demand(signed.consistentSnapshot, 'it is not of consistent snapshots');
    for (const key of Object.values(signed.keys)) {
      demand(key.keyType === 'ed25519' && key.scheme === 'ed25519', 'a key is not of Ed25519');
      demand(isSha256(key.keyVal.public), 'a key is not of Ed25519');
    }
    for (const role of roleNames) {
      const { threshold, keyIDs } = signed.roles[role] ?? { threshold: 0, keyIDs: [] };
      demand(isVersion(threshold) && keyIDs.length >= threshold, 'a role has too few keys');
    }
  },
  timestamp: ({ signed }) => checkNamed(signed.snapshotMeta),
  snapshot: ({ signed }) => {
    demand(Object.keys(signed.meta).join() === 'targets.json', 'it names other files than targets.json');
    checkNamed(signed.meta['targets.json']);
  },
  targets: ({ signed }) => {
    demand(signed.delegations === undefined, 'it delegates, which this build does not follow');
    for (const { length, hashes } of Object.values(signed.targets)) {
      demand(isLength(length) && isSha256(hashes.sha256), 'a target lacks length or hash');
    }
  },
};

export const roleNames: readonly RoleName[] = ['root', 'targets', 'snapshot', 'timestamp'];

function checkNamed(
  file: { readonly version: number; readonly length?: number; readonly hashes?: Record<string, string> } | undefined,
): void {
  demand(
    isVersion(file?.version) && isLength(file?.length) && isSha256(file?.hashes?.sha256),
    'it names a file without version, length or hash',
  );
}
