import { toFault } from '@catalogsync/faults';
import type { DownloadRequest } from '../downloads/model.js';
import type { Candidate, CandidateChooser, OrderedSong, SourceOrder, VerificationLog } from '../downloads/ports.js';
import type { AttemptOutcome } from '../ranking/evidence.js';
import type { Source } from '../sources/source.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { Learning } from './learning.js';
import { originOf } from './resolve-plan.js';
import { inWords } from './song.js';

/** Lets ranking learn from the searches of downloads: the same chooser, with its results recorded. */
export class LearningChooser implements CandidateChooser {
  constructor(
    private readonly chooser: CandidateChooser,
    private readonly learning: Learning,
    private readonly registry: SourceRegistry,
  ) {}

  async candidates(source: Source, request: DownloadRequest, signal: AbortSignal): Promise<readonly Candidate[]> {
    const startedAt = this.learning.elapsed();
    const record = (outcome: AttemptOutcome): Promise<void> => {
      const origin = originOf(request.target.platform, this.registry);
      if (origin === source.name) return Promise.resolve();
      const costMs = this.learning.elapsed() - startedAt;
      return this.learning.remember([{ origin, source: source.name, outcome, costMs, at: this.learning.now() }]);
    };
    try {
      const candidates = await this.chooser.candidates(source, request, signal);
      await record(candidates.length > 0 ? 'found' : 'missed');
      return candidates;
    } catch (error) {
      const fault = toFault(error);
      if (!signal.aborted) await record(fault.code === 'not_found' || fault.code === 'unsupported' ? 'missed' : 'fault');
      throw fault;
    }
  }
}

/** The order in which downloads ask: the song's own source, then the others as ranked. */
export class LearnedOrder implements SourceOrder {
  constructor(
    private readonly learning: Learning,
    private readonly registry: SourceRegistry,
  ) {}

  order(song: OrderedSong, sources: readonly string[]): readonly string[] {
    const origin = originOf(song.platform, this.registry);
    const others = sources.filter((source) => source !== origin);
    const decision = this.learning.order(origin, others);
    // Never rejects; the download does not wait for its history.
    if (others.length > 0) void this.learning.remember([], decision, inWords(song));
    const ranked = decision.order.map(({ source }) => source);
    return sources.includes(origin) ? [origin, ...ranked] : ranked;
  }
}

/** What became of the files, for the statistics of the songs' platforms. */
export class LearnedVerifications implements VerificationLog {
  constructor(
    private readonly learning: Learning,
    private readonly registry: SourceRegistry,
  ) {}

  verified(platform: string, source: string, accepted: boolean): void {
    const origin = originOf(platform, this.registry);
    if (origin === source) return;
    // Never rejects; nobody waits for statistics.
    void this.learning.rememberVerification({ origin, source, verified: accepted, costMs: 0, at: this.learning.now() });
  }
}
