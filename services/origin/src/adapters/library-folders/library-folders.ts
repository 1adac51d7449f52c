import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';
import type { LibraryFiles, OpenedFile } from '../../core/stream/stream-ports.js';

/** Non-blocking, so that opening a FIFO does not wait for a writer. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Errors that mean that there is no such file. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO', 'EACCES', 'EPERM']);

/** Temporary errors: too many open files, a disk or network share that does not answer. */
const exhausted: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EIO', 'ESTALE', 'ETIMEDOUT', 'EHOSTDOWN']);

/**
 * Files below the registered roots. A symbolic link is allowed if its target is below the same root; the opened
 * file is checked, since a path may change between check and open. A hard link looks like the file itself.
 */
export class LibraryFolders implements LibraryFiles {
  constructor(
    private readonly roots: Readonly<Record<string, string>>,
    private readonly log: Logger,
  ) {}

  async open(backendName: string, locator: string): Promise<OpenedFile | undefined> {
    const root = Object.hasOwn(this.roots, backendName) ? this.roots[backendName] : undefined;
    if (root === undefined) {
      this.log.warn({ backendName }, 'the catalogue names a backend that ORIGIN_ROOTS does not');
      return undefined;
    }
    try {
      return await this.openInside(await realpath(root), join(root, locator));
    } catch (error) {
      const code = String((error as NodeJS.ErrnoException).code);
      if (!absent.has(code)) throw storageFault(error);
      this.log.info({ backendName, code }, 'a catalogue file cannot be opened');
      return undefined;
    }
  }

  private async openInside(root: string, path: string): Promise<OpenedFile | undefined> {
    const real = await realpath(path);
    // Checked before opening as well: opening a device can have side effects.
    if (!isBelow(root, real) || !(await lstat(real)).isFile()) return this.refuse();
    const handle = await open(real, openFlags);
    try {
      const stat = await handle.stat();
      const opened = await pathOf(handle, real);
      if (stat.isFile() && isBelow(root, opened)) return new OpenedLibraryFile(handle, opened.slice(folderOf(root).length), stat);
      await handle.close();
      return this.refuse();
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private refuse(): undefined {
    this.log.warn('the catalogue names something that is not a file inside its root; it is not served');
    return undefined;
  }
}

/** The real path of an open file. Without /proc the path is resolved again instead. */
async function pathOf(handle: FileHandle, path: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${handle.fd}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const [again, opened] = [await lstat(path), await handle.stat()];
    return again.ino === opened.ino && again.dev === opened.dev ? realpath(path) : '';
  }
}

function storageFault(error: unknown): Fault {
  if (!exhausted.has(String((error as NodeJS.ErrnoException).code))) return toFault(error);
  return new Fault('unavailable', 'the storage does not answer at the moment', { cause: error });
}

/** The start of every path below a root. */
const folderOf = (root: string): string => (root.endsWith(sep) ? root : `${root}${sep}`);

const isBelow = (root: string, path: string): boolean => path.startsWith(folderOf(root));

class OpenedLibraryFile implements OpenedFile {
  readonly sizeBytes: number;
  readonly modifiedAt: number;

  constructor(
    private readonly handle: FileHandle,
    readonly place: string,
    stat: Pick<Stats, 'size' | 'mtimeMs'>,
  ) {
    this.sizeBytes = stat.size;
    this.modifiedAt = stat.mtimeMs;
  }

  async read(block: Uint8Array, position: number): Promise<number> {
    try {
      return (await this.handle.read(block, 0, block.length, position)).bytesRead;
    } catch (error) {
      throw storageFault(error);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
