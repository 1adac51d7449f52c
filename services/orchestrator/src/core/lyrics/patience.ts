import { Fault } from '@catalogsync/faults';

/** So many failures one after another are no fault of single files any more. */
const mostFailures = 20;
/** Then nothing is tried for so long, in milliseconds. */
const restMs = 60_000;

/** Keeps many files from failing one by one, each after a long wait, for a reason that they all share. */
export class Patience {
  private inARow = 0;
  private restsUntil = 0;
  private reason = '';

  constructor(private readonly now: () => number) {}

  /** @throws Fault `unavailable` while nothing is to be tried */
  check(): void {
    if (this.inARow < mostFailures || this.now() >= this.restsUntil) return;
    throw new Fault('unavailable', `${this.inARow} files failed one after another: ${this.reason}`, {
      hint: 'See that sources are set up and answer (`sources check`), and that the library can be written to.',
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
