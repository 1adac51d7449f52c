import { Fault, toFault } from '@catalogsync/faults';
import { type Deadline, type Timing, withinTime } from '../gate/timing.js';
import type { Source } from '../sources/source.js';
import type { BreakerStanding } from './breaker.js';
import type { Breakers } from './breakers.js';
import type { RankingStore } from './ranking-store.js';

/** The result of testing a source. */
export interface SourceTest {
  readonly reachable: boolean;
  /** One line for a person. */
  readonly detail: string;
  readonly elapsedMs: number;
  readonly breaker: BreakerStanding;
}

/** A word that occurs in every catalogue of songs. */
const testWord = 'love';

const testTimeoutMs = 20_000;

/** For a person to fix a source that was failing: test it now, and forget what was learned meanwhile. */
export class TendSource {
  constructor(
    private readonly store: RankingStore,
    private readonly searches: Breakers,
    private readonly files: Breakers,
    private readonly timing: Pick<Timing, 'elapsed'>,
    private readonly deadline: Deadline,
  ) {}

  /**
   * Asks the source now. An answer closes its breakers; otherwise its searches get one more fault.
   * @throws Fault `unsupported` if there is nothing to ask it; the signal's reason
   */
  async test(source: Source, signal: AbortSignal): Promise<SourceTest> {
    const startedAt = this.timing.elapsed();
    this.searches.ask(source.name);
    const { reachable, detail, retryAfterMs } = await this.ask(source, signal);
    if (reachable) for (const breakers of [this.searches, this.files]) breakers.answered(source.name);
    else this.searches.faulted(source.name, retryAfterMs);
    const breaker = this.searches.standing(source.name);
    return { reachable, detail, elapsedMs: Math.round(this.timing.elapsed() - startedAt), breaker };
  }

  /** For one origin, or for all. @returns how many origins knew it */
  async reset(source: string, origin: string | undefined): Promise<number> {
    for (const breakers of [this.searches, this.files]) breakers.reset(source);
    return this.store.reset(source, origin);
  }

  private async ask(
    source: Source,
    signal: AbortSignal,
  ): Promise<{ readonly reachable: boolean; readonly detail: string; readonly retryAfterMs?: number | undefined }> {
    const { health, searcher, name } = source;
    try {
      if (health !== undefined) return await this.inTime(name, signal, (limited) => health.checkHealth(limited));
      if (searcher === undefined) throw new Fault('unsupported', `the source "${name}" supports neither a health check nor a search`);
      const target = { title: testWord, artists: [], album: '', durationMs: 0, isrc: '' };
      const request = { keyword: testWord, target, limit: 1 };
      const hits = await this.inTime(name, signal, (limited) => searcher.searchTracks(request, limited));
      return { reachable: true, detail: hits.length === 0 ? 'answers, but found nothing' : 'answers' };
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'unsupported' || signal.aborted) {
        for (const breakers of [this.searches, this.files]) breakers.abandoned(name);
        throw fault;
      }
      return { reachable: false, detail: fault.message, retryAfterMs: fault.retryAfterMs };
    }
  }

  private inTime<T>(name: string, signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinTime(name, { timeoutMs: testTimeoutMs, signal }, this.deadline, call);
  }
}
