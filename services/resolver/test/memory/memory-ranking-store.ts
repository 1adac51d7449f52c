import {
  type Attempt,
  keptAtOthersAttempt,
  keptAtOwnAttempt,
  type OriginEvidence,
  type SourceEvidence,
  type Verification,
} from '../../src/core/ranking/evidence.js';
import type { DecisionHistory, RankingStore, RecordedDecision } from '../../src/core/ranking/ranking-store.js';

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
  private readonly origins = new Map<string, Origin>();

  async evidence(origin: string): Promise<OriginEvidence> {
    const known = this.origins.get(origin);
    const bySource = new Map<string, SourceEvidence>();
    let totalAttempts = 0;
    for (const [source, learned] of known?.sources ?? []) {
      bySource.set(source, toEvidence(source, learned, known?.timedAttempts ?? 0));
      totalAttempts += learned.attempts;
    }
    return { totalAttempts, timedAttempts: known?.timedAttempts ?? 0, bySource };
  }

  async record(attempts: readonly Attempt[]): Promise<void> {
    for (const attempt of attempts) this.learn(attempt);
  }

  /** Like `record`, for one attempt, synchronously. */
  learn({ origin, source, outcome, costMs, at }: Attempt): void {
    const known = this.origins.get(origin) ?? { timedAttempts: 0, sources: new Map<string, Learned>() };
    this.origins.set(origin, known);
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
    const learned = this.origins.get(origin)?.sources.get(source);
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
    for (const [name, { sources }] of this.origins) if ((origin === undefined || origin === name) && sources.delete(source)) count++;
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

/** The latest decisions of a process. */
export class MemoryDecisionHistory implements DecisionHistory {
  private readonly decisions: RecordedDecision[] = [];

  constructor(private readonly most: number) {}

  async append(decision: RecordedDecision): Promise<void> {
    this.decisions.push(decision);
    if (this.decisions.length > this.most) this.decisions.shift();
  }

  async latest(origin: string, limit: number): Promise<readonly RecordedDecision[]> {
    return this.decisions
      .filter((decision) => decision.origin === origin)
      .slice(-limit)
      .reverse();
  }
}
