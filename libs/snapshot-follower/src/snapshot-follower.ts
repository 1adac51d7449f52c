import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { createManifestVerifier } from '@catalogsync/signing';
import { applyDelta as applyPublished } from '@catalogsync/snapshot-delta';
import { type Manifest, ofOriginFile } from '@catalogsync/snapshot-format';
import { type Adopted, CacheFolder } from './cache-folder.js';
import { CheckLoop } from './check-loop.js';
import { FaultRecord } from './fault-record.js';
import { FetchCounts } from './fetch-counts.js';
import type { AdoptedSnapshot, FollowerPacing, FollowerStatus, SnapshotFollowerOptions } from './follower-options.js';
import { HeldCopy } from './held-copy.js';
import { ObtainDatabase, recheckDatabase } from './obtain-database.js';
import { type Offer, PublicationOffers } from './publication-offers.js';
import type { Closable } from './reader-slot.js';
import { RejectedDatabase } from './rejected-database.js';
import { SettledOffers } from './settled-offers.js';
import type { SnapshotSource } from './snapshot-source.js';
import { type InUse, SnapshotsInUse } from './snapshots-in-use.js';
import { sourceKind } from './source-kind.js';
import { sourceOf } from './source-of.js';
import { TrustRecord } from './trust-record.js';

const defaultPacing = { pollMs: 2_000, lingerMs: 10_000, startWaitMs: 5_000, settlePausesMs: [50, 150, 400] };

/**
 * Follows a publication: finds, copies, verifies, opens and swaps snapshots. Whatever goes wrong with the publication,
 * the current snapshot stays in use and `status` says why; only if its own copy is damaged it is left and fetched again.
 * An adopted snapshot keeps serving after its expiry and over restarts: expiry only prevents adopting an old one.
 */
export class SnapshotFollower<Reader extends Closable> {
  private readonly pacing: Required<Omit<FollowerPacing, 'keepMs'>>;
  private readonly source: SnapshotSource;
  private readonly offers: PublicationOffers;
  private readonly cache: CacheFolder;
  private readonly database: ObtainDatabase;
  private readonly snapshots: SnapshotsInUse<Reader>;
  private readonly faults: FaultRecord;
  private readonly counts = new FetchCounts();
  private readonly loop: CheckLoop;
  private readonly ending = new AbortController();
  private readonly rejected: RejectedDatabase;
  /** Shows a manifest as that of the file that is read, and again as it was. */
  private readonly view: (manifest: Manifest) => Manifest;
  /** Checks and choices, one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private stopping: Promise<void> | undefined;
  private lastCheckedAt: number | undefined;

  constructor(private readonly options: SnapshotFollowerOptions<Reader>) {
    const { publication, cacheDir, log, applyDelta = applyPublished } = options;
    const { source, trustedKeys, rootFile = '', part = 'catalogue' } = publication;
    const { signal } = this.ending;
    this.view = part === 'origin' ? ofOriginFile : (manifest) => manifest;
    this.pacing = { ...defaultPacing, ...options.pacing };
    this.source = sourceOf(publication);
    this.cache = new CacheFolder(cacheDir, source, log);
    this.faults = new FaultRecord(log, sourceKind(source));
    this.rejected = new RejectedDatabase(this.pacing.pollMs);
    this.loop = new CheckLoop(() => this.check(), this.pacing.pollMs);
    this.database = new ObtainDatabase({ source: this.source, cache: this.cache, part, applyDelta, log }, this.counts, signal);
    this.snapshots = new SnapshotsInUse(options, this.cache, this.pacing.lingerMs, signal, (fault) => this.damaged(fault));
    const settings = { rootFile, verifier: trustedKeys === '' ? undefined : createManifestVerifier(trustedKeys) };
    const plain = new SettledOffers(this.source, this.pacing.settlePausesMs, signal);
    this.offers = new PublicationOffers(this.source, plain, new TrustRecord(cacheDir, source), settings, signal);
  }

  /**
   * Uses the snapshot from before a restart at once, otherwise waits for the first check, and follows from then
   * on. A bad or absent publication is not an error.
   * @throws Fault if the cache folder cannot be used
   */
  async start(): Promise<void> {
    await this.cache.prepare();
    await this.resume();
    await this.cache.prune(this.snapshots.files(), 'kept');
    const first = this.loop.checkNow();
    await this.source.watch(() => this.loop.hint());
    if (this.snapshots.used === undefined) await Promise.race([first, sleep(this.pacing.startWaitMs, undefined, { ref: false })]);
  }

  /**
   * The current snapshot, or `undefined` until there is one, and while its copy has to be hashed again. Get it anew for
   * each request: a replaced reader closes `lingerMs` later.
   */
  current(): AdoptedSnapshot<Reader> | undefined {
    return this.snapshots.current();
  }

  /** The snapshot that was replaced last, if it has this id and is still open (`keepMs`). A copy that something touched is left. */
  kept(snapshotId: string): AdoptedSnapshot<Reader> | undefined {
    return this.snapshots.kept(snapshotId);
  }

  status(): FollowerStatus {
    const { lastCheckedAt, faults, counts, snapshots, offers } = this;
    const state = { lastCheckedAt, fault: faults.current, faultCount: faults.count, alarms: faults.alarms, fetchedBytes: counts.bytes };
    const { swaps, pinned, onDisk } = snapshots;
    return { ...state, swaps, pinned, freshUntil: offers.freshUntil, kept: onDisk.map(({ manifest }) => manifest) };
  }

  /** Checks the source now; the outcome is in `current` and `status`. Never rejects. */
  checkNow(): Promise<void> {
    this.rejected.forget();
    return this.loop.checkNow();
  }

  /**
   * Goes back to a copy that is here, and stays there until `follow`, over restarts too.
   * @param snapshotId default: the one before the one in use
   * @throws Fault `not_found` if there is no such copy; `data_corrupt` if it is damaged
   */
  rollBack(snapshotId?: string): Promise<Manifest> {
    return this.inTurn(async () => {
      const { used, onDisk } = this.snapshots;
      const isWanted = ({ snapshot_id }: Manifest): boolean =>
        snapshotId === undefined ? snapshot_id !== used?.manifest.snapshot_id : snapshot_id === snapshotId;
      const copy = onDisk.find(({ manifest }) => isWanted(manifest));
      if (copy === undefined) {
        throw new Fault('not_found', `there is no copy of ${snapshotId ?? 'an earlier snapshot'}`, {
          hint: 'See: catalogsync cloud status',
        });
      }
      if (copy.manifest.snapshot_id === used?.manifest.snapshot_id) return this.pin(used);
      const held = await HeldCopy.open(copy.file, copy.manifest, this.ending.signal, copy.stamp).catch((error: unknown) => {
        throw toFault(error);
      });
      return this.pin(await this.snapshots.use(copy.manifest, held, this.options.clock.now()));
    });
  }

  /** Ends what `rollBack` began, and checks at once. */
  async follow(): Promise<void> {
    await this.inTurn(async () => {
      this.snapshots.pinned = false;
      const { used } = this.snapshots;
      if (used !== undefined) await this.snapshots.remember(used);
    });
    await this.checkNow();
  }

  /** Ends a running check and closes every reader. The cache stays for the next start. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    this.ending.abort();
    await this.loop.stop();
    await this.turn;
    await this.source.close();
    await this.snapshots.close();
  }

  private async pin(used: InUse<Reader>): Promise<Manifest> {
    this.snapshots.pinned = true;
    await this.snapshots.remember(used);
    this.options.log.info({ snapshotId: used.manifest.snapshot_id }, 'a kept snapshot was chosen; newer ones are left aside');
    return used.manifest;
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.turn.then(act);
    // The outcome goes to the caller; the next one only waits for the end.
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async resume(): Promise<void> {
    let before: Adopted | undefined;
    try {
      before = await this.cache.recall();
      if (before === undefined) return;
      // Before the copy is looked at: damage to it must not let an older publication in.
      this.snapshots.recall(before);
      const copy = await recheckDatabase(this.cache, before, this.ending.signal);
      await this.snapshots.use(before.manifest, copy, before.adoptedAt);
      this.options.log.info({ snapshotId: before.manifest.snapshot_id }, 'serving the snapshot from before the restart');
    } catch (error) {
      this.snapshots.pinned = false;
      this.options.log.warn({ err: error }, 'the snapshot from before the restart cannot be used');
      if (before !== undefined) this.faults.damaged(toFault(error), this.options.clock.now());
    }
  }

  private check(): Promise<void> {
    return this.inTurn(async () => {
      const now = this.options.clock.now();
      await this.snapshots.guard.look();
      try {
        await this.cache.prepare();
        const { trusted } = this.snapshots;
        await this.offers.ask(trusted && this.view(trusted), now, (offer) => this.consider(offer, now));
        this.faults.clear();
      } catch (error) {
        if (this.ending.signal.aborted) return;
        this.faults.note(toFault(error), now);
      }
      this.lastCheckedAt = now;
    });
  }

  /** The next check fetches it again. */
  private damaged(fault: Fault): void {
    this.faults.damaged(fault, this.options.clock.now());
    this.loop.hint();
  }

  private async consider(offer: Offer, now: number): Promise<boolean> {
    const { snapshots } = this;
    if (offer.beginsAnew) snapshots.trusted = undefined;
    if (snapshots.pinned && snapshots.used !== undefined) return false;
    const manifest = this.view(offer.manifest);
    const used = snapshots.usedFor(manifest, now);
    if (used?.copy.inPlace() === true) {
      await snapshots.remember(used);
      return true;
    }
    this.rejected.admit(offer.fingerprint, now);
    let adopted: InUse<Reader>;
    try {
      const copy = await this.database.obtain({ manifest, targets: offer.targets, here: snapshots.onDisk });
      adopted = await snapshots.use(manifest, copy, used?.adoptedAt ?? now);
      this.rejected.forget();
    } catch (error) {
      this.rejected.note(offer.fingerprint, toFault(error), now);
      throw error;
    }
    const what = used === undefined ? 'a new snapshot is in use' : 'the copy in the cache folder was gone; there is a new one';
    this.options.log.info({ snapshotId: manifest.snapshot_id, sequence: manifest.sequence }, what);
    await snapshots.remember(adopted);
    if (used === undefined) await this.cache.prune(snapshots.files());
    return true;
  }
}
