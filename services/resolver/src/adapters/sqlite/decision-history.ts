import { columnsOf, type Database, type RowOf } from '@catalogsync/sqlite';
import type { RankingPolicyName } from '../../core/ranking/ranking-decision.js';
import type { DecisionHistory, RecordedDecision } from '../../core/ranking/ranking-store.js';
import { GroupCommit } from './group-commit.js';
import { decisions } from './rows/ranking.js';

/** Some weeks of an ordinary library; about 1 MB. */
const decisionsKept = 5000;

type Why = Pick<RecordedDecision, 'reason' | 'usesBreakers' | 'order'>;

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
    const rows = this.database.reads.statement<RowOf<typeof decisions>>(select).all(origin, limit);
    return rows.map(({ decidedAt, policy, song, whyJson }) => {
      return { origin, decidedAt, policy: policy as RankingPolicyName, song, ...(JSON.parse(whyJson) as Why) };
    });
  }
}

const insert = 'INSERT INTO resolver_decisions (origin_source, decided_at, policy, song, why_json) VALUES (?, ?, ?, ?, ?)';

const select = `SELECT ${columnsOf(decisions)} FROM resolver_decisions WHERE origin_source = ? ORDER BY decision_id DESC LIMIT ?`;
