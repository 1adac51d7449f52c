import type { Breakers } from './breakers.js';

/**
 * Whether a source is worth asking: its searches and its files are judged apart, for a source whose search
 * answers at once while none of its files ever comes would look sound otherwise.
 */
export class SourceStanding {
  constructor(
    readonly searches: Breakers,
    readonly files: Breakers,
  ) {}

  /** Say before searching it. False: it failed again and again, and rests. To search it all the same is allowed. */
  ask(source: string): boolean {
    return this.files.standing(source).state !== 'open' && this.searches.ask(source);
  }
}
