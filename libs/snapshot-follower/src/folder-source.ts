import { type FSWatcher, watch } from 'node:fs';
import { lstat, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import type { PublicationTarget } from '@catalogsync/publication-trust';
import { readBounded } from '@catalogsync/runtime';
import { type Manifest, manifestName, maxManifestBytes, maxSignatureBytes, signatureName } from '@catalogsync/snapshot-format';
import { copyDatabase, copyOfSize } from './copy-database.js';
import type { OfferedManifest, SnapshotSource } from './snapshot-source.js';

/**
 * A publication in a folder: metadata in `<dir>/metadata` and databases in `<dir>/snapshots/<snapshot_id>`; or without metadata
 * `<dir>/manifest.json` with the database at `<dir>/<snapshot_id>/catalog_read.db`, or next to it as export-snapshot writes it. The publisher replaces files and never changes one in place;
 * others may, so nothing here relies on it.
 */
export class FolderSource implements SnapshotSource {
  readonly isNear = true;
  private watcher: FSWatcher | undefined;
  private watched: number | undefined;
  private onChange: (() => void) | undefined;

  constructor(
    private readonly dir: string,
    private readonly nameOf: (manifest: Manifest) => string,
  ) {}

  async readManifest(): Promise<OfferedManifest> {
    await this.attach();
    const manifest = await readIfThere(join(this.dir, manifestName), maxManifestBytes);
    if (manifest === undefined) throw new Fault('not_found', `nothing is published in ${this.dir}`, { hint: 'Publish a snapshot there.' });
    const signature = await readIfThere(join(this.dir, signatureName), maxSignatureBytes);
    return { manifest, signature: signature?.toString('utf8') };
  }

  async fetchDatabase(manifest: Manifest, file: string, signal: AbortSignal): Promise<void> {
    const name = this.nameOf(manifest);
    const places = [join(this.dir, 'snapshots', manifest.snapshot_id, name), join(this.dir, manifest.snapshot_id, name)];
    await withFaults(async () => {
      for (const place of places) if (await exists(place)) return copyDatabase(place, file, manifest, signal);
      return copyDatabase(join(this.dir, name), file, manifest, signal);
    });
  }

  async read(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    await this.attach();
    return readIfThere(join(this.dir, path), maxBytes);
  }

  async fetchTarget({ path, sizeBytes }: PublicationTarget, file: string, signal: AbortSignal): Promise<void> {
    await withFaults(async () => {
      await rm(`${file}.part`, { force: true });
      await copyOfSize(join(this.dir, path), `${file}.part`, sizeBytes, signal);
      await rename(`${file}.part`, file);
    });
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

/** Whether anything has this name, even what cannot be opened: opening it then says why. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** The bytes of a small file; `undefined` if there is none. */
async function readIfThere(file: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    return await readBounded(file, maxBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toFault(error);
  }
}
