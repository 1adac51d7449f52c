import type { Fault } from '@catalogsync/faults';

const maxPauseMs = 60_000;

/** The manifest whose database was refused: fetching a gigabyte again at every check would not help. */
export class RejectedDatabase {
  private rejected: { readonly fingerprint: string; readonly fault: Fault; readonly retryAt: number; readonly pauseMs: number } | undefined;

  constructor(private readonly firstPauseMs: number) {}

  /** @throws Fault the earlier one, until its pause is over */
  admit(fingerprint: string, now: number): void {
    if (this.rejected?.fingerprint === fingerprint && now < this.rejected.retryAt) throw this.rejected.fault;
  }

  /** Each further time the pause doubles. */
  note(fingerprint: string, fault: Fault, now: number): void {
    const before = this.rejected?.fingerprint === fingerprint ? this.rejected.pauseMs : this.firstPauseMs;
    const pauseMs = Math.min(before * 2, maxPauseMs);
    this.rejected = { fingerprint, fault, retryAt: now + pauseMs, pauseMs };
  }

  forget(): void {
    this.rejected = undefined;
  }
}
