import { chmod, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault, withFaults } from '@catalogsync/faults';
import { syncFolder } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { PublicationTarget, PublishedSnapshot, SignedManifest, Staging } from '../../core/publication/publication-store.js';
import { inFolder, openFolder, temporaryName } from './layout.js';
import { publishedMode, readManifest, writeManifest } from './manifest-files.js';

/** A folder with one snapshot: catalog_read.db with manifest.json (behaviours 135, 144, 145). */
export class FlatFolder implements PublicationTarget {
  constructor(private readonly folder: string) {}

  /** Only for its sequence and id: the database is replaced in any case. */
  async list(): Promise<readonly PublishedSnapshot[]> {
    const manifest = await this.earlier();
    return manifest === undefined ? [] : [{ manifest, current: true }];
  }

  databaseOf(): string {
    return inFolder(this.folder).database;
  }

  async stage(): Promise<Staging> {
    await openFolder(this.folder);
    const file = join(this.folder, temporaryName());
    return { file, discard: () => rm(file, { force: true }) };
  }

  async add(staging: Staging, signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      await chmod(staging.file, publishedMode);
      await rename(staging.file, inFolder(this.folder).database);
      await syncFolder(this.folder);
      await writeManifest(this.folder, signed);
    });
  }

  async reissue(signed: SignedManifest): Promise<void> {
    await withFaults(() => writeManifest(this.folder, signed));
  }

  private async earlier(): Promise<Manifest | undefined> {
    try {
      return await readManifest(this.folder);
    } catch (error) {
      const fault = toFault(error);
      // Existing content is overwritten; an unreadable manifest has nothing to carry over.
      if (fault.code === 'data_corrupt') return undefined;
      throw fault;
    }
  }
}
