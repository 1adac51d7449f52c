import type { Pacing } from '../records/surroundings.js';

/** Wakes one waiter; rung while nobody waits, the next wait ends at once. */
export class Bell {
  private rung = false;
  private wake: AbortController | undefined;

  constructor(private readonly pacing: Pacing) {}

  ring(): void {
    this.rung = true;
    this.wake?.abort();
  }

  /** Until it is rung, `ms` milliseconds at most. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      this.wake = new AbortController();
      await this.pacing.sleep(ms, this.wake.signal);
      this.wake = undefined;
    }
    this.rung = false;
  }
}
