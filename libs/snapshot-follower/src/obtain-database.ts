import { rm, stat } from 'node:fs/promises';
import { toFault, withFaults } from '@catalogsync/faults';
import { type PublicationTarget, RefusedPublication } from '@catalogsync/publication-trust';
import { hashHandle, type Logger, openRegular } from '@catalogsync/runtime';
import { unpackFile } from '@catalogsync/snapshot-delta';
import { databaseName, type Manifest, originDatabaseName } from '@catalogsync/snapshot-format';
import type { CacheFolder, KeptCopy } from './cache-folder.js';
import { copyDatabase } from './copy-database.js';
import { deltaChain } from './delta-chain.js';
import type { FetchCounts, FetchWay } from './fetch-counts.js';
import type { ApplyDelta } from './follower-options.js';
import { HeldCopy } from './held-copy.js';
import type { SnapshotSource } from './snapshot-source.js';

/** What a database is fetched for. */
export interface WantedDatabase {
  /** As it describes the wanted file. */
  readonly manifest: Manifest;
  readonly targets: ReadonlyMap<string, PublicationTarget> | undefined;
  /** Copies that are here already. */
  readonly here: readonly KeptCopy[];
}

/** Where it comes from, and what does it. */
export interface ObtainParts {
  readonly source: SnapshotSource;
  readonly cache: CacheFolder;
  readonly part: 'catalogue' | 'origin';
  readonly applyDelta: ApplyDelta;
  readonly log: Logger;
}

interface Way {
  readonly name: FetchWay;
  /** Writes the database; returns the bytes that were fetched. */
  readonly fetch: (incoming: string) => Promise<number>;
}

/** Faults of a file rather than of the line: another way may lead to the same database. */
const oddFiles: ReadonlySet<string> = new Set(['data_corrupt', 'not_found', 'unsupported', 'internal', 'resource_exhausted']);

/**
 * Gets databases, by the way that costs least: a copy on the same machine, changes to an earlier one, the packed file, the plain one.
 * Whatever the way, the file is proven by the hash of its manifest; anything odd falls back to the next way.
 */
export class ObtainDatabase {
  constructor(
    private readonly parts: ObtainParts,
    private readonly counts: FetchCounts,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The very file that will be opened is checked, under its final name: a rename after the check could hide a change. A file that
   * fails is removed.
   * @throws Fault `data_corrupt`, `not_found`, `disk_full`, what the source throws
   */
  async obtain(wanted: WantedDatabase): Promise<HeldCopy> {
    const ways = this.waysTo(wanted);
    for (const [index, way] of ways.entries()) {
      try {
        return await this.take(wanted.manifest, way);
      } catch (error) {
        const fault = toFault(error);
        this.counts.fail(way.name);
        if (index === ways.length - 1 || this.signal.aborted || !oddFiles.has(fault.code)) throw fault;
        this.parts.log.warn({ err: fault, way: way.name }, `the database could not be had this way (${way.name}); another one is taken`);
      }
    }
    throw new RefusedPublication('damaged', 'the publication names no database of its current snapshot');
  }

  private waysTo(wanted: WantedDatabase): readonly Way[] {
    const { source } = this.parts;
    const { manifest, targets } = wanted;
    const asItIs = async (incoming: string): Promise<number> => {
      await source.fetchDatabase(manifest, incoming, this.signal);
      return manifest.db_size_bytes;
    };
    if (targets === undefined) return [{ name: source.isNear ? 'copy' : 'plain', fetch: asItIs }];
    const folder = `snapshots/${manifest.snapshot_id}`;
    const name = this.parts.part === 'origin' && manifest.origin_sha256 !== undefined ? originDatabaseName : databaseName;
    const plain = targets.get(`${folder}/${name}`);
    const packed = targets.get(`${folder}/${name}.zst`);
    const far: Way[] = [
      ...(name === databaseName ? this.byDelta(wanted, packed?.sizeBytes ?? manifest.db_size_bytes) : []),
      ...(packed === undefined ? [] : [{ name: 'full' as const, fetch: (incoming: string) => this.unpacked(packed, incoming, manifest) }]),
      ...(plain === undefined || source.isNear
        ? []
        : [{ name: 'plain' as const, fetch: (incoming: string) => this.whole(plain, incoming) }]),
    ];
    return source.isNear ? [{ name: 'copy', fetch: asItIs }, ...far] : far;
  }

  private byDelta({ manifest, targets = new Map(), here }: WantedDatabase, fullBytes: number): Way[] {
    const { applyDelta } = this.parts;
    const from = new Map(here.map((copy) => [copy.manifest.snapshot_id, copy]));
    const chain = deltaChain(targets, manifest.snapshot_id, new Set(from.keys()), fullBytes / 2);
    const base = chain && from.get(chain.from);
    if (chain === undefined || base === undefined) return [];
    const fetch = async (incoming: string): Promise<number> => {
      let before = base.file;
      let bytes = 0;
      for (const [index, delta] of chain.deltas.entries()) {
        const file = await this.fetchTarget(delta);
        const out = index === chain.deltas.length - 1 ? incoming : this.parts.cache.incoming();
        try {
          await applyDelta(before, file, out, 2 * manifest.db_size_bytes, this.signal);
        } finally {
          await rm(file, { force: true });
          if (before !== base.file) await rm(before, { force: true });
        }
        before = out;
        bytes += delta.sizeBytes;
      }
      return bytes;
    };
    return [{ name: 'delta', fetch }];
  }

  private async unpacked(target: PublicationTarget, incoming: string, manifest: Manifest): Promise<number> {
    const file = await this.fetchTarget(target);
    try {
      await unpackFile(file, incoming, manifest.db_size_bytes, this.signal);
    } finally {
      await rm(file, { force: true });
    }
    return target.sizeBytes;
  }

  private async whole(target: PublicationTarget, incoming: string): Promise<number> {
    const file = await this.fetchTarget(target);
    await this.parts.cache.moveIncoming(file, incoming);
    return target.sizeBytes;
  }

  /** Fetches a file and proves it by its own hash, before anything reads it. What came before a cut is gone on with. */
  private async fetchTarget(target: PublicationTarget): Promise<string> {
    const file = this.parts.cache.incomingOf(target.sha256);
    await rm(file, { force: true });
    try {
      await this.parts.source.fetchTarget(target, file, this.signal);
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'data_corrupt' || fault instanceof RefusedPublication) throw fault;
      await rm(`${file}.part`, { force: true });
      throw new RefusedPublication('endless_data', `${target.path} is not of the size that the metadata names`, error);
    }
    const handle = await openRegular(file);
    try {
      const { sizeBytes, sha256 } = await hashHandle(handle, this.signal);
      if (sizeBytes === target.sizeBytes && sha256 === target.sha256) return file;
    } finally {
      await handle.close();
    }
    await rm(file, { force: true });
    throw new RefusedPublication('damaged', `${target.path} is not the file that the metadata names`);
  }

  private async take(manifest: Manifest, way: Way): Promise<HeldCopy> {
    return takeInto(this.parts.cache, manifest, this.signal, async (incoming) => this.counts.add(way.name, await way.fetch(incoming)));
  }
}

/** Checks a copy from before a restart: by its stamp if untouched since its hash was checked, otherwise by hash. */
export async function recheckDatabase(cache: CacheFolder, { file, manifest, stamp }: KeptCopy, signal: AbortSignal): Promise<HeldCopy> {
  return withFaults(async () => {
    const { nlink } = await stat(file);
    if (nlink === 1) return HeldCopy.open(file, manifest, signal, stamp);
    // Earlier versions linked the published file, which others may write.
    return takeInto(cache, manifest, signal, (incoming) => copyDatabase(file, incoming, manifest, signal));
  });
}

async function takeInto(
  cache: CacheFolder,
  manifest: Manifest,
  signal: AbortSignal,
  fetch: (incoming: string) => Promise<void>,
): Promise<HeldCopy> {
  const incoming = cache.incoming();
  let kept = incoming;
  try {
    await fetch(incoming);
    kept = await cache.keep(incoming, manifest);
    return await HeldCopy.open(kept, manifest, signal);
  } catch (error) {
    await rm(kept, { force: true });
    throw toFault(signal.aborted ? signal.reason : error);
  }
}
