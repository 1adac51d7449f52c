import type { Clock } from '@catalogsync/runtime';
import { abandoned, asked, type Breaker, type BreakerStanding, closedBreaker, faulted, standingOf } from './breaker.js';

/**
 * The breakers of all sources. They are not stored: after a restart, a source that is still down costs three calls.
 */
export class Breakers {
  private readonly bySource = new Map<string, Breaker>();

  /** @param random from 0 up to 1 */
  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  standing(source: string): BreakerStanding {
    return standingOf(this.of(source), this.clock.now());
  }

  /**
   * Call before asking a source. False: it is open, or another call is its probe, so ask other sources first. Asking
   * it anyway is allowed.
   */
  ask(source: string): boolean {
    const before = this.of(source);
    const now = this.clock.now();
    this.put(source, asked(before, now));
    return standingOf(before, now).state !== 'open';
  }

  /** It answered, with or without a hit. */
  answered(source: string): void {
    this.bySource.delete(source);
  }

  /** It gave no usable answer; `retryAfterMs` is what the server asked for. */
  faulted(source: string, retryAfterMs?: number): void {
    this.put(source, faulted(this.of(source), this.clock.now(), this.random(), retryAfterMs));
  }

  /** The call was given up before it ended. */
  abandoned(source: string): void {
    this.put(source, abandoned(this.of(source)));
  }

  reset(source: string): void {
    this.bySource.delete(source);
  }

  private of(source: string): Breaker {
    return this.bySource.get(source) ?? closedBreaker;
  }

  private put(source: string, breaker: Breaker): void {
    if (breaker !== closedBreaker) this.bySource.set(source, breaker);
  }
}

/**
 * Whether a source is worth asking. Searches and files are judged separately; otherwise a source that answers
 * searches at once but never delivers a file would look healthy.
 */
export class SourceStanding {
  constructor(
    readonly searches: Breakers,
    readonly files: Breakers,
  ) {}

  /** Call before searching it. False: it failed repeatedly and is paused. Searching it anyway is allowed. */
  ask(source: string): boolean {
    return this.files.standing(source).state !== 'open' && this.searches.ask(source);
  }
}
