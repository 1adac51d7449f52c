import type { Database } from '@catalogsync/sqlite';
import type { RankedSource, RankingPolicyName } from '../../core/ranking/ranking-decision.js';
import type { DecisionHistory, RecordedDecision } from '../../core/ranking/ranking-store.js';
import { GroupCommit } from './group-commit.js';

/** Some weeks of an ordinary library; about 1 MB. */
const decisionsKept = 5000;

interface DecisionRow {
  readonly origin_source: string;
  readonly decided_at: number;
  readonly policy: string;
  readonly song: string;
  readonly why_json: string;
}

interface Why {
  readonly reason: string;
  readonly usesBreakers: boolean;
  readonly order: readonly RankedSource[];
}

/** The newest decisions in resolver_stats.db. */
export class SqliteDecisionHistory implements DecisionHistory {
  private readonly commits: GroupCommit;

  constructor(
    private readonly database: Database,
    private readonly most = decisionsKept,
  ) {
    this.commits = new GroupCommit(database);
  }

  append({ origin, decidedAt, policy, song, reason, usesBreakers, order }: RecordedDecision): Promise<void> {
    return this.commits.run((session) => {
      const why: Why = { reason, usesBreakers, order };
      const { lastId } = session.statement(insert).run(origin, decidedAt, policy, song, JSON.stringify(why));
      session.statement('DELETE FROM resolver_decisions WHERE decision_id <= ?').run(lastId - this.most);
    });
  }

  async latest(origin: string, limit: number): Promise<readonly RecordedDecision[]> {
    const rows = this.database.reads.statement<DecisionRow>(select).all(origin, limit);
    return rows.map((row) => {
      const { reason, usesBreakers, order } = JSON.parse(row.why_json) as Why;
      const policy = row.policy as RankingPolicyName;
      return { origin, decidedAt: row.decided_at, policy, song: row.song, reason, usesBreakers, order };
    });
  }
}

const insert = 'INSERT INTO resolver_decisions (origin_source, decided_at, policy, song, why_json) VALUES (?, ?, ?, ?, ?)';

const select = `SELECT origin_source, decided_at, policy, song, why_json FROM resolver_decisions
  WHERE origin_source = ? ORDER BY decision_id DESC LIMIT ?`;
