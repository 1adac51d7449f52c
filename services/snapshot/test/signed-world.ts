import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { ensurePublicationRoot, type TrustedMetadata, type TrustedPublication, updatePublication } from '@catalogsync/publication-trust';
import { silentLogger } from '@catalogsync/runtime';
import { createManifestSigner, createManifestVerifier, ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { parseManifest } from '@catalogsync/snapshot-format';
import { ZstdPacker } from '../src/adapters/packing/zstd-packer.js';
import { FolderWrites } from '../src/adapters/publication-folder/folder-writes.js';
import { PublicationFolder } from '../src/adapters/publication-folder/publication-folder.js';
import { SignedMetadata } from '../src/adapters/publication-folder/signed-metadata.js';
import { OpenDownloads } from '../src/core/publication/open-downloads.js';
import { Publisher } from '../src/core/publication/publisher.js';
import type { BuildOutcome, BuildRequest, SnapshotBuilder } from '../src/core/publication/snapshot-builder.js';

const day = 86_400_000;
const never = new AbortController().signal;
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Where a read-only reader gets the bytes of a publication from. */
export interface ReadFiles {
  read(path: string): Promise<Uint8Array | undefined>;
}

/** Writes until it dies: the given call fails, and everything after it. */
export class MortalWrites extends FolderWrites {
  done = 0;
  diesAt = Number.POSITIVE_INFINITY;

  private live(): void {
    if (++this.done >= this.diesAt) throw new Error('killed');
  }
  override put(file: string, content: string | Uint8Array): Promise<void> {
    this.live();
    return super.put(file, content);
  }
  override move(from: string, to: string): Promise<void> {
    this.live();
    return super.move(from, to);
  }
  override remove(path: string): Promise<void> {
    this.live();
    return super.remove(path);
  }
}

/** A publisher with real keys, files and metadata; only what is built is a text. */
export class SignedWorld {
  readonly home = mkdtempSync(join(tmpdir(), 'signed-'));
  readonly folder = join(this.home, 'publication');
  readonly keysDir = join(this.home, 'keys');
  readonly downloads = new OpenDownloads();
  writes = new MortalWrites();
  now = Date.parse('2026-12-01T12:00:00Z');
  content = 'one';
  keep = 3;
  keepDays = 0;
  /** Whether the builder can tell what changed. */
  withChanges = false;
  publisher!: Publisher;
  store!: PublicationFolder;
  metadata!: SignedMetadata;
  /** What the reader trusts. */
  trusted!: TrustedMetadata;

  static async create(): Promise<SignedWorld> {
    const world = new SignedWorld();
    await ensureKeyRing(world.keysDir, 'snapshot', new Date(world.now));
    await ensurePublicationRoot({ dir: world.keysDir }, world.now);
    world.trusted = { root: readFileSync(join(world.keysDir, 'publication-root.json')) };
    await world.start();
    return world;
  }

  /** As at a start of the service. */
  async start(writes = new MortalWrites()): Promise<void> {
    this.writes = writes;
    const terms = { contentMs: 100 * day, freshMs: 30 * day };
    this.metadata = new SignedMetadata({ folder: this.folder, keys: { dir: this.keysDir }, terms, now: () => this.now }, writes);
    this.store = new PublicationFolder(this.folder, silentLogger(), this.metadata, writes, new ZstdPacker());
    await this.store.open();
    const builder: SnapshotBuilder = { build: (request) => this.build(request) };
    const signer = createManifestSigner(keyRingFiles(this.keysDir, 'snapshot').signing);
    const rules = { maxAgeDays: 100, keep: this.keep, keepDays: this.keepDays };
    const parts = { builder, packer: new ZstdPacker(), signer, clock: { now: () => this.now }, rules };
    this.publisher = new Publisher(this.store, parts, this.downloads, (error) => {
      throw error;
    });
  }

  publish(content: string): ReturnType<Publisher['publish']> {
    this.content = content;
    this.now += 1000;
    return this.publisher.publish({ source: '', force: false, signal: never, onProgress: () => undefined });
  }

  /** Follows the publication as a reader does, and gives the text of the current snapshot. */
  async read(files = this.files): Promise<{ text: string; publication: TrustedPublication }> {
    const { publication } = await updatePublication(this.trusted, files, this.now, never);
    this.trusted = publication.metadata;
    const bytesOf = async (path: string): Promise<Uint8Array> => {
      const target = publication.targets.get(path);
      const bytes = await files.read(path);
      if (bytes === undefined || target?.sha256 !== sha256(bytes)) throw new Error(`${path} is not what the metadata says`);
      return bytes;
    };
    const manifest = parseManifest(await bytesOf(publication.current.path));
    const packed = await bytesOf(`snapshots/${manifest.snapshot_id}/catalog_read.db.zst`);
    const database = zstdDecompressSync(packed);
    if (sha256(database) !== manifest.db_sha256) throw new Error('the database is not the one of the manifest');
    return { text: database.toString(), publication };
  }

  /** What a reader of the version before finds; the manifest and its signature are replaced one after the other. */
  async readPlain(): Promise<string> {
    const bytes = readFileSync(join(this.folder, 'manifest.json'));
    const manifest = parseManifest(bytes);
    const signature = readFileSync(join(this.folder, 'manifest.json.jws'), 'utf8');
    await createManifestVerifier(keyRingFiles(this.keysDir, 'snapshot').trusted).verify(bytes, signature);
    return readFileSync(join(this.folder, 'snapshots', manifest.snapshot_id, 'catalog_read.db'), 'utf8');
  }

  /** The publication folder, as a source. */
  readonly files: ReadFiles = {
    read: async (path) => {
      const file = join(this.folder, path);
      return existsSync(file) ? readFileSync(file) : undefined;
    },
  };

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private async build({ target, originTarget, deltaTarget, identify }: BuildRequest): Promise<BuildOutcome> {
    const identity = identify(sha256(this.content));
    if (identity === undefined) return { unchanged: true };
    writeFileSync(target, this.content);
    if (originTarget !== undefined) writeFileSync(originTarget, `/music/${this.content}`);
    if (this.withChanges && deltaTarget !== undefined) writeFileSync(deltaTarget, 'changes');
    const counts = { playlists: 1, tracks: 2, files: 3, covers: 4, artists: 5, toplists: 6 };
    const seal = (text: string) => ({ sha256: sha256(text), sizeBytes: Buffer.byteLength(text) });
    return {
      unchanged: false,
      built: {
        identity,
        counts,
        ...seal(this.content),
        origin: seal(`/music/${this.content}`),
        kind: this.withChanges ? 'incremental' : 'full',
      },
    };
  }
}
