import { type BigIntStats, constants } from 'node:fs';
import { copyFile, open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';

/** A database and what may be beside it; its shared memory is made anew. */
const parts = ['', '-wal', '-journal'] as const;
const magic = 'SQLite format 3\0';
const tries = 3;
const betweenTriesMs = 200;

/**
 * Copies a database of another program, with its write-ahead log or journal, into a folder and returns the copy's path. The
 * original is only read, so nothing is made or changed beside it, as even a reading connection would.
 * @throws Fault `not_found`; `invalid_argument` if it is no SQLite database; `failed_precondition` if its program keeps
 *   writing to it; `permission_denied`, `disk_full`
 */
export async function copyDatabase(file: string, folder: string): Promise<string> {
  try {
    await requireDatabase(file);
    const copy = join(folder, basename(file));
    for (let left = tries; left > 0; left--) {
      const before = await look(file);
      for (const [at, part] of parts.entries()) {
        if (before[at] !== undefined) await copyFile(file + part, copy + part, constants.COPYFILE_FICLONE);
      }
      if (JSON.stringify(before) === JSON.stringify(await look(file))) return copy;
      await sleep(betweenTriesMs);
    }
  } catch (error) {
    throw error instanceof Fault ? error : toFault(error);
  }
  throw new Fault('failed_precondition', `another program is writing to ${file}`, { hint: 'Stop it, and try again.' });
}

async function requireDatabase(file: string): Promise<void> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    const { buffer } = found.isFile() ? await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0) : { buffer: Buffer.alloc(0) };
    if (buffer.toString('latin1') === magic) return;
  } finally {
    await handle.close();
  }
  throw new Fault('invalid_argument', `not a SQLite database: ${file}`, { hint: 'Check the path.' });
}

/** What tells two states of the files apart. */
async function look(file: string): Promise<(string | undefined)[]> {
  return Promise.all(parts.map(async (part) => seen(await statOf(file + part))));
}

const seen = (found: BigIntStats | undefined): string | undefined => found && `${found.ino} ${found.size} ${found.mtimeNs}`;

function statOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
