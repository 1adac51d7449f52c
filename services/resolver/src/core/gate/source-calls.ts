import type { Fault } from '@catalogsync/faults';
import type { Timing } from './timing.js';

const windowMs = 600_000;
/** Calls are counted per slot: a rate needs no times of single calls. */
const slotMs = 10_000;
const leastRateMs = 60_000;
const answersKept = 200;

/** Why a source gave no usable answer, and when, in milliseconds since 1970. */
export interface LastFault extends Pick<Fault, 'code' | 'message'> {
  readonly at: number;
}

/** What a source was asked since the start. */
export interface CallTotals {
  readonly calls: number;
  /** Answers to questions, and how long they took together. */
  readonly answers: number;
  readonly answerMs: number;
  readonly faults: ReadonlyMap<Fault['code'], number>;
}

/** What a source was asked lately. */
export interface CallFigures {
  /** In the last ten minutes, or since the start. */
  readonly callsPerMinute: number;
  /** Of its latest answers to questions, in milliseconds; undefined before the first. */
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
  readonly lastFault: LastFault | undefined;
}

/** The latest calls of one source. Memory is bounded whatever the rate. */
export class RecentCalls {
  /** Calls by the number of their slot, oldest first. */
  private readonly slots = new Map<number, number>();
  /** Milliseconds of the latest answers, in no order. */
  private readonly answers: number[] = [];
  private answered = 0;
  private lastFault: LastFault | undefined;
  private calls = 0;
  private answerMs = 0;
  private readonly faults = new Map<Fault['code'], number>();

  constructor(
    private readonly timing: Pick<Timing, 'now' | 'elapsed'>,
    private readonly startedAt: number,
  ) {}

  /** A call begins. */
  begin(): void {
    this.calls++;
    const slot = this.slotNow();
    this.slots.set(slot, (this.slots.get(slot) ?? 0) + 1);
    for (const old of this.slots.keys()) {
      if (old > slot - windowMs / slotMs) break;
      this.slots.delete(old);
    }
  }

  /** A question was answered. */
  answer(tookMs: number): void {
    this.answers[this.answered % answersKept] = tookMs;
    this.answered++;
    this.answerMs += tookMs;
  }

  fail({ code, message }: Fault): void {
    this.faults.set(code, (this.faults.get(code) ?? 0) + 1);
    this.lastFault = { code, message, at: this.timing.now() };
  }

  get totals(): CallTotals {
    return { calls: this.calls, answers: this.answered, answerMs: this.answerMs, faults: this.faults };
  }

  figures(): CallFigures {
    const since = this.slotNow() - windowMs / slotMs;
    const calls = [...this.slots].reduce((sum, [slot, count]) => (slot > since ? sum + count : sum), 0);
    const overMs = Math.min(windowMs, Math.max(leastRateMs, this.timing.elapsed() - this.startedAt));
    const sorted = this.answers.toSorted((a, b) => a - b);
    const share = (part: number): number | undefined => sorted[Math.ceil(part * sorted.length) - 1];
    return { callsPerMinute: (calls * 60_000) / overMs, medianMs: share(0.5), p95Ms: share(0.95), lastFault: this.lastFault };
  }

  private slotNow(): number {
    return Math.floor(this.timing.elapsed() / slotMs);
  }
}

/** The latest calls of every source. They are not stored: after a restart they say nothing about now. */
export class SourceCalls {
  private readonly bySource = new Map<string, RecentCalls>();
  private readonly startedAt: number;

  constructor(private readonly timing: Pick<Timing, 'now' | 'elapsed'>) {
    this.startedAt = timing.elapsed();
  }

  of(source: string): RecentCalls {
    const calls = this.bySource.get(source) ?? new RecentCalls(this.timing, this.startedAt);
    this.bySource.set(source, calls);
    return calls;
  }

  /** Every source that was asked for here, by name. */
  all(): Iterable<readonly [string, RecentCalls]> {
    return this.bySource;
  }
}
