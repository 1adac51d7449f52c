import { columnsOf, type Database, type RowOf } from '@catalogsync/sqlite';
import type { SongKey } from '../../core/choices/choices.js';
import type { RankingDecision, RankingPolicyName } from '../../core/ranking/ranking-decision.js';
import { type DecisionHistory, type RecordedDecision, searchesPerSong } from '../../core/ranking/ranking-store.js';
import type { RecordedSearch, SearchResult } from '../../core/ranking/recorded-search.js';
import { GroupCommit } from './group-commit.js';
import { decisions } from './rows/ranking.js';

/** One search for each song of a large library; about 100 MB. */
const searchesKept = 100_000;

type Row = RowOf<typeof decisions>;
type Why = Pick<RankingDecision, 'reason' | 'usesBreakers' | 'order'>;

/** The newest searches in resolver_stats.db, each with its decision. A search without one has no policy. */
export class SqliteDecisionHistory implements DecisionHistory {
  private readonly commits: GroupCommit;

  constructor(
    private readonly database: Database,
    private readonly most = searchesKept,
  ) {
    this.commits = new GroupCommit(database);
  }

  append({ origin, endedAt, song, key, decision, result }: RecordedSearch): Promise<void> {
    const { platform = '', remoteId = '' } = key ?? {};
    const { policy = '', reason = '', usesBreakers = false, order = [] } = decision ?? {};
    const why: Why = { reason, usesBreakers, order };
    const values = [origin, endedAt, policy, song, JSON.stringify(why), platform, remoteId, result && JSON.stringify(result)];
    return this.commits.run((session) => {
      const { lastId } = session.statement(insert).run(...values.map((value) => value ?? null));
      session.statement('DELETE FROM resolver_decisions WHERE decision_id <= ?').run(lastId - this.most);
      if (key !== undefined) session.statement(forget).run(platform, remoteId, searchesPerSong);
    });
  }

  async latest(origin: string, limit: number): Promise<readonly RecordedDecision[]> {
    const rows = this.database.reads.statement<Row>(selectLatest).all(origin, limit);
    return rows.map((row) => ({ ...toDecision(row), decidedAt: row.decidedAt, song: row.song }));
  }

  async ofSong({ platform, remoteId }: SongKey): Promise<readonly RecordedSearch[]> {
    return this.database.reads.statement<Row>(selectOfSong).all(platform, remoteId, searchesPerSong).map(toSearch);
  }
}

function toDecision({ originSource, policy, whyJson }: Row): RankingDecision {
  return { origin: originSource, policy: policy as RankingPolicyName, ...(JSON.parse(whyJson) as Why) };
}

function toSearch(row: Row): RecordedSearch {
  return {
    origin: row.originSource,
    endedAt: row.decidedAt,
    song: row.song,
    key: { platform: row.platform, remoteId: row.remoteId },
    decision: row.policy === '' ? undefined : toDecision(row),
    result: row.resultJson === null ? undefined : (JSON.parse(row.resultJson) as SearchResult),
  };
}

const insert = `INSERT INTO resolver_decisions (origin_source, decided_at, policy, song, why_json, platform, remote_id, result_json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** In SQL text, so that the partial index over songs with an id is used. */
const ofSong = "FROM resolver_decisions WHERE remote_id <> '' AND platform = ? AND remote_id = ? ORDER BY decision_id DESC LIMIT";

const forget = `DELETE FROM resolver_decisions WHERE decision_id IN (SELECT decision_id ${ofSong} -1 OFFSET ?)`;

const selectLatest = `SELECT ${columnsOf(decisions)} FROM resolver_decisions WHERE origin_source = ? AND policy <> ''
  ORDER BY decision_id DESC LIMIT ?`;

const selectOfSong = `SELECT ${columnsOf(decisions)} ${ofSong} ?`;
