import { type Fault, toFault } from '@catalogsync/faults';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { HeldCopy } from './held-copy.js';

/**
 * How long a look at the file counts for its use, by the wall clock: after the machine was suspended, or its clock
 * set, the next use looks again.
 */
const lookMs = 250;

/** Watches over the copy in use: one that something has touched is not read before it is hashed again. */
export class CopyGuard {
  private guarded: { readonly copy: HeldCopy; readonly manifest: Manifest } | undefined;
  private lookedAt = 0;
  private hashing: Promise<void> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly signal: AbortSignal,
    /** Called when the copy turns out to be damaged; from then on nothing is guarded. */
    private readonly onDamage: (fault: Fault) => void,
  ) {}

  /** From now on this copy, which has just been verified. */
  guard(copy: HeldCopy, manifest: Manifest): void {
    this.guarded = { copy, manifest };
    this.hashing = undefined;
    this.lookedAt = this.clock.now();
  }

  /** Whether the copy may be read now. Costs a system call at most every `lookMs`. */
  mayRead(): boolean {
    if (Math.abs(this.clock.now() - this.lookedAt) > lookMs) void this.look();
    return this.hashing === undefined;
  }

  /** Looks at the copy now, and hashes it if something has touched it. Never rejects. */
  async look(): Promise<void> {
    this.lookedAt = this.clock.now();
    if (this.hashing === undefined && this.guarded?.copy.touched() === true) {
      this.log.warn('something has touched the copy of the snapshot in use; it is hashed again before it is read');
      this.hashing = this.hash(this.guarded);
    }
    await this.hashing;
  }

  private async hash(guarded: { readonly copy: HeldCopy; readonly manifest: Manifest }): Promise<void> {
    const fault = await guarded.copy.verify(guarded.manifest, this.signal).then(
      () => undefined,
      (error: unknown) => toFault(error),
    );
    // Replaced or stopped meanwhile.
    if (this.guarded !== guarded || this.signal.aborted) return;
    this.hashing = undefined;
    if (fault === undefined) return this.log.info('the copy is unchanged');
    this.guarded = undefined;
    this.onDamage(fault);
  }
}
