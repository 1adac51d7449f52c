import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';
import {
  databaseName,
  deltaName,
  manifestName,
  originDatabaseName,
  packedDatabaseName,
  packedOriginName,
  signatureName,
  snapshotsFolderName,
} from '@catalogsync/snapshot-format';
import type { Staging } from '../../core/publication/publication-store.js';

const temporaryPrefix = '.tmp-';

/** Distinguishes this run from an earlier one with the same process id: in a container that is always 1. */
const thisRun = randomUUID();

/** A name that no reader looks for, containing the process that made it. */
export function temporaryName(): string {
  return `${temporaryPrefix}${process.pid}-${thisRun}-${randomUUID()}`;
}

/** Whether a dead process left this. Another live process may be writing into the same folder. */
function isLeftover(name: string): boolean {
  const made = /^\.tmp-(\d+)-/.exec(name);
  if (made === null || name.startsWith(`${temporaryPrefix}${process.pid}-${thisRun}-`)) return false;
  const pid = Number(made[1]);
  return pid === process.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is alive, under another user.
    return (error as { code?: string }).code === 'EPERM';
  }
}

export const inFolder = (folder: string): { database: string; origin: string; manifest: string; signature: string } => ({
  database: join(folder, databaseName),
  origin: join(folder, originDatabaseName),
  manifest: join(folder, manifestName),
  signature: join(folder, signatureName),
});

/** The folder of one snapshot. */
export const snapshotFolder = (publication: string, id: string): string => join(publication, snapshotsFolderName, id);

/** A snapshot's manifest of one sequence, in its folder. */
export const manifestFile = (folder: string, sequence: number): string => join(folder, `${sequence}.manifest.json`);

/** The files of a snapshot that is being made, in a folder of its own under the names they are published by. */
export function stagingIn(folder: string, discard: () => Promise<void>): Staging {
  return {
    file: join(folder, databaseName),
    originFile: join(folder, originDatabaseName),
    packedFile: join(folder, packedDatabaseName),
    packedOriginFile: join(folder, packedOriginName),
    deltaFile: (from) => join(folder, deltaName(from)),
    discard,
  };
}

/**
 * Makes a folder and removes what a dead process left in it.
 * @throws Fault `invalid_argument` if the path is not a folder, `permission_denied`, `disk_full`
 */
export async function openFolder(folder: string): Promise<void> {
  await withFaults(async () => {
    await makeFolder(folder).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      throw new Fault('invalid_argument', `not a folder: ${folder}`, { hint: 'Choose another path.', cause: error });
    });
    for (const name of await readdir(folder)) {
      if (isLeftover(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
  });
}
