import { toFault } from '@catalogsync/faults';
import { abortFault, type Timing } from '../gate/timing.js';
import type { Breakers } from '../ranking/breakers.js';
import type { RecordingFacts } from '../sources/recording-facts.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { CandidateSearch } from './candidate-search.js';
import type { Song } from './song.js';

/** Recordings change rarely. */
const lifetimeMs = 24 * 3_600_000;
/** Answers kept; the least recently used goes first. */
const mostAnswers = 10_000;

/** What was found out about a song's recording, or why nothing was. */
export interface Knowledge {
  readonly source: string;
  readonly facts: RecordingFacts | undefined;
  /** It did not answer, in words; undefined if it did. */
  readonly failure: string | undefined;
}

interface Answer {
  readonly facts: RecordingFacts | undefined;
  readonly at: number;
}

/**
 * Asks the source that knows recordings, such as MusicBrainz, for the ISRCs and other names of a song. Waits no longer than its limit,
 * keeps answers for a day, and leaves a source alone that failed repeatedly: searches go on without it.
 */
export class RecordingKnowledge {
  /** In the order of their last use. */
  private readonly answers = new Map<string, Answer>();

  /** @param waitMs longest time that a search waits; 0 never asks */
  constructor(
    private readonly registry: SourceRegistry,
    private readonly search: CandidateSearch,
    private readonly breakers: Breakers,
    private readonly timing: Pick<Timing, 'elapsed'>,
    private readonly waitMs: number,
  ) {}

  /** Undefined if no source knows recordings, or it may not be asked now. @throws only the signal's reason */
  async of(song: Song, signal: AbortSignal): Promise<Knowledge | undefined> {
    const source = this.registry.all().find(({ configured, identifier }) => configured && identifier !== undefined);
    if (source === undefined || this.waitMs === 0) return undefined;
    const key = JSON.stringify([source.name, song]);
    const known = this.kept(key);
    if (known !== undefined) return { source: source.name, facts: known.facts, failure: undefined };
    if (!this.breakers.ask(source.name)) return undefined;
    try {
      const facts = await this.search.identify(source, song, { timeoutMs: this.waitMs, signal });
      this.breakers.answered(source.name);
      this.keep(key, facts);
      return { source: source.name, facts, failure: undefined };
    } catch (error) {
      if (signal.aborted) {
        this.breakers.abandoned(source.name);
        throw abortFault(signal);
      }
      const { message, retryAfterMs } = toFault(error);
      this.breakers.faulted(source.name, retryAfterMs);
      return { source: source.name, facts: undefined, failure: message };
    }
  }

  private kept(key: string): Answer | undefined {
    const answer = this.answers.get(key);
    this.answers.delete(key);
    if (answer === undefined || this.timing.elapsed() - answer.at >= lifetimeMs) return undefined;
    this.answers.set(key, answer);
    return answer;
  }

  private keep(key: string, facts: RecordingFacts | undefined): void {
    this.answers.set(key, { facts, at: this.timing.elapsed() });
    const oldest = this.answers.keys().next();
    if (this.answers.size > mostAnswers && !oldest.done) this.answers.delete(oldest.value);
  }
}
