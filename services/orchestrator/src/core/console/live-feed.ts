import type { Pacing } from '@catalogsync/job-engine';
import type { EventRing, FeedEvent } from './event-ring.js';

/** The current state as JSON text, with the job events since the previous reading. */
export interface Reading {
  readonly text: string;
  /** Id of the newest job event read; where the next reading begins. */
  readonly lastJobEvent: number;
}

export interface FeedSource {
  /** Job events with an id above `after`, at most a page of them; none if undefined. */
  read(after: number | undefined): Promise<Reading>;
  /** The number of job events above `after`, counted up to `limit`. */
  backlog(after: number, limit: number): Promise<number>;
}

export type FeedMessage =
  | { readonly kind: 'event'; readonly event: FeedEvent }
  /** Missed events are gone; the next event holds the current state. */
  | { readonly kind: 'resync'; readonly reason: string }
  /** Nothing happened for a while. */
  | { readonly kind: 'heartbeat' };

export interface LiveFeedParts {
  readonly source: FeedSource;
  readonly ring: EventRing;
  readonly pacing: Pick<Pacing, 'sleep'>;
  /** Between two readings, in milliseconds. */
  readonly paceMs: number;
  /** Longest silence towards a reader, in milliseconds. */
  readonly heartbeatMs: number;
  /** Told of the first of several failed readings in a row. */
  onFault(error: unknown): void;
}

/** If more events than this occurred while nobody was connected, they are not sent. */
const longestBacklog = 1000;

/**
 * The live state, polled while somebody is connected and sent only when it changed. Readers pull: each is just a
 * position in the ring, so a slow one costs nothing else.
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
   * The current state, then each change; ends when the signal aborts or the feed is closed.
   * @param lastEventId of the last event the reader saw; the stream resumes after it
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

  /** Whether the state is being read, which goes on for one pace after the last reader left. @internal for tests */
  get isReading(): boolean {
    return this.reading !== undefined;
  }

  /** Ends all readers and resolves when all reading has stopped. */
  async close(): Promise<void> {
    this.closing.abort();
    this.tell();
    await this.reading;
  }

  /** A position just before the newest event. */
  private beforeNewest(): number {
    const { ring } = this.parts;
    return ring.newest === undefined ? ring.lastSeq : ring.newest.seq - 1;
  }

  /** True if the state was already being read, so that the newest event is current. */
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

  /** The first reading is always sent: its readers know nothing yet. */
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

  /** Waits for the next event; false if there was none for a heartbeat interval, or no more will come. */
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
