/** Pause after a change was noticed, because a publication is several files. */
const settleMs = 50;

/**
 * Runs one check at a time: at intervals, after changes, and on request. Requests during a check are answered
 * by one more check after it.
 */
export class CheckLoop {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private hinted = false;
  private stopped = false;

  constructor(
    private readonly check: () => Promise<void>,
    private readonly pollMs: number,
  ) {}

  /** Resolves after a check that began no earlier than this call. `check` must never reject. */
  checkNow(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.running === undefined) return this.run();
    this.next ??= this.running.then(() => {
      this.next = undefined;
      return this.stopped ? undefined : this.run();
    });
    return this.next;
  }

  /** Something may have changed: checks soon instead of at the next interval. A check in progress may have missed it. */
  hint(): void {
    this.hinted = true;
    if (this.running === undefined) this.schedule(settleMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private run(): Promise<void> {
    clearTimeout(this.timer);
    this.hinted = false;
    this.running = this.check().finally(() => {
      this.running = undefined;
      this.schedule(this.hinted ? Math.min(settleMs, this.pollMs) : this.pollMs);
    });
    return this.running;
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.checkNow(), delayMs).unref();
  }
}
