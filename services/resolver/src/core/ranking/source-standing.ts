import type { Breakers } from './breakers.js';

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
