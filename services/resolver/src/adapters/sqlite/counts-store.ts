import type { Database, WriteSession } from '@catalogsync/sqlite';
import type { CountsOutcome, CountsStore, SourceCounts } from '../../core/ranking/import-statistics.js';

const known = 'SELECT attempt_count AS attempts FROM resolver_source_stats WHERE origin_source = ? AND candidate_source = ?';

const upsert = `INSERT INTO resolver_source_stats
    (origin_source, candidate_source, attempt_count, resolve_success_count, last_attempt_at, last_success_at)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (origin_source, candidate_source) DO UPDATE SET
    attempt_count = excluded.attempt_count,
    resolve_success_count = excluded.resolve_success_count,
    last_attempt_at = coalesce(excluded.last_attempt_at, resolver_source_stats.last_attempt_at),
    last_success_at = coalesce(excluded.last_success_at, resolver_source_stats.last_success_at),
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;

/** The counters of resolver_stats.db, as far as an earlier tool has them. */
export class SqliteCountsStore implements CountsStore {
  constructor(private readonly database: Database) {}

  takeOver(counts: readonly SourceCounts[]): Promise<readonly CountsOutcome[]> {
    return this.database.unitOfWork((session) => session).run((session) => counts.map((one) => takeOverOne(session, one)), { joins: true });
  }
}

function takeOverOne(session: WriteSession, counts: SourceCounts): CountsOutcome {
  const { origin, source, attempts, found, lastAttemptAt = null, lastSuccessAt = null } = counts;
  const stored = session.statement<{ attempts: number }>(known).get(origin, source);
  if (stored !== undefined && stored.attempts >= attempts) return 'same';
  session.statement(upsert).run(origin, source, attempts, found, lastAttemptAt, lastSuccessAt);
  return stored === undefined ? 'added' : 'changed';
}
