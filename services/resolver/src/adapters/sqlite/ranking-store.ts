import { columnsOf, type Database, type RowOf, type WriteSession } from '@catalogsync/sqlite';
import {
  type Attempt,
  keptAtOthersAttempt,
  keptAtOwnAttempt,
  type OriginEvidence,
  type SourceEvidence,
  type Verification,
} from '../../core/ranking/evidence.js';
import type { RankingStore, SourceTotals } from '../../core/ranking/ranking-store.js';
import { GroupCommit } from './group-commit.js';
import { sourceEvidence, sourceStatistics } from './rows/ranking.js';

type CountersRow = RowOf<typeof sourceStatistics>;
type EvidenceRow = RowOf<typeof sourceEvidence>;

/** Three short queries by primary key instead of a join: they run for every song, and the join takes five times as long. */
const selectAttempts = 'SELECT attempts FROM resolver_origins WHERE origin_source = ?';
const selectCounters = `SELECT ${columnsOf(sourceStatistics)} FROM resolver_source_stats WHERE origin_source = ?`;
const selectEvidence = `SELECT ${columnsOf(sourceEvidence)} FROM resolver_source_evidence WHERE origin_source = ?`;

const selectOrigins = `SELECT origin_source AS origin FROM resolver_source_stats
  GROUP BY origin_source ORDER BY sum(attempt_count) DESC, origin_source LIMIT ?`;
const selectTotals = `SELECT candidate_source AS source, sum(attempt_count) AS attempts, sum(resolve_success_count) AS found,
    max(last_attempt_at) AS "lastAttemptAt", max(last_success_at) AS "lastSuccessAt"
  FROM resolver_source_stats GROUP BY candidate_source`;
const selectFaults =
  'SELECT candidate_source AS source, sum(fault_count) AS faults FROM resolver_source_evidence GROUP BY candidate_source';

interface TotalsRow extends Pick<SourceTotals, 'source' | 'attempts' | 'found'> {
  readonly lastAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
}

/**
 * What was learned, in resolver_stats.db. One statement reads and changes counters and decayed values, so they stay
 * exact whoever else writes (behaviour 15).
 */
export class SqliteRankingStore implements RankingStore {
  private readonly commits: GroupCommit;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit(database);
  }

  async evidence(origin: string): Promise<OriginEvidence> {
    const { reads } = this.database;
    const timedAttempts = reads.statement<{ attempts: number }>(selectAttempts).get(origin)?.attempts ?? 0;
    const decayed = new Map<string, EvidenceRow>();
    for (const row of reads.statement<EvidenceRow>(selectEvidence).all(origin)) decayed.set(row.candidateSource, row);
    const bySource = new Map<string, SourceEvidence>();
    let totalAttempts = 0;
    for (const row of reads.statement<CountersRow>(selectCounters).all(origin)) {
      bySource.set(row.candidateSource, toEvidence(row, decayed.get(row.candidateSource), timedAttempts));
      totalAttempts += row.attemptCount;
    }
    return { totalAttempts, timedAttempts, bySource };
  }

  async origins(limit: number): Promise<string[]> {
    const rows = this.database.reads.statement<{ origin: string }>(selectOrigins).all(limit);
    return rows.map(({ origin }) => origin);
  }

  async totals(): Promise<SourceTotals[]> {
    const { reads } = this.database;
    const faults = new Map(
      reads
        .statement<Pick<SourceTotals, 'source' | 'faults'>>(selectFaults)
        .all()
        .map((row) => [row.source, row.faults]),
    );
    return reads
      .statement<TotalsRow>(selectTotals)
      .all()
      .map(({ lastAttemptAt, lastSuccessAt, ...row }) => ({
        ...row,
        faults: faults.get(row.source) ?? 0,
        lastAttemptAt: lastAttemptAt ?? undefined,
        lastSuccessAt: lastSuccessAt ?? undefined,
      }));
  }

  record(attempts: readonly Attempt[]): Promise<void> {
    return this.commits.run((session) => {
      for (const attempt of attempts) recordAttempt(session, attempt);
    });
  }

  recordVerifications(verifications: readonly Verification[]): Promise<void> {
    return this.commits.run((session) => {
      for (const { origin, source, verified, costMs } of verifications) {
        session.statement(verified ? confirm : refute).run(costMs, origin, source);
      }
    });
  }

  async reset(source: string, origin: string | undefined): Promise<number> {
    let known = 0;
    await this.commits.run((session) => {
      const where = `WHERE candidate_source = ?${origin === undefined ? '' : ' AND origin_source = ?'}`;
      const values = origin === undefined ? [source] : [source, origin];
      session.statement(`DELETE FROM resolver_source_evidence ${where}`).run(...values);
      known = session.statement(`DELETE FROM resolver_source_stats ${where}`).run(...values).changes;
    });
    return known;
  }
}

/** Decayed to now, the origin's attempt `now`. Counters of an earlier tool have no evidence. */
function toEvidence(counters: CountersRow, evidence: Partial<EvidenceRow> = {}, now: number): SourceEvidence {
  const { asOf = 0, successes = 0, failures = 0, costMs = 0, costWeight = 0 } = evidence;
  // Another process may have stored a newer attempt between the two queries.
  const left = keptAtOthersAttempt ** Math.max(0, now - asOf);
  return {
    source: counters.candidateSource,
    attempts: counters.attemptCount,
    found: counters.resolveSuccessCount,
    faults: evidence.faultCount ?? 0,
    verified: evidence.verifiedCount ?? 0,
    refuted: evidence.refutedCount ?? 0,
    successes: successes * left,
    failures: failures * left,
    meanCostMs: costWeight > 0 ? costMs / costWeight : undefined,
    lastAttemptAt: counters.lastAttemptAt ?? undefined,
    lastSuccessAt: counters.lastSuccessAt ?? undefined,
  };
}

function recordAttempt(session: WriteSession, { origin, source, outcome, costMs, at }: Attempt): void {
  const found = outcome === 'found' ? 1 : 0;
  const time = new Date(at).toISOString();
  const age = session.statement<{ attempts: number }>(countAttempt).get(origin)?.attempts ?? 1;
  session.statement(upsertCounters).run(origin, source, found, time, found === 1 ? time : null, time, time);
  session.statement(upsertEvidence).run(origin, source, age, found, 1 - found, costMs, outcome === 'fault' ? 1 : 0);
}

const countAttempt = `INSERT INTO resolver_origins (origin_source, attempts) VALUES (?, 1)
  ON CONFLICT (origin_source) DO UPDATE SET attempts = resolver_origins.attempts + 1 RETURNING attempts`;

/** A failure keeps the time of the last success (behaviour 13). */
const upsertCounters = `INSERT INTO resolver_source_stats AS known
    (origin_source, candidate_source, attempt_count, resolve_success_count, last_attempt_at, last_success_at, created_at, updated_at)
  VALUES (?, ?, 1, ?, ?, ?, ?, ?)
  ON CONFLICT (origin_source, candidate_source) DO UPDATE SET
    attempt_count = known.attempt_count + 1,
    resolve_success_count = known.resolve_success_count + excluded.resolve_success_count,
    last_attempt_at = excluded.last_attempt_at,
    last_success_at = coalesce(excluded.last_success_at, known.last_success_at),
    updated_at = excluded.updated_at`;

/** What is left of a value from `as_of` at the pair's own attempt; another process may have been faster. */
const kept = `${keptAtOwnAttempt} * pow(${keptAtOthersAttempt},
      CASE WHEN excluded.as_of > known.as_of THEN excluded.as_of - 1 - known.as_of ELSE 0 END)`;

const upsertEvidence = `INSERT INTO resolver_source_evidence AS known
    (origin_source, candidate_source, as_of, successes, failures, cost_ms, cost_weight, fault_count)
  VALUES (?, ?, ?, ?, ?, ?, 1, ?)
  ON CONFLICT (origin_source, candidate_source) DO UPDATE SET
    successes = known.successes * ${kept} + excluded.successes,
    failures = known.failures * ${kept} + excluded.failures,
    cost_ms = known.cost_ms * ${kept} + excluded.cost_ms,
    cost_weight = known.cost_weight * ${kept} + 1,
    fault_count = known.fault_count + excluded.fault_count,
    as_of = excluded.as_of`;

/** A verification may arrive after its source was forgotten; then there is nothing to add to. */
const confirm = `UPDATE resolver_source_evidence SET verified_count = verified_count + 1, cost_ms = cost_ms + ?
  WHERE origin_source = ? AND candidate_source = ?`;

const refute = `UPDATE resolver_source_evidence SET refuted_count = refuted_count + 1, cost_ms = cost_ms + ?,
    successes = CASE WHEN successes > 1 THEN successes - 1 ELSE 0 END,
    failures = failures + CASE WHEN successes > 1 THEN 1 ELSE successes END
  WHERE origin_source = ? AND candidate_source = ?`;
