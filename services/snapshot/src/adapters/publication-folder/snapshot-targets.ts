import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestPath, type PublicationTarget } from '@catalogsync/publication-trust';
import { hashFile } from '@catalogsync/runtime';
import { isSnapshotId, manifestSequence, snapshotsFolderName } from '@catalogsync/snapshot-format';
import { isPublishedName } from '../../core/publication/published-names.js';

/** What is to be signed. */
export interface TargetChoice {
  /** Manifests above it have been written but not announced. */
  readonly upTo: number;
  /** Snapshots that are to go. */
  readonly without?: ReadonlySet<string>;
  /** Files whose hashes were signed before: what has the same name and size is not read again. */
  readonly known: ReadonlyMap<string, PublicationTarget>;
}

/** The files below `snapshots/`, of each snapshot with its newest announced manifest. Files that are new are read whole. */
export async function targetsBelow(folder: string, { upTo, without = new Set(), known }: TargetChoice): Promise<PublicationTarget[]> {
  const ids = (await namesIn(join(folder, snapshotsFolderName))).filter((id) => isSnapshotId(id) && !without.has(id));
  const targets: PublicationTarget[] = [];
  for (const id of ids) {
    const names = await namesIn(join(folder, snapshotsFolderName, id));
    const sequence = Math.max(0, ...names.flatMap((name) => manifestSequence(name) ?? []).filter((found) => found <= upTo));
    if (sequence === 0) continue;
    const files = names.filter((name) => isPublishedName(name) && manifestSequence(name) === undefined);
    const of = { sequence, snapshotId: id };
    targets.push(await targetOf(folder, { path: manifestPath(of), custom: { ...of } }, known));
    for (const name of files) targets.push(await targetOf(folder, { path: `${snapshotsFolderName}/${id}/${name}`, custom: {} }, known));
  }
  return targets;
}

async function targetOf(
  folder: string,
  named: Pick<PublicationTarget, 'path' | 'custom'>,
  known: ReadonlyMap<string, PublicationTarget>,
): Promise<PublicationTarget> {
  const file = join(folder, named.path);
  const before = known.get(named.path);
  if (before !== undefined && (await stat(file)).size === before.sizeBytes) return { ...before, custom: named.custom };
  return { ...named, ...(await hashFile(file, new AbortController().signal)) };
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
