import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault, withFaults } from '@catalogsync/faults';
import { hashFile, type Logger, makeFolder, syncFolder } from '@catalogsync/runtime';
import { databaseName, isSnapshotId, judgeDatabase, type Manifest } from '@catalogsync/snapshot-format';
import type { PublicationStore, PublishedSnapshot, SignedManifest, Staging } from '../../core/publication/publication-store.js';
import { inFolder, openFolder, temporaryName } from './layout.js';
import { hasDatabase, protectPublished, publishedMode, readManifest, writeManifest } from './manifest-files.js';

/**
 * The publication folder: `<id>/catalog_read.db` with its own manifest for every snapshot kept, and at the top the
 * manifest that readers follow. A snapshot's folder appears by one rename, whole or not at all.
 */
export class PublicationFolder implements PublicationStore {
  constructor(
    private readonly folder: string,
    private readonly log: Logger,
  ) {}

  /** Makes the folder, removes what a dead process left in it, and makes what is published read-only. */
  async open(): Promise<void> {
    await openFolder(this.folder);
    await withFaults(() => this.protect());
  }

  async list(): Promise<readonly PublishedSnapshot[]> {
    const top = await this.readable(this.folder);
    const names = await withFaults(() => readdir(this.folder)).catch((fault: { code?: string }) => {
      if (fault.code === 'not_found') return [];
      throw fault;
    });
    const found: PublishedSnapshot[] = [];
    for (const name of names.filter(isSnapshotId)) {
      const own = await this.readable(join(this.folder, name));
      if (own === undefined || own.snapshot_id !== name) continue;
      const current = top?.snapshot_id === name;
      // If the two differ, the top one counts: it is written last, and readers have seen it.
      const manifest = current ? top : own;
      if (await hasDatabase(join(this.folder, name), manifest)) found.push({ manifest, current });
      else this.log.warn({ snapshotId: name }, 'a published database is missing or incomplete');
    }
    return found.sort((a, b) => b.manifest.sequence - a.manifest.sequence);
  }

  databaseOf({ snapshot_id }: Manifest): string {
    return inFolder(join(this.folder, snapshot_id)).database;
  }

  async stage(): Promise<Staging> {
    const folder = join(this.folder, temporaryName());
    await withFaults(() => makeFolder(folder));
    return {
      file: join(folder, databaseName),
      discard: async () => {
        await rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
          this.log.warn({ err: error, folder }, 'a temporary folder could not be removed; the next start removes it'),
        );
      },
    };
  }

  async add(staging: Staging, signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      const staged = join(staging.file, '..');
      await chmod(staging.file, publishedMode);
      await writeManifest(staged, signed);
      await rename(staged, join(this.folder, signed.manifest.snapshot_id));
      await syncFolder(this.folder);
      await writeManifest(this.folder, signed);
    });
  }

  async reissue(signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      await writeManifest(join(this.folder, signed.manifest.snapshot_id), signed);
      await writeManifest(this.folder, signed);
    });
  }

  async remove(snapshotId: string): Promise<void> {
    if (!isSnapshotId(snapshotId)) throw new Error('only snapshots are removed');
    await withFaults(async () => {
      // Renamed first, so that a reader never finds half a snapshot.
      const doomed = join(this.folder, temporaryName());
      await rename(join(this.folder, snapshotId), doomed);
      await rm(doomed, { recursive: true, force: true });
    });
  }

  async verify(manifest: Manifest, signal: AbortSignal): Promise<void> {
    await withFaults(async () => judgeDatabase(manifest, await hashFile(this.databaseOf(manifest), signal)));
  }

  private async protect(): Promise<void> {
    const names = (await readdir(this.folder)).filter(isSnapshotId);
    for (const folder of [this.folder, ...names.map((name) => join(this.folder, name))]) {
      // They may be another user's, or on a file system without permissions. Followers do not rely on it.
      await protectPublished(folder).catch((error: unknown) =>
        this.log.warn({ err: error, folder }, 'published files could not be made read-only'),
      );
    }
  }

  /** A damaged manifest does not keep the others from being served; it is logged. */
  private async readable(folder: string): Promise<Manifest | undefined> {
    try {
      return await readManifest(folder);
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'data_corrupt') throw fault;
      this.log.warn({ err: fault, folder }, 'a manifest cannot be read');
      return undefined;
    }
  }
}
