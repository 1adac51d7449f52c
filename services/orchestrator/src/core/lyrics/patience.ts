import { Fault } from '@catalogsync/faults';

/** This many failures in a row are not the fault of single files. */
const mostFailures = 20;
/** Then nothing is tried for this long, in milliseconds. */
const restMs = 60_000;

/** Keeps many files from failing for one shared reason, each after a long wait. */
export class Patience {
  private inARow = 0;
  private restsUntil = 0;
  private reason = '';

  constructor(private readonly now: () => number) {}

  /** @throws Fault `unavailable` during the pause */
  check(): void {
    if (this.inARow < mostFailures || this.now() >= this.restsUntil) return;
    throw new Fault('unavailable', `${this.inARow} files in a row failed: ${this.reason}`, {
      hint: 'Check that sources are set up and answer (`sources check`), and that the library is writable.',
    });
  }

  succeeded(): void {
    this.inARow = 0;
  }

  failed(reason: string): void {
    this.inARow += 1;
    this.reason = reason;
    this.restsUntil = this.now() + restMs;
  }
}
