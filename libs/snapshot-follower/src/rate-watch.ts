import { Fault } from '@catalogsync/faults';

/** Ends a download that stays below a least rate. */
export class RateWatch {
  /** Aborted by the caller's signal, or because it is too slow. */
  readonly signal: AbortSignal;
  private readonly slow = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private done = 0;
  private before = 0;

  constructor({ bytesPerSecond, overSeconds }: { readonly bytesPerSecond: number; readonly overSeconds: number }, signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.slow.signal]);
    this.timer = setInterval(() => {
      if (this.done - this.before < bytesPerSecond * overSeconds) {
        this.slow.abort(new Fault('timeout', `the publication sends fewer than ${bytesPerSecond} bytes a second; what has come is kept`));
      }
      this.before = this.done;
    }, overSeconds * 1000).unref();
  }

  /** So many bytes are there. */
  reached(bytes: number): void {
    this.done = bytes;
  }

  /** What an error of the download means. */
  explain(error: unknown): unknown {
    return this.slow.signal.aborted ? this.slow.signal.reason : error;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
