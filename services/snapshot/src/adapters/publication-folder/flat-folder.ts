import { chmod, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault, withFaults } from '@catalogsync/faults';
import { syncFolder } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { PublicationTarget, PublishedSnapshot, SignedManifest, Staging } from '../../core/publication/publication-store.js';
import { FolderWrites, publishedMode } from './folder-writes.js';
import { inFolder, openFolder, temporaryName } from './layout.js';
import { readManifest, writeManifest } from './manifest-files.js';

/** A folder with one snapshot: catalog_read.db with manifest.json (behaviours 135, 144, 145). */
export class FlatFolder implements PublicationTarget {
  private readonly writes = new FolderWrites();

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
    const originFile = `${file}-origin`;
    const discard = async (): Promise<void> => {
      for (const one of [file, originFile]) await rm(one, { force: true });
    };
    // Nothing of an export travels compressed or as changes.
    return {
      file,
      originFile,
      packedFile: `${file}-packed`,
      packedOriginFile: `${originFile}-packed`,
      deltaFile: () => `${file}-delta`,
      discard,
    };
  }

  async add(staging: Staging, signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      await chmod(staging.file, publishedMode);
      await rename(staging.file, inFolder(this.folder).database);
      await rm(inFolder(this.folder).origin, { force: true });
      if (signed.manifest.origin_sha256 !== undefined) {
        await chmod(staging.originFile, publishedMode);
        await rename(staging.originFile, inFolder(this.folder).origin);
      }
      await syncFolder(this.folder);
      await writeManifest(this.folder, signed, this.writes);
    });
  }

  async reissue(signed: SignedManifest): Promise<void> {
    await withFaults(() => writeManifest(this.folder, signed, this.writes));
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
