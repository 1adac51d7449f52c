import type { SourceStanding } from '../ranking/breakers.js';
import type { Turn } from './search-plan.js';

/**
 * How to treat a source that failed repeatedly: ask it in its place, after all others, or not until its pause is
 * over.
 */
export type WhenResting = 'ask_in_place' | 'ask_last' | 'leave';

/**
 * Whose turn it is, in the order given (behaviours 30, 36). A paused source waits until all others were asked; so
 * does one that another search is probing.
 */
export class Turns {
  private readonly waiting: Turn[];
  private readonly deferred: Turn[] = [];

  constructor(
    turns: readonly Turn[],
    private readonly standing: SourceStanding,
    private readonly whenResting: WhenResting,
  ) {
    this.waiting = [...turns];
  }

  /** The holder of a turn asks its source, unless that is paused, and tells the breakers the result. */
  next(): Turn | undefined {
    for (let turn = this.waiting.shift(); turn !== undefined; turn = this.waiting.shift()) {
      if (this.standing.ask(turn.source.name) || this.whenResting === 'ask_in_place') return turn;
      this.deferred.push(turn);
    }
    const last = this.deferred.shift();
    if (last === undefined || this.standing.ask(last.source.name) || this.whenResting !== 'leave') return last;
    return { ...last, rests: true };
  }
}
