import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';
import { inUseFault, recordProcess, stopFirst } from './process-record.js';

/** This process's hold on a home; it ends with the process, for any reason. */
export interface InstanceLock {
  release(): Promise<void>;
}

/** Long enough for a command that is just ending, too short to be noticed. */
const waitMs = 200;

const recordName = 'instance';

/**
 * Makes this process the only one that runs services in a home. The operating system holds the lock; the file with
 * the process id only names the owner.
 * @param answers whether a service of the home answers, to tell a running instance from a hanging one
 * @throws Fault `failed_precondition` that names the other process, and what to do about it
 */
export async function acquireInstanceLock(root: string, answers: () => Promise<boolean>): Promise<InstanceLock> {
  const folder = join(root, 'run');
  const { takeOwnerLock } = await import('@catalogsync/sqlite');
  try {
    await makeFolder(folder, 0o700);
    const lock = takeOwnerLock(join(folder, 'instance'), waitMs);
    const forget = await recordProcess(folder, recordName, new Date());
    return {
      release: async () => {
        await forget();
        lock.release();
      },
    };
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'failed_precondition') throw toFault(cause);
    const what = `the home folder ${root}`;
    const fault = await inUseFault({ what, folder, names: [recordName], answers, cause });
    // No record yet: it has just started.
    throw fault ?? new Fault('failed_precondition', `${what} is in use by another instance`, { hint: stopFirst, cause });
  }
}
