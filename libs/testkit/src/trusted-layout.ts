import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import {
  ensurePublicationRoot,
  manifestPath,
  type PublicationTarget,
  type PublishedMetadata,
  readRoots,
  resignTimestamp,
  rootFiles,
  rotateOnlineKey,
  type SignatureTerms,
  type SignedFile,
  signPublication,
} from '@catalogsync/publication-trust';
import { keyRingFiles, readMetadataKeys } from '@catalogsync/signing';
import type { Manifest } from '@catalogsync/snapshot-format';

const dayMs = 86_400_000;
const terms: SignatureTerms = { contentMs: 365 * dayMs, freshMs: 30 * dayMs };

/** The layout with signed metadata, made with real keys: what is published can be signed again, and keys rotated. */
export class TrustedLayout {
  private readonly targets: PublicationTarget[] = [];
  private last: PublishedMetadata | undefined;

  constructor(
    private readonly dir: string,
    private readonly keysDir: string,
  ) {}

  /** What a reader trusts first; there once something is published. */
  get root(): string {
    return rootFiles(this.keysDir).latest;
  }

  /** Publishes the files that are in the snapshot's folder, and its manifest. */
  async add(manifest: Manifest, bytes: Uint8Array, signedAt = Date.now()): Promise<void> {
    const of = { sequence: manifest.sequence, snapshotId: manifest.snapshot_id };
    const folder = join('snapshots', of.snapshotId);
    const database = join(this.dir, folder, 'catalog_read.db');
    writeFileSync(`${database}.zst`, zstdCompressSync(readFileSync(database)));
    this.put({ path: manifestPath(of), bytes });
    for (const name of readdirSync(join(this.dir, folder))) {
      const path = `${folder}/${name}`;
      if (!this.targets.some((known) => known.path === path)) this.addTarget(path, path === manifestPath(of) ? { ...of } : {});
    }
    await this.sign({ signedAt });
  }

  /** Names a file of the publication in the next metadata. */
  addTarget(path: string, custom: Record<string, unknown> = {}): void {
    const file = join(this.dir, path);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    this.targets.push({ path, sizeBytes: statSync(file).size, sha256, custom });
  }

  /** Leaves a snapshot out of the next metadata. */
  leaveOut(snapshotId: string): void {
    const left = this.targets.filter(({ path }) => !path.startsWith(`snapshots/${snapshotId}/`));
    this.targets.splice(0, this.targets.length, ...left);
  }

  /** Signs all metadata. @param given other terms, targets or keys than the usual, for what must be refused */
  async sign(
    given: { signedAt?: number; terms?: SignatureTerms; targets?: readonly PublicationTarget[]; signingKeys?: string } = {},
  ): Promise<void> {
    const now = given.signedAt ?? Date.now();
    await ensurePublicationRoot({ dir: this.keysDir }, now);
    const keys = await readMetadataKeys(given.signingKeys ?? keyRingFiles(this.keysDir, 'snapshot').signing);
    const draft = { targets: given.targets ?? this.targets, before: this.last, now, terms: given.terms ?? terms };
    const signed = signPublication(draft, keys);
    for (const { version, bytes } of await readRoots(this.keysDir)) this.put({ path: `metadata/${version}.root.json`, bytes });
    for (const file of [signed.targets, signed.snapshot, signed.timestamp]) this.put(file);
    this.last = { targets: signed.targets.bytes, snapshot: signed.snapshot.bytes, timestamp: signed.timestamp.bytes };
  }

  /** Signs only the timestamp again, as every day. */
  async resign(now = Date.now()): Promise<void> {
    if (this.last === undefined) throw new Error('nothing is published yet');
    const keys = await readMetadataKeys(keyRingFiles(this.keysDir, 'snapshot').signing);
    const file = resignTimestamp(this.last, { now, terms }, keys);
    this.put(file);
    this.last = { ...this.last, timestamp: file.bytes };
  }

  /** A new online key by a new root; signed again with it. */
  async rotate(now = Date.now()): Promise<void> {
    await rotateOnlineKey({ dir: this.keysDir }, now);
    await this.sign({ signedAt: now });
  }

  private put({ path, bytes }: SignedFile): void {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.tmp`, bytes);
    renameSync(`${file}.tmp`, file);
  }
}
