import { Fault, toFault } from '@catalogsync/faults';
import type { Held, RoleName } from './metadata-form.js';
import { currentOf, type PublicationTarget, targetsOf } from './publication-targets.js';
import { endlessData, RefusedPublication } from './refused-publication.js';
import {
  checkFresh,
  firstRoot,
  hasNewKeys,
  isNamed,
  type Named,
  nextTrustedRoot,
  snapshotIn,
  targetsIn,
  trustedSnapshot,
  trustedTargets,
  trustedTimestamp,
} from './trust-rules.js';

/** What a reader keeps over restarts, in one file written atomically. */
export interface TrustedMetadata {
  readonly root: Uint8Array;
  readonly timestamp?: Uint8Array;
  readonly snapshot?: Uint8Array;
  readonly targets?: Uint8Array;
}

/** Where the small files of a publication come from. */
export interface MetadataSource {
  /**
   * The bytes of a file; `undefined` if there is none.
   * @param path below the publication
   * @throws Fault; `data_corrupt` if there are more than `maxBytes`
   */
  read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** A publication whose metadata has been checked whole. */
export interface TrustedPublication {
  readonly metadata: TrustedMetadata;
  /** By path. */
  readonly targets: ReadonlyMap<string, PublicationTarget>;
  /** The manifest of the current snapshot. */
  readonly current: PublicationTarget;
  /** Until then nothing has expired; milliseconds since 1970. */
  readonly freshUntil: number;
  /** When the publisher last signed; milliseconds since 1970. */
  readonly signedAt?: number;
}

export interface PublicationUpdate {
  readonly publication: TrustedPublication;
  /** Whether there is anything new to keep. */
  readonly changed: boolean;
}

/** Largest documents that are read: a few kilobytes are usual, a root has some hundred bytes for each key. */
export const maxBytesOf: Readonly<Record<RoleName, number>> = {
  root: 64 * 1024,
  timestamp: 16 * 1024,
  snapshot: 64 * 1024,
  targets: 4 * 1024 * 1024,
};

/** How many versions of the root are followed in one update: a key is rotated now and then, not every minute. */
const maxRootSteps = 256;

interface Known {
  readonly root: Held<'root'>;
  readonly timestamp?: Held<'timestamp'>;
  readonly snapshot?: Held<'snapshot'>;
  readonly targets?: Held<'targets'>;
}

/**
 * One update as of section 5 of the specification: the chain of roots, then timestamp, snapshot and targets; everything is judged at
 * the one reference time. What it returns may be kept at once, before the snapshot itself is in use. If nothing is new, it makes two
 * requests: for the next root, which is not there, and for the timestamp.
 * @param now milliseconds since 1970
 * @param keepRoot called as soon as a newer root is trusted, to keep it even if the rest is refused (5.3.8): it may end the trust
 *   in a stolen key
 * @throws RefusedPublication with its alarm; Fault `not_found` where no metadata is published, `unavailable` where a named file is
 *   missing; what the source throws
 */
export async function updatePublication(
  before: TrustedMetadata,
  source: MetadataSource,
  now: number,
  signal: AbortSignal,
  keepRoot: (metadata: TrustedMetadata) => Promise<void> = async () => undefined,
): Promise<PublicationUpdate> {
  const start = firstRoot(before.root);
  const root = await followRoots(start, source, signal);
  const held = heldUnder(root, start, before);
  if (root !== start) await keepRoot(metadataOf(held));
  checkFresh('root', root, now); // 5.3.10
  const offered = await read(source, 'metadata/timestamp.json', maxBytesOf.timestamp, signal);
  if (offered === undefined) {
    throw new Fault('not_found', 'there is no metadata/timestamp.json', { hint: 'Publish, or check SNAPSHOT_SOURCE.', retry: 'later' });
  }
  const timestamp = trustedTimestamp(offered, { root, held: held.timestamp, now });
  const snapshot = await obtainSnapshot({ root, timestamp, held: held.snapshot }, source, signal);
  checkFresh('snapshot', snapshot, now); // 5.5.6
  const { targets, files, current } = await obtainTargets({ root, snapshot, held: held.targets }, source, signal);
  checkFresh('targets', targets, now); // 5.6.5
  const publication = { ...viewOf({ root, timestamp, snapshot, targets }), targets: files, current };
  const changed = root !== start || timestamp !== held.timestamp || snapshot !== held.snapshot || targets !== held.targets;
  return { publication, changed };
}

/**
 * What kept metadata says, without asking anybody and whether or not it has expired meanwhile; for a start without a connection.
 * `undefined` if it is not complete or does not fit its root.
 * @throws RefusedPublication for a damaged root
 */
export function keptPublication(metadata: TrustedMetadata): TrustedPublication | undefined {
  const root = firstRoot(metadata.root);
  const { timestamp, snapshot, targets } = heldUnder(root, root, metadata);
  if (timestamp === undefined || snapshot === undefined || targets === undefined) return undefined;
  const files = targetsOf(targets);
  return { ...viewOf({ root, timestamp, snapshot, targets }), targets: files, current: currentOf(files) };
}

function viewOf(known: Required<Known>): Pick<TrustedPublication, 'metadata' | 'freshUntil' | 'signedAt'> {
  const expiries = Object.values(known).map((held: Held<RoleName>) => Date.parse(held.document.signed.expires));
  const signedAt = Date.parse(String(known.timestamp.document.signed.unrecognizedFields.signed_at));
  return {
    metadata: metadataOf(known),
    freshUntil: Math.min(...expiries),
    ...(Number.isNaN(signedAt) ? {} : { signedAt }),
  };
}

function metadataOf(known: Known): TrustedMetadata {
  return Object.fromEntries(
    Object.entries(known).map(([role, held]: [string, Held<RoleName>]) => [role, held.bytes]),
  ) as unknown as TrustedMetadata;
}

/** 5.3.3 to 5.3.9: one version after the other, until the next one is not there. */
async function followRoots(first: Held<'root'>, source: MetadataSource, signal: AbortSignal): Promise<Held<'root'>> {
  let root = first;
  for (let step = 0; step < maxRootSteps; step++) {
    const bytes = await read(source, `metadata/${root.document.signed.version + 1}.root.json`, maxBytesOf.root, signal);
    if (bytes === undefined) return root;
    root = nextTrustedRoot(root, bytes);
  }
  return root;
}

/**
 * What was accepted before, as far as the root still stands behind it. After new keys of timestamp or snapshot (5.3.11) nothing does:
 * whoever stole the old key may have signed versions that no honest one would ever exceed.
 */
function heldUnder(root: Held<'root'>, start: Held<'root'>, { timestamp, snapshot, targets }: TrustedMetadata): Known {
  if (hasNewKeys('timestamp', start, root) || hasNewKeys('snapshot', start, root)) return { root };
  try {
    if (timestamp === undefined) return { root };
    const known = { root, timestamp: trustedTimestamp(timestamp, { root, held: undefined, now: Number.NEGATIVE_INFINITY }) };
    if (snapshot === undefined) return known;
    const withSnapshot = { ...known, snapshot: trustedSnapshot(snapshot, { ...known, held: undefined }) };
    if (targets === undefined) return withSnapshot;
    return { ...withSnapshot, targets: trustedTargets(targets, { ...withSnapshot, held: undefined }).targets };
  } catch (error) {
    // Kept by us, so damage is not an attack; it is fetched again.
    if (error instanceof RefusedPublication) return { root };
    throw error;
  }
}

async function obtainSnapshot(
  known: Parameters<typeof trustedSnapshot>[1],
  source: MetadataSource,
  signal: AbortSignal,
): Promise<Held<'snapshot'>> {
  const named = snapshotIn(known.timestamp);
  if (known.held !== undefined && isNamed(known.held.bytes, named)) return known.held;
  return trustedSnapshot(await readNamed('snapshot', named, source, signal), known);
}

async function obtainTargets(
  known: Parameters<typeof trustedTargets>[1],
  source: MetadataSource,
  signal: AbortSignal,
): Promise<ReturnType<typeof trustedTargets>> {
  const named = targetsIn(known.snapshot);
  if (known.held === undefined || !isNamed(known.held.bytes, named)) {
    return trustedTargets(await readNamed('targets', named, source, signal), known);
  }
  const files = targetsOf(known.held);
  return { targets: known.held, files, current: currentOf(files) };
}

/** A file that never changes, by the version that is named. */
async function readNamed(role: 'snapshot' | 'targets', named: Named, source: MetadataSource, signal: AbortSignal): Promise<Uint8Array> {
  const path = `metadata/${named.version}.${role}.json`;
  if (named.length > maxBytesOf[role]) throw endlessData(path, maxBytesOf[role]);
  const bytes = await read(source, path, named.length, signal);
  if (bytes !== undefined) return bytes;
  throw new Fault('unavailable', `${path} is named but not there`, { hint: 'It may just have been replaced; it is tried again.' });
}

async function read(source: MetadataSource, path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  signal.throwIfAborted();
  let bytes: Uint8Array | undefined;
  try {
    bytes = await source.read(path, maxBytes, signal);
  } catch (error) {
    const fault = toFault(error);
    throw fault.code === 'data_corrupt' && !(fault instanceof RefusedPublication) ? endlessData(path, maxBytes, error) : fault;
  }
  if (bytes !== undefined && bytes.length > maxBytes) throw endlessData(path, maxBytes);
  return bytes;
}
