import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import type { ObjectStore } from '@catalogsync/object-storage';
import { maxBytesOf, type PublicationTarget, type RootVersion, type TrustedPublication, termOf } from '@catalogsync/publication-trust';
import { coverFilePattern, coversFolderName, databaseName, metadataFolderName, snapshotsFolderName } from '@catalogsync/snapshot-format';
import { isOriginFile } from '../../core/publication/published-names.js';

/** What never changes may be kept for ever; the one file that does is asked for each time. */
const forEver = 'public, max-age=31536000, immutable';
const askAgain = 'no-cache';

const timestampPath = `${metadataFolderName}/timestamp.json`;
const coversAtOnce = 8;

export interface MirrorSource {
  /** The publication folder. */
  readonly folder: string;
  readonly publication: TrustedPublication;
  /** Newest first. */
  readonly roots: readonly RootVersion[];
}

/** The keys that a mirrored publication consists of. */
export type MirroredKeys = ReadonlySet<string>;

/**
 * Brings object storage to what is published: files that never change first, each one verified by the store, then the documents that
 * name them, and the timestamp, which makes them current, when everything it leads to is there. Wherever it ends, what was current
 * stays whole; the next pass goes on.
 */
export class MirrorPass {
  constructor(
    private readonly store: ObjectStore,
    private readonly source: MirrorSource,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws Fault of the store; `failed_precondition` if somebody else publishes there */
  async run(): Promise<MirroredKeys> {
    const { publication, roots } = this.source;
    await this.refuseOtherPublisher();
    const there = await this.sizesBelow(`${snapshotsFolderName}/`);
    const targets = [...publication.targets.values()].filter(isMirrored);
    for (const target of targets) await this.bringTarget(target, there);
    const covers = await this.bringCovers();
    const { timestamp, snapshot, targets: list } = publication.metadata as Required<TrustedPublication['metadata']>;
    const names = {
      snapshot: `${metadataFolderName}/${termOf('timestamp', timestamp).names}.snapshot.json`,
      targets: `${metadataFolderName}/${termOf('snapshot', snapshot).names}.targets.json`,
    };
    await this.bringDocument(names.targets, list);
    await this.bringDocument(names.snapshot, snapshot);
    const [first, ...newer] = roots
      .toReversed()
      .map(({ version, bytes }) => ({ path: `${metadataFolderName}/${version}.root.json`, bytes }));
    if (first !== undefined) await this.bringDocument(first.path, first.bytes);
    if (!(await this.holds(timestampPath, timestamp))) await this.put(timestampPath, timestamp, askAgain);
    // After the timestamp, which both keys sign during a rotation: no reader of either root finds anything to refuse.
    for (const { path, bytes } of newer) await this.bringDocument(path, bytes);
    return new Set([...targets.map(({ path }) => path), ...covers, names.snapshot, names.targets, timestampPath]);
  }

  /** The mirror of a folder that was restored, or of another machine's, must not go back. */
  private async refuseOtherPublisher(): Promise<void> {
    const bytes = await this.store.read(timestampPath, { maxBytes: maxBytesOf.timestamp }, this.signal);
    const { timestamp } = this.source.publication.metadata;
    if (bytes === undefined || timestamp === undefined) return;
    const [there, here] = [bytes, timestamp].map((document) => termOf('timestamp', document).version) as [number, number];
    if (there <= here) return;
    throw new Fault('failed_precondition', `the mirror holds metadata of version ${there}, which is newer than ${here} here`, {
      hint: 'Does another machine publish there? Otherwise publish again.',
    });
  }

  private async bringTarget({ path, sizeBytes, sha256 }: PublicationTarget, there: ReadonlyMap<string, number>): Promise<void> {
    if (there.get(path) === sizeBytes && (await this.store.head(path, this.signal))?.metadata.sha256 === sha256) return;
    const attributes = { contentType: typeOf(path), cacheControl: forEver, metadata: { sha256 } };
    await this.store.putFile(path, join(this.source.folder, path), { ...attributes, sha256 }, this.signal);
  }

  /** Their names say what they hold. */
  private async bringCovers(): Promise<string[]> {
    const there = await this.sizesBelow(`${coversFolderName}/`);
    const covers = await coversIn(this.source.folder);
    const missing = covers.filter((path) => !there.has(path));
    for (let at = 0; at < missing.length; at += coversAtOnce) {
      await Promise.all(missing.slice(at, at + coversAtOnce).map((path) => this.bringCover(path)));
    }
    return covers;
  }

  private async bringCover(path: string): Promise<void> {
    try {
      await this.store.putFile(path, join(this.source.folder, path), { contentType: 'image/webp', cacheControl: forEver }, this.signal);
    } catch (error) {
      // Removed meanwhile, with the last snapshot that named it.
      if (!(error instanceof Fault) || error.code !== 'not_found') throw error;
    }
  }

  private async bringDocument(path: string, bytes: Uint8Array): Promise<void> {
    if (!(await this.holds(path, bytes))) await this.put(path, bytes, forEver);
  }

  private async holds(path: string, bytes: Uint8Array): Promise<boolean> {
    if ((await this.store.head(path, this.signal))?.sizeBytes !== bytes.length) return false;
    const there = await this.store.read(path, { maxBytes: bytes.length }, this.signal);
    return there !== undefined && Buffer.from(there).equals(bytes);
  }

  private async put(path: string, bytes: Uint8Array, cacheControl: string): Promise<void> {
    await this.store.put(path, bytes, { contentType: 'application/json', cacheControl }, this.signal);
  }

  private async sizesBelow(prefix: string): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for await (const { key, sizeBytes } of this.store.list(prefix, this.signal)) sizes.set(key, sizeBytes);
    return sizes;
  }
}

/** The plain database is for readers of this machine; where the files of the library are is for nobody there. */
function isMirrored({ path }: PublicationTarget): boolean {
  const name = basename(path);
  return name !== databaseName && !isOriginFile(name);
}

function typeOf(path: string): string {
  if (path.endsWith('.json')) return 'application/json';
  return path.endsWith('.zst') ? 'application/zstd' : 'application/octet-stream';
}

async function coversIn(folder: string): Promise<string[]> {
  const entries = (path: string): Promise<string[]> =>
    readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  const shards = (await entries(join(folder, coversFolderName))).filter((shard) => /^[0-9a-f]{2}$/.test(shard));
  const names = await Promise.all(shards.map((shard) => entries(join(folder, coversFolderName, shard))));
  return names.flat().flatMap((name) => (coverFilePattern.test(name) ? [`${coversFolderName}/${name.slice(0, 2)}/${name}`] : []));
}
