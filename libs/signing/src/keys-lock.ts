import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';

/** A change takes milliseconds; a lock this old was left by a dead process. */
const staleLockMs = 30_000;

/**
 * One change of a folder's keys of one purpose at a time, also among processes.
 * @throws Fault `failed_precondition` if another one takes seconds
 */
export async function locked<T>(dir: string, purpose: string, change: () => Promise<T>): Promise<T> {
  const lock = join(dir, `.${purpose}.lock`);
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (performance.now() > deadline)
        throw new Fault('failed_precondition', `the ${purpose} keys in ${dir} are being changed by another process`);
      await breakStaleLock(lock);
    }
    await sleep(20);
  }
  try {
    return await change();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function breakStaleLock(lock: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs > staleLockMs) await rmdir(lock);
  } catch (error) {
    // Released or broken by another waiter in between: the next try finds out.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
