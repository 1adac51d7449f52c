import { chmod, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault, withFaults } from '@catalogsync/faults';
import { hashFile, type Logger, makeFolder } from '@catalogsync/runtime';
import {
  deltaBase,
  isSnapshotId,
  judgeDatabase,
  type Manifest,
  maxSignatureBytes,
  ofOriginFile,
  packedDatabaseName,
  snapshotsFolderName,
} from '@catalogsync/snapshot-format';
import type { PublicationStore, PublishedSnapshot, SignedManifest, Staging } from '../../core/publication/publication-store.js';
import { isPublishedName } from '../../core/publication/published-names.js';
import type { SnapshotPacker } from '../../core/publication/snapshot-builder.js';
import { moveEarlierLayout } from './earlier-layout.js';
import { FolderWrites, publishedMode } from './folder-writes.js';
import { inFolder, manifestFile, openFolder, snapshotFolder, stagingIn, temporaryName } from './layout.js';
import { hasDatabase, protectPublished, readIfThere, readManifest, writeManifest } from './manifest-files.js';
import type { SignedMetadata } from './signed-metadata.js';
import { targetsBelow } from './snapshot-targets.js';

/**
 * The publication folder: `snapshots/<id>/` with every snapshot kept, which never changes; `metadata/`, which says which of them is
 * current; and at the top the manifest for readers of the version before. A snapshot's folder appears by one rename, whole or not at
 * all; it is announced afterwards.
 */
export class PublicationFolder implements PublicationStore {
  constructor(
    private readonly folder: string,
    private readonly log: Logger,
    /** Absent: only the manifest at the top tells what is current. */
    private readonly metadata?: SignedMetadata,
    private readonly writes = new FolderWrites(),
    private readonly packer?: SnapshotPacker,
  ) {}

  /** Makes the folder, removes what a dead process left in it, and brings what an earlier version published into today's form. */
  async open(): Promise<void> {
    await openFolder(this.folder);
    await withFaults(async () => {
      await moveEarlierLayout(this.folder, this.writes);
      await this.protect();
    });
  }

  async list(): Promise<readonly PublishedSnapshot[]> {
    const top = await this.readable(this.folder);
    const found: PublishedSnapshot[] = [];
    for (const name of (await this.snapshotNames()).filter(isSnapshotId)) {
      const folder = snapshotFolder(this.folder, name);
      const own = await this.readable(folder);
      if (own === undefined || own.snapshot_id !== name) continue;
      const current = top?.snapshot_id === name;
      // If the two differ, the top one counts: it is written last, and readers have seen it.
      const manifest = current ? top : own;
      if (await hasDatabase(folder, manifest)) {
        const deltaBases = (await readdir(folder)).flatMap((file) => deltaBase(file) ?? []);
        found.push({ manifest, current, ...(deltaBases.length === 0 ? {} : { deltaBases }) });
      } else this.log.warn({ snapshotId: name }, 'a published database is missing or incomplete');
    }
    return found.sort((a, b) => b.manifest.sequence - a.manifest.sequence);
  }

  databaseOf({ snapshot_id }: Manifest): string {
    return inFolder(snapshotFolder(this.folder, snapshot_id)).database;
  }

  async stage(): Promise<Staging> {
    const folder = join(this.folder, temporaryName());
    await withFaults(() => makeFolder(folder));
    return stagingIn(folder, async () => {
      await rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
        this.log.warn({ err: error, folder }, 'a temporary folder could not be removed; the next start removes it'),
      );
    });
  }

  async add(staging: Staging, signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      const staged = join(staging.file, '..');
      for (const name of await readdir(staged)) {
        if (isPublishedName(name)) await chmod(join(staged, name), publishedMode);
        else await rm(join(staged, name), { recursive: true });
      }
      await this.writeOwn(staged, signed);
      await this.writes.move(staged, snapshotFolder(this.folder, signed.manifest.snapshot_id));
      await this.verify(signed.manifest, new AbortController().signal);
      await this.announce(signed);
    });
  }

  async reissue(signed: SignedManifest): Promise<void> {
    await withFaults(async () => {
      await this.writeOwn(snapshotFolder(this.folder, signed.manifest.snapshot_id), signed);
      await this.announce(signed);
    });
  }

  async remove(snapshotIds: readonly string[]): Promise<void> {
    if (!snapshotIds.every(isSnapshotId)) throw new Error('only snapshots are removed');
    await withFaults(async () => {
      const top = await this.readable(this.folder);
      if (top !== undefined) await this.announceTargets(top.sequence, new Set(snapshotIds));
      for (const id of snapshotIds) {
        // Renamed first, so that a reader never finds half a snapshot.
        const doomed = join(this.folder, temporaryName());
        await this.writes.move(snapshotFolder(this.folder, id), doomed);
        await this.writes.remove(doomed);
      }
    });
  }

  async refresh(): Promise<void> {
    await withFaults(async () => {
      const top = await this.readable(this.folder);
      if (top === undefined || this.metadata === undefined) return;
      // Announced by the metadata, and then the process ended.
      const announced = (await this.metadata.announced())?.publication.current.custom;
      const own = announced === undefined ? undefined : await this.readable(snapshotFolder(this.folder, String(announced.snapshotId)));
      if (own !== undefined && own.sequence === announced?.sequence && own.sequence > top.sequence) await this.copyToTop(own);
      const { sequence, snapshot_id: id } = (await this.readable(this.folder)) ?? top;
      await this.packIfMissing(snapshotFolder(this.folder, id));
      await this.metadata.refresh(sequence, (known) => targetsBelow(this.folder, { upTo: sequence, known }));
    });
  }

  async verify(manifest: Manifest, signal: AbortSignal): Promise<void> {
    await withFaults(async () => {
      judgeDatabase(manifest, await hashFile(this.databaseOf(manifest), signal));
      if (manifest.origin_sha256 === undefined) return;
      const { origin } = inFolder(snapshotFolder(this.folder, manifest.snapshot_id));
      judgeDatabase(ofOriginFile(manifest), await hashFile(origin, signal));
    });
  }

  /** In the snapshot's own folder: under its number for ever, and as the newest. */
  private async writeOwn(folder: string, signed: SignedManifest): Promise<void> {
    await this.writes.put(manifestFile(folder, signed.manifest.sequence), signed.bytes);
    await writeManifest(folder, signed, this.writes);
  }

  private async announce(signed: SignedManifest): Promise<void> {
    await this.announceTargets(signed.manifest.sequence);
    await writeManifest(this.folder, signed, this.writes);
  }

  private async announceTargets(upTo: number, without: ReadonlySet<string> = new Set()): Promise<void> {
    if (this.metadata === undefined) return;
    const known = (await this.metadata.announced())?.publication.targets ?? new Map();
    await this.metadata.publish(await targetsBelow(this.folder, { upTo, without, known }));
  }

  /** Of a publication of an earlier version. */
  private async packIfMissing(folder: string): Promise<void> {
    const { database } = inFolder(folder);
    const packed = join(folder, packedDatabaseName);
    if (this.packer === undefined || (await isThere(packed)) || !(await isThere(database))) return;
    const staging = await this.stage();
    try {
      await this.packer.pack(database, staging.packedFile, new AbortController().signal);
      await chmod(staging.packedFile, publishedMode);
      await this.writes.move(staging.packedFile, packed);
    } finally {
      await staging.discard();
    }
  }

  private async copyToTop({ snapshot_id }: Manifest): Promise<void> {
    const own = inFolder(snapshotFolder(this.folder, snapshot_id));
    const top = inFolder(this.folder);
    const signature = await readIfThere(own.signature, maxSignatureBytes);
    if (signature !== undefined) await this.writes.put(top.signature, signature);
    await this.writes.put(top.manifest, await readFile(own.manifest));
  }

  private async snapshotNames(): Promise<string[]> {
    return withFaults(() => readdir(join(this.folder, snapshotsFolderName))).catch((fault: { code?: string }) => {
      if (fault.code === 'not_found') return [];
      throw fault;
    });
  }

  private async protect(): Promise<void> {
    const names = (await this.snapshotNames()).filter(isSnapshotId);
    for (const folder of [this.folder, ...names.map((name) => snapshotFolder(this.folder, name))]) {
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

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
