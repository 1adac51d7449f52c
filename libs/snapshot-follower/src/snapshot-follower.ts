import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { createManifestVerifier, judgeSignature, type ManifestVerifier } from '@catalogsync/signing';
import { judgeManifest, type Manifest, type TrustedState } from '@catalogsync/snapshot-format';
import { CacheFolder } from './cache-folder.js';
import { CheckLoop } from './check-loop.js';
import { FaultRecord } from './fault-record.js';
import { FolderSource } from './folder-source.js';
import type { AdoptedSnapshot, FollowerPacing, FollowerStatus, SnapshotFollowerOptions } from './follower-options.js';
import { HttpSource } from './http-source.js';
import { type ObtainedDatabase, obtainDatabase, recheckDatabase } from './obtain-database.js';
import { type Closable, ReaderSlot } from './reader-slot.js';
import type { OfferedManifest, SnapshotSource } from './snapshot-source.js';

/** A manifest whose database was refused; fetching a gigabyte again at every check would not help. */
interface Rejected {
  readonly fingerprint: string;
  readonly fault: Fault;
  readonly retryAt: number;
  readonly pauseMs: number;
}

const defaultPacing = { pollMs: 2_000, lingerMs: 10_000, startWaitMs: 5_000, settlePausesMs: [50, 150, 400] };
const maxRetryPauseMs = 60_000;

/**
 * Follows a publication: finds, verifies, copies, opens and swaps snapshots. Whatever goes wrong, the current
 * snapshot stays in use and `status` says why. An adopted snapshot keeps serving after its expiry and over
 * restarts: expiry only prevents adopting an old one.
 */
export class SnapshotFollower<Reader extends Closable> {
  private readonly pacing: Required<FollowerPacing>;
  private readonly source: SnapshotSource;
  private readonly cache: CacheFolder;
  private readonly verifier: ManifestVerifier | undefined;
  private readonly readers: ReaderSlot<Reader>;
  private readonly faults: FaultRecord;
  private readonly loop: CheckLoop;
  private readonly ending = new AbortController();
  private inUse: (AdoptedSnapshot<Reader> & ObtainedDatabase) | undefined;
  private trusted: TrustedState | undefined;
  private fingerprint: string | undefined;
  private rejected: Rejected | undefined;
  private remembered = true;
  private stopping: Promise<void> | undefined;
  private lastCheckedAt: number | undefined;

  constructor(private readonly options: SnapshotFollowerOptions<Reader>) {
    const { source, trustedKeys } = options.publication;
    this.pacing = { ...defaultPacing, ...options.pacing };
    this.source = /^https?:\/\//i.test(source) ? new HttpSource(source) : new FolderSource(source);
    this.cache = new CacheFolder(options.cacheDir, source);
    this.verifier = trustedKeys === '' ? undefined : createManifestVerifier(trustedKeys);
    this.readers = new ReaderSlot(this.pacing.lingerMs, options.log, (file) => this.cache.remove(file));
    this.faults = new FaultRecord(options.log);
    this.loop = new CheckLoop(() => this.check(), this.pacing.pollMs);
  }

  /**
   * Uses the snapshot from before a restart at once, otherwise waits for the first check, and follows from then
   * on. A bad or absent publication is not an error.
   * @throws Fault if the cache folder cannot be used
   */
  async start(): Promise<void> {
    await this.cache.prepare();
    await this.resume();
    await this.cache.prune(this.readers.files());
    const first = this.loop.checkNow();
    await this.source.watch(() => this.loop.hint());
    if (this.inUse === undefined) await Promise.race([first, sleep(this.pacing.startWaitMs, undefined, { ref: false })]);
  }

  /**
   * The current snapshot, or `undefined` until there is one. Get it anew for each request: a replaced reader
   * closes `lingerMs` later.
   */
  current(): AdoptedSnapshot<Reader> | undefined {
    return this.inUse;
  }

  status(): FollowerStatus {
    return { lastCheckedAt: this.lastCheckedAt, fault: this.faults.current, faultCount: this.faults.count };
  }

  /** Checks the source now; the outcome is in `current` and `status`. Never rejects. */
  checkNow(): Promise<void> {
    this.rejected = undefined;
    return this.loop.checkNow();
  }

  /** Ends a running check and closes every reader. The cache stays for the next start. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    this.ending.abort();
    await this.loop.stop();
    await this.source.close();
    this.inUse = undefined;
    this.readers.closeAll();
  }

  private async resume(): Promise<void> {
    try {
      const before = await this.cache.recall();
      if (before === undefined) return;
      this.trusted = before.manifest;
      const database = await recheckDatabase(before, this.ending.signal);
      this.use(before.manifest, database, before.adoptedAt);
      this.options.log.info({ snapshotId: before.manifest.snapshot_id }, 'serving the snapshot from before the restart');
    } catch (error) {
      this.options.log.warn({ err: error }, 'the snapshot from before the restart cannot be used');
    }
  }

  private async check(): Promise<void> {
    const now = this.options.clock.now();
    try {
      await this.update(now);
      this.faults.clear();
    } catch (error) {
      if (this.ending.signal.aborted) return;
      this.faults.note(toFault(error), now);
    }
    this.lastCheckedAt = now;
  }

  private async update(now: number): Promise<void> {
    let offered = await this.source.readManifest(this.ending.signal, false);
    for (let round = 0; ; round++) {
      try {
        return await this.consider(offered, now);
      } catch (error) {
        const changed = round < 3 && this.mayBeTorn(error, offered) ? await this.waitForChange(offered) : undefined;
        if (changed === undefined) {
          this.fingerprint = fingerprintOf(offered);
          throw error;
        }
        offered = changed;
      }
    }
  }

  /** Read between two files of a publication, unless the last check found the very same pair. */
  private mayBeTorn(error: unknown, offered: OfferedManifest): boolean {
    return error instanceof Fault && /^(data_corrupt|not_found)$/.test(error.code) && fingerprintOf(offered) !== this.fingerprint;
  }

  private async waitForChange(offered: OfferedManifest): Promise<OfferedManifest | undefined> {
    const before = fingerprintOf(offered);
    for (const pause of this.pacing.settlePausesMs) {
      await sleep(pause, undefined, { signal: this.ending.signal });
      const again = await this.source.readManifest(this.ending.signal, true);
      if (fingerprintOf(again) !== before) return again;
    }
    return undefined;
  }

  private async consider(offered: OfferedManifest, now: number): Promise<void> {
    const verdict = await judgeSignature(this.verifier, offered.manifest, offered.signature);
    const manifest = judgeManifest(offered.manifest, verdict, this.trusted, now);
    const used = this.inUse;
    if (used?.manifest.snapshot_id === manifest.snapshot_id && used.manifest.db_sha256 === manifest.db_sha256) {
      if (used.manifest.sequence !== manifest.sequence) this.adopt({ ...used, manifest, adoptedAt: now });
      return this.remember();
    }
    const fingerprint = fingerprintOf(offered);
    if (this.rejected?.fingerprint === fingerprint && now < this.rejected.retryAt) throw this.rejected.fault;
    try {
      const database = await obtainDatabase(this.source, this.cache, manifest, this.ending.signal);
      this.use(manifest, database, now);
      this.rejected = undefined;
    } catch (error) {
      this.rejected = this.rejection(fingerprint, toFault(error), now);
      throw error;
    }
    this.options.log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence }, 'a new snapshot is in use');
    await this.remember();
  }

  private rejection(fingerprint: string, fault: Fault, now: number): Rejected {
    const before = this.rejected?.fingerprint === fingerprint ? this.rejected.pauseMs : this.pacing.pollMs;
    const pauseMs = Math.min(before * 2, maxRetryPauseMs);
    return { fingerprint, fault, retryAt: now + pauseMs, pauseMs };
  }

  private use(manifest: Manifest, database: ObtainedDatabase, adoptedAt: number): void {
    const reader = this.options.open(database.file, manifest);
    this.readers.replace(reader, database.file);
    this.adopt({ manifest, adoptedAt, reader, ...database });
  }

  private adopt(next: AdoptedSnapshot<Reader> & ObtainedDatabase): void {
    this.inUse = next;
    this.trusted = next.manifest;
    this.remembered = false;
  }

  /** Retried at every check until it works: the disk may be full, but the snapshot serves anyway. */
  private async remember(): Promise<void> {
    if (this.remembered || this.inUse === undefined) return;
    await this.cache.remember(this.inUse);
    this.remembered = true;
  }
}

function fingerprintOf({ manifest, signature }: OfferedManifest): string {
  return createHash('sha256').update(manifest).update(`\n${signature}`).digest('hex');
}
