import type { NewItem } from '../records/item.js';
import type { Pacing } from '../records/surroundings.js';
import { Bell } from './bell.js';

/**
 * Planned items on their way to the store: handed over in batches, sooner if planning is slow, and never more
 * than one batch ahead of the store, so that a million of them need little memory.
 */
export class PlanBuffer {
  private items: NewItem[] = [];
  private ended = false;
  private failure: { readonly reason: unknown } | undefined;
  private readonly news: Bell;
  private taken: (() => void) | undefined;

  constructor(
    pacing: Pacing,
    private readonly size: number,
    private readonly flushMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.news = new Bell(pacing);
    signal.addEventListener('abort', () => this.release());
  }

  /** Reads the plan to its end or until the signal aborts. Never rejects: `next` throws what the plan threw. */
  async fill(source: AsyncIterable<NewItem>): Promise<void> {
    try {
      for await (const item of source) {
        if (this.signal.aborted) return;
        this.items.push(item);
        if (this.items.length >= this.size) await this.untilTaken();
      }
    } catch (reason) {
      this.failure = { reason };
    } finally {
      this.ended = true;
      this.news.ring();
    }
  }

  /** The next batch, or undefined at the end. After the last items it throws what the plan threw. */
  async next(): Promise<NewItem[] | undefined> {
    for (;;) {
      if (this.signal.aborted) return undefined;
      if (!this.ended && this.items.length < this.size) await this.news.wait(this.flushMs);
      if (this.items.length > 0) return this.take();
      if (this.failure !== undefined) throw this.failure.reason;
      if (this.ended) return undefined;
    }
  }

  private take(): NewItem[] {
    const batch = this.items;
    this.items = [];
    this.taken?.();
    return batch;
  }

  private untilTaken(): Promise<void> {
    this.news.ring();
    return new Promise((resolve) => {
      this.taken = resolve;
    });
  }

  private release(): void {
    this.news.ring();
    this.taken?.();
  }
}
