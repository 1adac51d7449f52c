import type { Breakers } from '../ranking/breakers.js';
import type { RankingDecision } from '../ranking/ranking-decision.js';
import type { Source } from '../sources/source.js';
import type { ResolvePlan } from './resolve-plan.js';

/** One source's place in a resolve. */
export interface Turn {
  readonly source: Source;
  readonly preferred: boolean;
}

/**
 * Whose turn it is: the preferred source (behaviour 30), then the others as ranked (36). A source whose
 * breaker is open waits until all others were asked; so does one whose probe another resolve has out.
 */
export class Turns {
  private readonly waiting: Turn[];
  private readonly deferred: Turn[] = [];
  private readonly usesBreakers: boolean;

  constructor(
    { preferred, fallbacks }: ResolvePlan,
    decision: RankingDecision,
    private readonly breakers: Breakers,
  ) {
    const byName = new Map(fallbacks.map((source) => [source.name, source]));
    const ranked = decision.order.flatMap(({ source }) => byName.get(source) ?? []);
    const first = preferred === undefined ? [] : [{ source: preferred, preferred: true }];
    this.waiting = [...first, ...ranked.map((source) => ({ source, preferred: false }))];
    this.usesBreakers = decision.usesBreakers;
  }

  /** Whoever gets a turn asks its source and tells the breakers what came of it. */
  next(): Turn | undefined {
    for (let turn = this.waiting.shift(); turn !== undefined; turn = this.waiting.shift()) {
      if (this.breakers.ask(turn.source.name) || !this.usesBreakers) return turn;
      this.deferred.push(turn);
    }
    const last = this.deferred.shift();
    if (last !== undefined) this.breakers.ask(last.source.name);
    return last;
  }
}
