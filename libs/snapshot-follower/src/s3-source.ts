import { rename, stat } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';
import type { ObjectStore } from '@catalogsync/object-storage';
import type { PublicationTarget } from '@catalogsync/publication-trust';
import { type Manifest, manifestName, maxManifestBytes, maxSignatureBytes, signatureName } from '@catalogsync/snapshot-format';
import { leastRate, type OfferedManifest, type SnapshotSource } from './snapshot-source.js';

/** A publication in object storage, the same files under the same names. It has no file for the origin. */
export class S3Source implements SnapshotSource {
  readonly isNear = false;

  constructor(
    private readonly store: ObjectStore,
    private readonly nameOf: (manifest: Manifest) => string,
  ) {}

  async readManifest(signal: AbortSignal): Promise<OfferedManifest> {
    const manifest = await this.read(manifestName, maxManifestBytes, signal);
    if (manifest === undefined) throw new Fault('not_found', 'nothing is published there', { hint: 'Publish, or check SNAPSHOT_SOURCE.' });
    const signature = await this.read(signatureName, maxSignatureBytes, signal);
    return { manifest, signature: signature && Buffer.from(signature).toString('utf8') };
  }

  read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.store.read(path, { maxBytes }, signal);
  }

  async fetchDatabase(manifest: Manifest, file: string, signal: AbortSignal): Promise<void> {
    const key = `snapshots/${manifest.snapshot_id}/${this.nameOf(manifest)}`;
    await this.take(key, file, { maxBytes: manifest.db_size_bytes, leastRate }, signal);
  }

  async fetchTarget({ path, sizeBytes }: PublicationTarget, file: string, signal: AbortSignal): Promise<void> {
    const part = `${file}.part`;
    const there = (await stat(part).catch(() => undefined))?.size ?? 0;
    if (there < sizeBytes) await this.take(path, part, { fromByte: there, maxBytes: sizeBytes, leastRate }, signal);
    await rename(part, file);
  }

  /** A store does not announce changes. */
  async watch(): Promise<void> {
    return;
  }

  async close(): Promise<void> {
    this.store.close();
  }

  private async take(key: string, file: string, options: Parameters<ObjectStore['download']>[2], signal: AbortSignal): Promise<void> {
    if ((await this.store.download(key, file, options, signal)) !== undefined) return;
    throw new Fault('not_found', `${key} is not there`, { retry: 'later' });
  }
}
