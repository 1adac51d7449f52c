import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';

/** This process's hold on a home; it ends with the process, for any reason. */
export interface InstanceLock {
  release(): Promise<void>;
}

/** Long enough for a command that is just ending, too short to be noticed. */
const waitMs = 200;

/**
 * Makes this process the only one that runs services in a home. The operating system holds the lock; the file with
 * the process id only names the owner.
 * @throws Fault `failed_precondition` that names the other process
 */
export async function acquireInstanceLock(root: string): Promise<InstanceLock> {
  const folder = join(root, 'run');
  const pidFile = join(folder, 'instance.pid');
  const { takeOwnerLock } = await import('@catalogsync/sqlite');
  try {
    await makeFolder(folder, 0o700);
    const lock = takeOwnerLock(join(folder, 'instance'), waitMs);
    await writeFile(pidFile, `${process.pid}\n`);
    return {
      release: async () => {
        await rm(pidFile, { force: true });
        lock.release();
      },
    };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'failed_precondition') throw toFault(error);
    const pid = await readFile(pidFile, 'utf8').then(
      (text) => text.trim(),
      () => '',
    ); // Not written yet: the owner has just started.
    throw new Fault(
      'failed_precondition',
      `the home folder ${root} is in use by another instance${pid === '' ? '' : ` (process ${pid})`}`,
      {
        hint: 'Stop that one first, or choose another home with --home.',
        cause: error,
      },
    );
  }
}
