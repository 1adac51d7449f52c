import { keptAtOthersAttempt, type SourceEvidence } from '../../core/ranking/evidence.js';

/** Counters of one pair, in the form that earlier tools used too. */
export interface CountersRow {
  readonly origin_source: string;
  readonly candidate_source: string;
  readonly attempt_count: number;
  readonly resolve_success_count: number;
  readonly last_attempt_at: string | null;
  readonly last_success_at: string | null;
}

/** Decayed values as of the origin's attempt `as_of`. */
export interface EvidenceRow {
  readonly origin_source: string;
  readonly candidate_source: string;
  readonly as_of: number;
  readonly successes: number;
  readonly failures: number;
  readonly cost_ms: number;
  readonly cost_weight: number;
  readonly fault_count: number;
  readonly verified_count: number;
  readonly refuted_count: number;
}

/**
 * Three short queries by primary key instead of a join: they run for every song, and the join takes five times as
 * long.
 */
export const fromCounters = `SELECT origin_source, candidate_source, attempt_count, resolve_success_count, last_attempt_at, last_success_at
  FROM resolver_source_stats`;

export const fromEvidence = `SELECT origin_source, candidate_source, as_of, successes, failures, cost_ms, cost_weight, fault_count,
  verified_count, refuted_count FROM resolver_source_evidence`;

export const fromOrigins = 'SELECT origin_source, attempts FROM resolver_origins';

/** The same of one origin. */
const ofOrigin = 'WHERE origin_source = ?';
export const selectCounters = `${fromCounters} ${ofOrigin}`;
export const selectEvidence = `${fromEvidence} ${ofOrigin}`;
export const selectAttempts = `${fromOrigins} ${ofOrigin}`;

/** Counters of an earlier tool have no evidence row. */
const none: Omit<EvidenceRow, 'origin_source' | 'candidate_source'> = {
  as_of: 0,
  successes: 0,
  failures: 0,
  cost_ms: 0,
  cost_weight: 0,
  fault_count: 0,
  verified_count: 0,
  refuted_count: 0,
};

/** Decayed to now, the origin's attempt `attempts`. */
export function toEvidence(counters: CountersRow, evidence: EvidenceRow | undefined, attempts: number): SourceEvidence {
  const decayed = evidence ?? none;
  // Another process may have stored a newer attempt between the two queries.
  const kept = keptAtOthersAttempt ** Math.max(0, attempts - decayed.as_of);
  return {
    source: counters.candidate_source,
    attempts: counters.attempt_count,
    found: counters.resolve_success_count,
    faults: decayed.fault_count,
    verified: decayed.verified_count,
    refuted: decayed.refuted_count,
    successes: decayed.successes * kept,
    failures: decayed.failures * kept,
    meanCostMs: decayed.cost_weight > 0 ? decayed.cost_ms / decayed.cost_weight : undefined,
    lastAttemptAt: counters.last_attempt_at ?? undefined,
    lastSuccessAt: counters.last_success_at ?? undefined,
  };
}
