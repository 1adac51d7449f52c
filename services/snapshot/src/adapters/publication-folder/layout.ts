import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** Names within a publication that readers know. */
export const databaseName = 'catalog_read.db';
const manifestName = 'manifest.json';
const signatureName = 'manifest.json.jws';

const temporaryPrefix = '.tmp-';

/** Distinguishes this run from an earlier one with the same process id: in a container that is always 1. */
const thisRun = randomUUID();

/** A name that no reader looks for, containing the process that made it. */
export function temporaryName(): string {
  return `${temporaryPrefix}${process.pid}-${thisRun}-${randomUUID()}`;
}

/** Whether a dead process left this. Another live process may be writing into the same folder. */
export function isLeftover(name: string): boolean {
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

export const inFolder = (folder: string): { database: string; manifest: string; signature: string } => ({
  database: join(folder, databaseName),
  manifest: join(folder, manifestName),
  signature: join(folder, signatureName),
});
