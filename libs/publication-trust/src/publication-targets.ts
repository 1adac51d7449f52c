import { isSnapshotId } from '@catalogsync/snapshot-format';
import type { Held } from './metadata-form.js';
import { RefusedPublication } from './refused-publication.js';

/** One published file that the metadata vouches for. */
export interface PublicationTarget {
  /** Below the publication, `/` as separator; always `snapshots/…`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Sequence and snapshot of a manifest. */
export interface ManifestOf {
  readonly sequence: number;
  readonly snapshotId: string;
}

const longestPath = 256;
/** Names begin with a letter or digit, so there is no `..`, nothing hidden and nothing absolute. */
const pathForm = /^snapshots(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

/** Whether a text may be the path of a target: it becomes part of paths, addresses and object keys. */
function isTargetPath(path: string): boolean {
  return path.length <= longestPath && pathForm.test(path);
}

/** Where a manifest is: a new file for each sequence, so none ever changes. */
export function manifestPath({ sequence, snapshotId }: ManifestOf): string {
  return `snapshots/${snapshotId}/${sequence}.manifest.json`;
}

/** What the manifest target says of itself; `undefined` for any other target. */
export function manifestOfTarget({ path, custom }: PublicationTarget): ManifestOf | undefined {
  if (!path.endsWith('.manifest.json')) return undefined;
  const { sequence, snapshotId } = custom;
  if (!Number.isSafeInteger(sequence) || typeof snapshotId !== 'string' || !isSnapshotId(snapshotId)) return undefined;
  const found = { sequence: sequence as number, snapshotId };
  return path === manifestPath(found) ? found : undefined;
}

/** The files of a targets document. @throws RefusedPublication `damaged` for a path out of form */
export function targetsOf({ document }: Held<'targets'>): ReadonlyMap<string, PublicationTarget> {
  const targets = new Map<string, PublicationTarget>();
  for (const [path, { length, hashes, custom }] of Object.entries(document.signed.targets)) {
    if (!isTargetPath(path)) throw new RefusedPublication('damaged', 'the targets metadata names a path that is not allowed');
    const target = { path, sizeBytes: length, sha256: hashes.sha256 ?? '', custom };
    if (path.endsWith('.manifest.json') && manifestOfTarget(target) === undefined) {
      throw new RefusedPublication('damaged', `the targets metadata says nothing fitting of ${path}`);
    }
    targets.set(path, target);
  }
  return targets;
}

/** The manifest of the highest sequence. @throws RefusedPublication `damaged` if there is none, or not one */
export function currentOf(targets: ReadonlyMap<string, PublicationTarget>): PublicationTarget {
  const sequenceOf = (target: PublicationTarget): number => manifestOfTarget(target)?.sequence ?? -1;
  const [first, second] = [...targets.values()].toSorted((a, b) => sequenceOf(b) - sequenceOf(a));
  if (first === undefined || sequenceOf(first) < 0) throw new RefusedPublication('damaged', 'the targets metadata names no manifest');
  if (second !== undefined && sequenceOf(second) === sequenceOf(first)) {
    throw new RefusedPublication('damaged', `the targets metadata has two manifests of sequence ${sequenceOf(first)}`);
  }
  return first;
}
