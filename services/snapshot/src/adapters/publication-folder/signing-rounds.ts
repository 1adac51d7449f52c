import type { Logger } from '@catalogsync/runtime';

/** What is due within a day is noticed in time; each look costs a few small files. */
const roundMs = 60 * 60_000;

/** Signs at the start, and from time to time, what has to be signed again although nothing changes. */
export class SigningRounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly refresh: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.round();
    this.timer = setInterval(() => this.round(), roundMs);
    this.timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private round(): void {
    this.running = this.running.then(this.refresh).catch((error: unknown) => {
      this.log.warn({ err: error }, 'the publication could not be signed again; it is tried again within the hour');
    });
  }
}
