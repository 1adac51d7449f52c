import type { SongKey } from '../../src/core/choices/choices.js';
import {
  type Attempt,
  keptAtOthersAttempt,
  keptAtOwnAttempt,
  type OriginEvidence,
  type SourceEvidence,
  type Verification,
} from '../../src/core/ranking/evidence.js';
import {
  type DecisionHistory,
  type RankingStore,
  type RecordedDecision,
  type SourceTotals,
  searchesPerSong,
} from '../../src/core/ranking/ranking-store.js';
import type { RecordedSearch } from '../../src/core/ranking/recorded-search.js';

interface Learned {
  attempts: number;
  found: number;
  faults: number;
  verified: number;
  refuted: number;
  asOf: number;
  successes: number;
  failures: number;
  costMs: number;
  costWeight: number;
  lastAttemptAt: string | undefined;
  lastSuccessAt: string | undefined;
}

interface Origin {
  timedAttempts: number;
  readonly sources: Map<string, Learned>;
}

/** Keeps what is learned for the life of the process: for simulations, tests and a resolver without a database (behaviour 44). */
export class MemoryRankingStore implements RankingStore {
  private readonly known = new Map<string, Origin>();

  async evidence(origin: string): Promise<OriginEvidence> {
    const known = this.known.get(origin);
    const bySource = new Map<string, SourceEvidence>();
    let totalAttempts = 0;
    for (const [source, learned] of known?.sources ?? []) {
      bySource.set(source, toEvidence(source, learned, known?.timedAttempts ?? 0));
      totalAttempts += learned.attempts;
    }
    return { totalAttempts, timedAttempts: known?.timedAttempts ?? 0, bySource };
  }

  async origins(limit: number): Promise<string[]> {
    const tried = [...this.known]
      .filter(([, { sources }]) => sources.size > 0)
      .map(([name, { sources }]) => {
        return { name, attempts: [...sources.values()].reduce((sum, { attempts }) => sum + attempts, 0) };
      });
    return tried
      .sort((a, b) => b.attempts - a.attempts)
      .slice(0, limit)
      .map(({ name }) => name);
  }

  async totals(): Promise<SourceTotals[]> {
    const totals = new Map<string, SourceTotals>();
    const later = (one = '', other = ''): string | undefined => (one > other ? one : other) || undefined;
    for (const [source, one] of [...this.known.values()].flatMap(({ sources }) => [...sources])) {
      const before = totals.get(source);
      totals.set(source, {
        source,
        attempts: (before?.attempts ?? 0) + one.attempts,
        found: (before?.found ?? 0) + one.found,
        faults: (before?.faults ?? 0) + one.faults,
        lastAttemptAt: later(before?.lastAttemptAt, one.lastAttemptAt),
        lastSuccessAt: later(before?.lastSuccessAt, one.lastSuccessAt),
      });
    }
    return [...totals.values()];
  }

  async record(attempts: readonly Attempt[]): Promise<void> {
    for (const attempt of attempts) this.learn(attempt);
  }

  /** Like `record`, for one attempt, synchronously. */
  learn({ origin, source, outcome, costMs, at }: Attempt): void {
    const known = this.known.get(origin) ?? { timedAttempts: 0, sources: new Map<string, Learned>() };
    this.known.set(origin, known);
    known.timedAttempts++;
    const learned = known.sources.get(source) ?? nothing(known.timedAttempts);
    known.sources.set(source, learned);
    fade(learned, known.timedAttempts);
    learned.attempts++;
    learned.costMs += costMs;
    learned.costWeight++;
    learned.lastAttemptAt = new Date(at).toISOString();
    if (outcome === 'fault') learned.faults++;
    if (outcome !== 'found') learned.failures++;
    else {
      learned.successes++;
      learned.found++;
      learned.lastSuccessAt = learned.lastAttemptAt;
    }
  }

  async recordVerifications(verifications: readonly Verification[]): Promise<void> {
    for (const verification of verifications) this.verify(verification);
  }

  private verify({ origin, source, verified, costMs }: Verification): void {
    const learned = this.known.get(origin)?.sources.get(source);
    if (learned === undefined) return;
    if (learned.costWeight > 0) learned.costMs += costMs;
    if (verified) learned.verified++;
    else {
      learned.refuted++;
      const taken = Math.min(1, learned.successes);
      learned.successes -= taken;
      learned.failures += taken;
    }
  }

  async reset(source: string, origin: string | undefined): Promise<number> {
    let count = 0;
    for (const [name, { sources }] of this.known) if ((origin === undefined || origin === name) && sources.delete(source)) count++;
    return count;
  }
}

function nothing(asOf: number): Learned {
  const counts = { attempts: 0, found: 0, faults: 0, verified: 0, refuted: 0 };
  return { ...counts, asOf, successes: 0, failures: 0, costMs: 0, costWeight: 0, lastAttemptAt: undefined, lastSuccessAt: undefined };
}

/** Decays at one of the source's own attempts, number `now` of the origin. */
function fade(learned: Learned, now: number): void {
  const kept = keptAtOthersAttempt ** Math.max(0, now - 1 - learned.asOf) * keptAtOwnAttempt;
  learned.successes *= kept;
  learned.failures *= kept;
  learned.costMs *= kept;
  learned.costWeight *= kept;
  learned.asOf = now;
}

function toEvidence(source: string, learned: Learned, now: number): SourceEvidence {
  const { attempts, found, faults, verified, refuted, costMs, costWeight } = learned;
  const kept = keptAtOthersAttempt ** (now - learned.asOf);
  return {
    source,
    attempts,
    found,
    faults,
    verified,
    refuted,
    successes: learned.successes * kept,
    failures: learned.failures * kept,
    meanCostMs: costWeight > 0 ? costMs / costWeight : undefined,
    lastAttemptAt: learned.lastAttemptAt,
    lastSuccessAt: learned.lastSuccessAt,
  };
}

/** The latest searches of a process. */
export class MemoryDecisionHistory implements DecisionHistory {
  private searches: RecordedSearch[] = [];

  constructor(private readonly most: number) {}

  async append(search: RecordedSearch): Promise<void> {
    this.searches.push(search);
    if (this.searches.length > this.most) this.searches.shift();
    if (search.key === undefined) return;
    const kept = new Set(await this.ofSong(search.key));
    this.searches = this.searches.filter((one) => !isOf(search.key, one) || kept.has(one));
  }

  async latest(origin: string, limit: number): Promise<readonly RecordedDecision[]> {
    return this.searches
      .flatMap(({ decision, endedAt, song }) => (decision?.origin === origin ? [{ ...decision, decidedAt: endedAt, song }] : []))
      .slice(-limit)
      .reverse();
  }

  async ofSong(song: SongKey): Promise<readonly RecordedSearch[]> {
    return this.searches
      .filter((one) => isOf(song, one))
      .slice(-searchesPerSong)
      .reverse();
  }
}

const isOf = (song: SongKey | undefined, { key }: RecordedSearch): boolean =>
  song !== undefined && key !== undefined && key.platform === song.platform && key.remoteId === song.remoteId;
