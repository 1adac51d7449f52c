import { type FSWatcher, watch } from 'node:fs';
import { constants, copyFile, link, lstat, open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { databaseName, type Manifest, manifestName, signatureName } from '@catalogsync/snapshot-format';
import { maxManifestBytes, maxSignatureBytes, type OfferedManifest, type SnapshotSource } from './snapshot-source.js';

/**
 * A publication in a folder: `<dir>/manifest.json` with the database at `<dir>/<snapshot_id>/catalog_read.db`, or
 * next to the manifest as export-snapshot writes it. The publisher replaces files and never changes one in place.
 */
export class FolderSource implements SnapshotSource {
  private watcher: FSWatcher | undefined;
  private watched: number | undefined;
  private onChange: (() => void) | undefined;

  constructor(private readonly dir: string) {}

  async readManifest(): Promise<OfferedManifest> {
    await this.attach();
    const manifest = await readSmall(join(this.dir, manifestName), maxManifestBytes);
    if (manifest === undefined) throw new Fault('not_found', `nothing is published in ${this.dir}`, { hint: 'Publish a snapshot there.' });
    const signature = await readSmall(join(this.dir, signatureName), maxSignatureBytes);
    return { manifest, signature: signature?.toString('utf8') };
  }

  async fetchDatabase(manifest: Manifest, file: string): Promise<void> {
    const nested = join(this.dir, manifest.snapshot_id, databaseName);
    await withFaults(async () => takeCopy(await realpath((await exists(nested)) ? nested : join(this.dir, databaseName)), file));
  }

  async watch(onChange: () => void): Promise<void> {
    this.onChange = onChange;
    await this.attach();
  }

  async close(): Promise<void> {
    this.onChange = undefined;
    this.detach();
  }

  /**
   * Watches the folder that has the name now; the watch of a replaced folder would stay with the old one.
   * Polling covers what watching misses: network folders, exhausted watches, a folder that appears later.
   */
  private async attach(): Promise<void> {
    if (this.onChange === undefined) return;
    try {
      const { ino } = await stat(this.dir);
      if (ino === this.watched) return;
      this.detach();
      if (this.onChange === undefined) return;
      this.watcher = watch(this.dir, { persistent: false }, () => this.onChange?.());
      this.watcher.on('error', () => this.detach());
      this.watched = ino;
    } catch {
      // Absent or not watchable: the next check tries again.
      this.detach();
    }
  }

  private detach(): void {
    this.watcher?.close();
    this.watcher = undefined;
    this.watched = undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Errors that only say that hard links are impossible here: another file system, or one without links. */
const noLink: ReadonlySet<string> = new Set(['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** A hard link is free, and its count tells the publisher that the database is in use. */
async function takeCopy(source: string, file: string): Promise<void> {
  if (!(await lstat(source)).isFile()) throw new Fault('data_corrupt', `${source} is not a file`);
  try {
    await link(source, file);
  } catch (error) {
    if (!noLink.has(String((error as NodeJS.ErrnoException).code))) throw error;
    await copyFile(source, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
  }
}

async function readSmall(file: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    // Non-blocking: a FIFO of that name must not block us.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = await handle.stat();
      if (size > maxBytes) throw new Fault('data_corrupt', `${file} is far too large`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toFault(error);
  }
}
