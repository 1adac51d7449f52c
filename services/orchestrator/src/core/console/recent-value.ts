import type { Instant, Pacing } from '@catalogsync/job-engine';

export interface RecentValueParts<T> {
  read(signal: AbortSignal): Promise<T>;
  now(): Instant;
  readonly pacing: Pick<Pacing, 'sleep'>;
  /** A value is read again after this time, in milliseconds. */
  readonly freshMs: number;
}

/** The first caller waits this long for a value, in milliseconds; later ones are given the last one. */
const firstWaitMs = 1000;
/** A value that was slow to read is read less often: looking must never slow down the work. */
const restFactor = 50;

/** Something that others are asked for, as it was a short time ago: looking at it never waits for them. */
export class RecentValue<T> {
  private kept: { readonly value: T } | undefined;
  private readAgainAt = 0;
  private reading: Promise<void> | undefined;

  constructor(private readonly parts: RecentValueParts<T>) {}

  /** Undefined while it is not known. */
  async get(): Promise<T | undefined> {
    if (this.reading === undefined && this.parts.now() >= this.readAgainAt) {
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    if (this.kept === undefined && this.reading !== undefined) await this.firstOf(this.reading);
    return this.kept?.value;
  }

  private async firstOf(reading: Promise<void>): Promise<void> {
    const timer = new AbortController();
    await Promise.race([reading, this.parts.pacing.sleep(firstWaitMs, timer.signal)]);
    timer.abort();
  }

  private async read(): Promise<void> {
    const { now, freshMs } = this.parts;
    const begun = now();
    try {
      this.kept = { value: await this.parts.read(new AbortController().signal) };
    } catch {
      // The last value stays; whether the service that has it is down is asked apart from this.
    }
    const ended = now();
    this.readAgainAt = ended + Math.max(freshMs, restFactor * Math.min(ended - begun, freshMs));
  }
}
