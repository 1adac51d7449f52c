import type { SourceStanding } from '../ranking/source-standing.js';
import type { Turn } from './search-plan.js';

/**
 * What becomes of a source that failed again and again: it is asked in its place, or after all others, or left in
 * peace until its rest is over.
 */
export type WhenResting = 'ask_in_place' | 'ask_last' | 'leave';

/**
 * Whose turn it is, in the order given (behaviours 30, 36). A source that rests waits until all others were asked;
 * so does one whose probe another search has out.
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

  /** Whoever gets a turn asks its source, unless it rests, and tells the breakers what came of it. */
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
