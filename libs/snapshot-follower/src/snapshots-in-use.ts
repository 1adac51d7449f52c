import type { Fault } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { CacheFolder, KeptCopy } from './cache-folder.js';
import { CopyGuard } from './copy-guard.js';
import type { AdoptedSnapshot, SnapshotFollowerOptions } from './follower-options.js';
import type { HeldCopy } from './held-copy.js';
import { type Closable, ReaderSlot } from './reader-slot.js';

/** The snapshot that answers, with the copy that its reader has open. */
export interface InUse<Reader> extends AdoptedSnapshot<Reader> {
  readonly copy: HeldCopy;
  /** What the slot of readers closes. */
  readonly held: Closable;
}

const usualCopies = 3;

/** Which snapshot answers, which are kept, and which was accepted last; over restarts too. */
export class SnapshotsInUse<Reader extends Closable> {
  readonly readers: ReaderSlot<Closable>;
  readonly guard: CopyGuard;
  /** The newest manifest that was accepted: a publication never goes back behind it. */
  trusted: Manifest | undefined;
  /** Whether somebody chose the one in use. */
  pinned = false;
  /** Snapshots that came into use since the start. */
  swaps = 0;
  private inUse: InUse<Reader> | undefined;
  /** What was in use before it, while it is open. */
  private before: InUse<Reader> | undefined;
  /** On disk, the latest first. */
  private copies: readonly KeptCopy[] = [];
  private remembered: string | undefined;

  constructor(
    private readonly options: SnapshotFollowerOptions<Reader>,
    private readonly cache: CacheFolder,
    lingerMs: number,
    signal: AbortSignal,
    private readonly onDamage: (fault: Fault) => void,
  ) {
    const { log, clock, pacing } = options;
    const isKept = (file: string): boolean => this.copies.some((copy) => copy.file === file);
    const dispose = async (file: string): Promise<void> => (isKept(file) ? undefined : this.cache.remove(file));
    this.readers = new ReaderSlot(lingerMs, log, dispose, pacing.keepMs);
    this.guard = new CopyGuard(clock, log, signal, (fault) => this.leave(fault));
  }

  /** What may answer now. */
  current(): InUse<Reader> | undefined {
    return this.inUse !== undefined && this.guard.mayRead() ? this.inUse : undefined;
  }

  /** What is in use, whether or not it may be read at this moment. */
  get used(): InUse<Reader> | undefined {
    return this.inUse;
  }

  /** The replaced snapshot of this id, if it is still open and untouched. */
  kept(snapshotId: string): AdoptedSnapshot<Reader> | undefined {
    const { before } = this;
    if (before === undefined || before.manifest.snapshot_id !== snapshotId) return undefined;
    return this.readers.keeps(before.held) && !before.copy.touched() ? before : undefined;
  }

  /** Copies on disk, the one in use first. */
  get onDisk(): readonly KeptCopy[] {
    return this.copies;
  }

  /** What was known before a restart. */
  recall({
    trusted,
    manifest,
    pinned,
    earlier,
  }: {
    trusted?: Manifest | undefined;
    manifest: Manifest;
    pinned: boolean;
    earlier: readonly KeptCopy[];
  }): void {
    this.trusted = trusted ?? manifest;
    this.pinned = pinned;
    this.copies = earlier;
  }

  /** What is in use, if it is the snapshot of this manifest; a new announcement of it counts from now on. */
  usedFor(manifest: Manifest, now: number): InUse<Reader> | undefined {
    const used = this.inUse;
    if (used?.manifest.snapshot_id !== manifest.snapshot_id || used.manifest.db_sha256 !== manifest.db_sha256) return undefined;
    if (used.manifest.sequence !== manifest.sequence) this.adopt({ ...used, manifest, adoptedAt: now });
    return this.inUse;
  }

  /** Opens a copy and lets it answer from now on. A copy that cannot be opened is removed. */
  async use(manifest: Manifest, copy: HeldCopy, adoptedAt: number): Promise<InUse<Reader>> {
    try {
      const reader = copy.read((file) => this.options.open(file, manifest));
      const close = (): Promise<void> => {
        reader.close();
        return copy.close();
      };
      const held = { close };
      this.readers.replace(held, copy.file);
      this.guard.guard(copy, manifest);
      if (this.inUse?.manifest.snapshot_id !== manifest.snapshot_id) this.before = this.inUse;
      this.swaps += 1;
      // Also the one from before a restart: the next snapshot may be made of it, and somebody may go back to it.
      this.holdFirst(manifest, copy);
      return this.adopt({ manifest, adoptedAt, reader, copy, held });
    } catch (error) {
      await copy.close();
      await this.cache.remove(copy.file);
      throw error;
    }
  }

  /** Retried at every check until it works: the disk may be full, but the snapshot serves anyway. */
  async remember(used: InUse<Reader>): Promise<void> {
    const { manifest, copy, adoptedAt } = used;
    const record = `${manifest.sequence} ${copy.file} ${copy.stamp} ${this.pinned}`;
    if (this.remembered === record && (await this.cache.remembers())) return;
    // A record must not vouch for bytes that a power cut can take.
    await copy.sync();
    const one = this.holdFirst(manifest, copy);
    const trusted = this.trusted?.sequence === manifest.sequence ? undefined : this.trusted;
    await this.cache.remember({ ...one, adoptedAt, trusted, pinned: this.pinned, earlier: this.copies.slice(1) });
    this.remembered = record;
  }

  /** Files that must stay. */
  files(): Set<string> {
    return new Set([...this.readers.files(), ...this.copies.map(({ file }) => file)]);
  }

  async close(): Promise<void> {
    this.inUse = undefined;
    this.before = undefined;
    await this.readers.closeAll();
  }

  /** Our copy is not what its manifest says: nothing of it is read any more. */
  private leave(fault: Fault): void {
    const file = this.inUse?.copy.file;
    this.inUse = undefined;
    this.pinned = false;
    this.copies = this.copies.filter((copy) => copy.file !== file);
    this.readers.drop();
    this.onDamage(fault);
  }

  private holdFirst(manifest: Manifest, { file, stamp }: HeldCopy): KeptCopy {
    const one = { manifest, file, stamp };
    const earlier = this.copies.filter((kept) => kept.file !== file && kept.manifest.snapshot_id !== manifest.snapshot_id);
    this.copies = [one, ...earlier].slice(0, this.options.copies ?? usualCopies);
    return one;
  }

  private adopt(next: InUse<Reader>): InUse<Reader> {
    this.inUse = next;
    if (this.trusted === undefined || next.manifest.sequence >= this.trusted.sequence) this.trusted = next.manifest;
    return next;
  }
}
