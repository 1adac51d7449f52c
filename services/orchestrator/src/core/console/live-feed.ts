import type { Pacing } from '@catalogsync/job-engine';
import type { EventRing, FeedEvent } from './event-ring.js';

/** The state of things as JSON text, with the job events since the reading before. */
export interface Reading {
  readonly text: string;
  /** Id of the newest job event that was read; where the next reading begins. */
  readonly lastJobEvent: number;
}

export interface FeedSource {
  /** Job events with an id above `after`, at most a page of them; none if undefined. */
  read(after: number | undefined): Promise<Reading>;
  /** How many job events there are above `after`, counted up to `limit`. */
  backlog(after: number, limit: number): Promise<number>;
}

export type FeedMessage =
  | { readonly kind: 'event'; readonly event: FeedEvent }
  /** What was missed is gone; the next event holds the present state. */
  | { readonly kind: 'resync'; readonly reason: string }
  /** Nothing happened for a while. */
  | { readonly kind: 'heartbeat' };

export interface LiveFeedParts {
  readonly source: FeedSource;
  readonly ring: EventRing;
  readonly pacing: Pick<Pacing, 'sleep'>;
  /** Between two readings, in milliseconds. */
  readonly paceMs: number;
  /** A reader hears something at least so often, in milliseconds. */
  readonly heartbeatMs: number;
  /** Told of the first of several failed readings in a row. */
  onFault(error: unknown): void;
}

/** More than this happened while nobody looked: nobody is shown it as news. */
const longestBacklog = 1000;

/**
 * The live state, read at a pace while somebody looks, told only when it changed. Readers pull: each is
 * no more than a place in the ring, so one that is slow costs nothing but its place.
 */
export class LiveFeed {
  private readonly waiting = new Set<() => void>();
  private readers = 0;
  private reading: Promise<void> | undefined;
  private lastJobEvent: number | undefined;
  private lastText = '';
  private readonly closing = new AbortController();

  constructor(private readonly parts: LiveFeedParts) {}

  /**
   * The state now, then each change; ends when the signal aborts or the feed is closed.
   * @param lastEventId of the last event the reader saw: it goes on behind that one
   */
  async *follow(lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<FeedMessage, void> {
    const { ring } = this.parts;
    const place = lastEventId === undefined ? undefined : ring.placeBehind(lastEventId);
    const running = this.enter();
    try {
      if (place?.kind === 'resync') yield place;
      let seq = place?.kind === 'behind' ? place.seq : running ? this.beforeNewest() : ring.lastSeq;
      while (!signal.aborted && !this.closing.signal.aborted) {
        const next = ring.after(seq);
        if (next === 'gone') {
          yield { kind: 'resync', reason: 'too_old' };
          seq = this.beforeNewest();
        } else if (next !== undefined) {
          seq = next.seq;
          yield { kind: 'event', event: next };
        } else if (!(await this.news(signal))) yield { kind: 'heartbeat' };
      }
    } finally {
      this.readers -= 1;
    }
  }

  /** Ends all readers and resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.closing.abort();
    this.tell();
    await this.reading;
  }

  /** A place whose next event is the newest one there is. */
  private beforeNewest(): number {
    const { ring } = this.parts;
    return ring.newest === undefined ? ring.lastSeq : ring.newest.seq - 1;
  }

  /** True if the state was being read already, so that the newest event is of this moment. */
  private enter(): boolean {
    this.readers += 1;
    const running = this.reading !== undefined;
    this.reading ??= this.readWhileWatched();
    return running;
  }

  private async readWhileWatched(): Promise<void> {
    const { pacing, paceMs, onFault } = this.parts;
    let wasWell = true;
    let first = true;
    while (this.readers > 0 && !this.closing.signal.aborted) {
      try {
        if (first) await this.skipBacklog();
        await this.read(first);
        first = false;
        wasWell = true;
      } catch (error) {
        if (wasWell) onFault(error);
        wasWell = false;
      }
      await pacing.sleep(paceMs, this.closing.signal);
    }
    this.reading = undefined;
  }

  private async skipBacklog(): Promise<void> {
    const { source, ring } = this.parts;
    if (this.lastJobEvent === undefined || (await source.backlog(this.lastJobEvent, longestBacklog + 1)) <= longestBacklog) return;
    this.lastJobEvent = undefined;
    ring.forget();
  }

  /** The first reading of a stretch is always told: those who wait for it know nothing yet. */
  private async read(tellAnyway: boolean): Promise<void> {
    const { text, lastJobEvent } = await this.parts.source.read(this.lastJobEvent);
    this.lastJobEvent = lastJobEvent;
    if (text === this.lastText && !tellAnyway) return;
    this.lastText = text;
    this.parts.ring.append(text);
    this.tell();
  }

  private tell(): void {
    for (const wake of this.waiting) wake();
  }

  /** Waits for the next event; false if there was none for as long as a heartbeat takes, or no more will come. */
  private async news(signal: AbortSignal): Promise<boolean> {
    const timer = new AbortController();
    let told = false;
    const wake = (): void => {
      told = !this.closing.signal.aborted;
      timer.abort();
    };
    this.waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      if (!signal.aborted && !this.closing.signal.aborted) await this.parts.pacing.sleep(this.parts.heartbeatMs, timer.signal);
      return told || signal.aborted || this.closing.signal.aborted;
    } finally {
      this.waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }
}
