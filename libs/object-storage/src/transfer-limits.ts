import { setTimeout as sleep } from 'node:timers/promises';

/** Shared by the stores of a process: how much is sent and how many requests run at once. */
export class TransferLimits {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** When the next byte may leave, in milliseconds of `now`. */
  private free = 0;

  constructor(
    /** Requests at once. */
    private readonly requests: number,
    /** Sent by all requests together; 0 is no limit. */
    readonly bytesPerSecond = 0,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Waits for its turn, in order of arrival. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      // The place goes straight to the next one.
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }

  /** Waits until so many bytes may be sent. What nobody used of the past is not made up for, apart from a quarter of a second. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.bytesPerSecond === 0) return;
    const now = this.now();
    const start = Math.max(this.free, now - 250);
    this.free = start + (bytes / this.bytesPerSecond) * 1000;
    if (start > now) await sleep(start - now, undefined, { signal });
  }

  private async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.running < this.requests) {
      this.running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(turn);
    });
  }
}
