import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, toFault } from '@catalogsync/faults';
import { createManifestVerifier, judgeSignature, type ManifestVerifier } from '@catalogsync/signing';
import { databaseName, judgeManifest, type Manifest, ofOriginFile, originDatabaseName } from '@catalogsync/snapshot-format';
import { type Adopted, CacheFolder } from './cache-folder.js';
import { CheckLoop } from './check-loop.js';
import { CopyGuard } from './copy-guard.js';
import { FaultRecord } from './fault-record.js';
import { FolderSource } from './folder-source.js';
import type { AdoptedSnapshot, FollowerPacing, FollowerStatus, SnapshotFollowerOptions } from './follower-options.js';
import type { HeldCopy } from './held-copy.js';
import { HttpSource } from './http-source.js';
import { obtainDatabase, recheckDatabase } from './obtain-database.js';
import { type Closable, ReaderSlot } from './reader-slot.js';
import { RejectedDatabase } from './rejected-database.js';
import { fingerprintOf, SettledOffers } from './settled-offers.js';
import type { OfferedManifest, SnapshotSource } from './snapshot-source.js';

/** The snapshot that answers, with the copy that its reader has open. */
interface InUse<Reader> extends AdoptedSnapshot<Reader> {
  readonly copy: HeldCopy;
  /** What the slot of readers closes. */
  readonly held: Closable;
}

/** Earlier publications have one file for both. */
const originName = ({ origin_sha256 }: Manifest): string => (origin_sha256 === undefined ? databaseName : originDatabaseName);

const defaultPacing = { pollMs: 2_000, lingerMs: 10_000, startWaitMs: 5_000, settlePausesMs: [50, 150, 400] };

/**
 * Follows a publication: finds, copies, verifies, opens and swaps snapshots. Whatever goes wrong with the publication,
 * the current snapshot stays in use and `status` says why; only if its own copy is damaged it is left and fetched again.
 * An adopted snapshot keeps serving after its expiry and over restarts: expiry only prevents adopting an old one.
 */
export class SnapshotFollower<Reader extends Closable> {
  private readonly pacing: Required<Omit<FollowerPacing, 'keepMs'>>;
  private readonly source: SnapshotSource;
  private readonly offers: SettledOffers;
  private readonly cache: CacheFolder;
  private readonly verifier: ManifestVerifier | undefined;
  private readonly readers: ReaderSlot<Closable>;
  private readonly guard: CopyGuard;
  private readonly faults: FaultRecord;
  private readonly loop: CheckLoop;
  private readonly ending = new AbortController();
  private readonly rejected: RejectedDatabase;
  /** Shows a manifest as that of the file that is read, and again as it was. */
  private readonly view: (manifest: Manifest) => Manifest;
  private inUse: InUse<Reader> | undefined;
  /** What was in use before it, while it is kept. */
  private earlier: InUse<Reader> | undefined;
  /** As its view shows it. */
  private trusted: Manifest | undefined;
  private remembered: string | undefined;
  private stopping: Promise<void> | undefined;
  private lastCheckedAt: number | undefined;

  constructor(private readonly options: SnapshotFollowerOptions<Reader>) {
    const { source, token, trustedKeys, part } = options.publication;
    this.view = part === 'origin' ? ofOriginFile : (manifest) => manifest;
    const nameOf = part === 'origin' ? originName : () => databaseName;
    this.pacing = { ...defaultPacing, ...options.pacing };
    this.source = /^https?:\/\//i.test(source) ? new HttpSource(source, nameOf, token) : new FolderSource(source, nameOf);
    this.offers = new SettledOffers(this.source, this.pacing.settlePausesMs, this.ending.signal);
    this.cache = new CacheFolder(options.cacheDir, source, options.log);
    this.verifier = trustedKeys === '' ? undefined : createManifestVerifier(trustedKeys);
    this.readers = new ReaderSlot(this.pacing.lingerMs, options.log, (file) => this.cache.remove(file), options.pacing.keepMs);
    this.faults = new FaultRecord(options.log);
    this.rejected = new RejectedDatabase(this.pacing.pollMs);
    this.guard = new CopyGuard(options.clock, options.log, this.ending.signal, (fault) => this.leave(fault));
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
   * The current snapshot, or `undefined` until there is one, and while its copy has to be hashed again. Get it anew for
   * each request: a replaced reader closes `lingerMs` later.
   */
  current(): AdoptedSnapshot<Reader> | undefined {
    return this.inUse !== undefined && this.guard.mayRead() ? this.inUse : undefined;
  }

  /** The snapshot that was replaced last, if it has this id and is still open (`keepMs`). A copy that something touched is left. */
  kept(snapshotId: string): AdoptedSnapshot<Reader> | undefined {
    const { earlier } = this;
    if (earlier === undefined || earlier.manifest.snapshot_id !== snapshotId) return undefined;
    return this.readers.keeps(earlier.held) && !earlier.copy.touched() ? earlier : undefined;
  }

  status(): FollowerStatus {
    return { lastCheckedAt: this.lastCheckedAt, fault: this.faults.current, faultCount: this.faults.count };
  }

  /** Checks the source now; the outcome is in `current` and `status`. Never rejects. */
  checkNow(): Promise<void> {
    this.rejected.forget();
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
    this.earlier = undefined;
    await this.readers.closeAll();
  }

  private async resume(): Promise<void> {
    let before: Adopted | undefined;
    try {
      before = await this.cache.recall();
      if (before === undefined) return;
      // Before the copy is looked at: damage to it must not let an older publication in.
      this.trusted = before.manifest;
      const copy = await recheckDatabase(this.cache, before, this.ending.signal);
      await this.use(before.manifest, copy, before.adoptedAt);
      this.options.log.info({ snapshotId: before.manifest.snapshot_id }, 'serving the snapshot from before the restart');
    } catch (error) {
      this.options.log.warn({ err: error }, 'the snapshot from before the restart cannot be used');
      if (before !== undefined) this.faults.damaged(toFault(error), this.options.clock.now());
    }
  }

  private async check(): Promise<void> {
    const now = this.options.clock.now();
    await this.guard.look();
    try {
      await this.cache.prepare();
      await this.offers.settle((offered) => this.consider(offered, now));
      this.faults.clear();
    } catch (error) {
      if (this.ending.signal.aborted) return;
      this.faults.note(toFault(error), now);
    }
    this.lastCheckedAt = now;
  }

  /** Our copy is not what its manifest says: nothing of it is read any more, and the next check fetches it again. */
  private leave(fault: Fault): void {
    this.inUse = undefined;
    this.readers.drop();
    this.faults.damaged(fault, this.options.clock.now());
    this.loop.hint();
  }

  private async consider(offered: OfferedManifest, now: number): Promise<void> {
    const verdict = await judgeSignature(this.verifier, offered.manifest, offered.signature);
    const trusted = this.trusted && this.view(this.trusted);
    const manifest = this.view(judgeManifest(offered.manifest, verdict, trusted, now));
    const used = this.usedFor(manifest, now);
    if (used?.copy.inPlace() === true) return this.remember(used);
    const fingerprint = fingerprintOf(offered);
    this.rejected.admit(fingerprint, now);
    let adopted: InUse<Reader>;
    try {
      const copy = await obtainDatabase(this.source, this.cache, manifest, this.ending.signal);
      adopted = await this.use(manifest, copy, used?.adoptedAt ?? now);
      this.rejected.forget();
    } catch (error) {
      this.rejected.note(fingerprint, toFault(error), now);
      throw error;
    }
    const what = used === undefined ? 'a new snapshot is in use' : 'the copy in the cache folder was gone; there is a new one';
    this.options.log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence }, what);
    await this.remember(adopted);
    if (used === undefined) await this.cache.prune(this.readers.files());
  }

  /** What is in use, if it is the snapshot of this manifest; a new announcement of it counts from now on. */
  private usedFor(manifest: Manifest, now: number): InUse<Reader> | undefined {
    const used = this.inUse;
    if (used?.manifest.snapshot_id !== manifest.snapshot_id || used.manifest.db_sha256 !== manifest.db_sha256) return undefined;
    if (used.manifest.sequence !== manifest.sequence) this.adopt({ ...used, manifest, adoptedAt: now });
    return this.inUse;
  }

  private async use(manifest: Manifest, copy: HeldCopy, adoptedAt: number): Promise<InUse<Reader>> {
    try {
      const reader = copy.read((file) => this.options.open(file, manifest));
      const close = (): Promise<void> => {
        reader.close();
        return copy.close();
      };
      const held = { close };
      this.readers.replace(held, copy.file);
      this.guard.guard(copy, manifest);
      if (this.inUse?.manifest.snapshot_id !== manifest.snapshot_id) this.earlier = this.inUse;
      return this.adopt({ manifest, adoptedAt, reader, copy, held });
    } catch (error) {
      await copy.close();
      await this.cache.remove(copy.file);
      throw error;
    }
  }

  private adopt(next: InUse<Reader>): InUse<Reader> {
    this.inUse = next;
    this.trusted = next.manifest;
    return next;
  }

  /** Retried at every check until it works: the disk may be full, but the snapshot serves anyway. */
  private async remember(used: InUse<Reader>): Promise<void> {
    const record = `${used.manifest.sequence} ${used.copy.file} ${used.copy.stamp}`;
    if (this.remembered === record && (await this.cache.remembers())) return;
    // A record must not vouch for bytes that a power cut can take.
    await used.copy.sync();
    await this.cache.remember({ ...used, file: used.copy.file, stamp: used.copy.stamp });
    this.remembered = record;
  }
}
