import type {
  Claim,
  Finish,
  Instant,
  Item,
  ItemFilter,
  ItemMove,
  ItemRecords,
  ItemStatus,
  Lease,
  Moved,
  NewItem,
} from '@catalogsync/job-engine';
import { asGiven, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import { referenceValues, textOf } from '../columns.js';
import { countItems, type FoundItem, findItems, stretchesOf } from './item-search.js';
import { type ItemRow, select, toItem } from './rows.js';
import type { StageCounts } from './stage-counts.js';
import type { StageMinutes } from './stage-minutes.js';
import { RowsStatement, typedRow } from './stretches.js';

const insertItems = new RowsStatement("(?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)", (rows) => {
  return `INSERT INTO job_items(job_stage_id, item_type, item_key, playlist_pool_id, playlist_id, song_id, file_location_id,
      payload_json, status, source, display_text, run_at, plan_round)
    VALUES ${rows} ON CONFLICT(job_stage_id, item_key) WHERE plan_round > 0 DO NOTHING`;
});

/** The sources of a stage's pending items, each found by one index lookup. */
const sourcesText = `WITH RECURSIVE found(source) AS (
    SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending'
    UNION ALL
    SELECT (SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending' AND source > found.source)
      FROM found WHERE found.source IS NOT NULL)
  SELECT source FROM found WHERE source IS NOT NULL`;

const readyText = `${select.items}
  WHERE job_stage_id = ? AND status = 'pending' AND source = ? AND run_at <= ? ORDER BY run_at, id LIMIT ?`;

/** Many rows in one statement; the new values are known beforehand, which is faster than RETURNING. */
const claimText = `UPDATE job_items SET status = 'running', attempts = attempts + 1, fence = fence + 1, worker_id = ?, lease_until = ?,
    started_at = ?, ended_at = NULL WHERE id ${oneOfGiven}`;

const ended = typedRow('BIGINT', 'BIGINT', 'TEXT', 'BIGINT', 'BIGINT', 'TEXT', 'TEXT', 'TEXT', 'TEXT', 'BIGINT');

const finishItems = new RowsStatement(ended, (rows) => {
  return `UPDATE job_items SET status = ended.column3, run_at = ended.column4, failures = ended.column5, error_class = ended.column6,
      last_error = ended.column7, result_json = ended.column8, ended_at = ended.column9, attempts = attempts - ended.column10,
      worker_id = NULL, lease_until = NULL
    FROM (VALUES ${rows}) AS ended
    WHERE job_items.id = ended.column1 AND job_items.status = 'running' AND job_items.fence = ended.column2
    RETURNING job_items.id, job_items.fence`;
});

const renewLeases = new RowsStatement(typedRow('BIGINT', 'BIGINT', 'BIGINT'), (rows) => {
  return `UPDATE job_items SET lease_until = held.column3 FROM (VALUES ${rows}) AS held
    WHERE job_items.id = held.column1 AND job_items.status = 'running' AND job_items.fence = held.column2`;
});

const moveText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = coalesce(?, last_error), worker_id = NULL, lease_until = NULL
  WHERE id ${oneOfGiven}`;

const moveAfreshText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = ?, worker_id = NULL, lease_until = NULL,
    failures = 0, error_class = NULL, run_at = ?
  WHERE id ${oneOfGiven}`;

export class SqliteItemRecords implements ItemRecords {
  private lastText: { readonly instant: Instant; readonly text: string } | undefined;

  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
    private readonly minutes: StageMinutes,
  ) {}

  async insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number> {
    const rows = items.map(({ type, key, references = {}, payload, source = '', displayText = '', first }) => {
      const json = payload === undefined ? '{}' : JSON.stringify(payload);
      return [stageId, type, key, ...referenceValues(references), json, source, displayText, first === true ? 0 : now, round];
    });
    const added = insertItems.run(this.session, rows);
    this.counts.move(stageId, undefined, 'pending', added);
    return added;
  }

  async item(id: number): Promise<Item | undefined> {
    const row = this.session.statement<ItemRow>(`${select.items} WHERE id = ?`).get(id);
    return row && toItem(row);
  }

  /** Stage by stage: what a stage may claim depends on those before it. There is nearly always only one. */
  async claim({ stageIds, workerIds, ...rest }: Claim): Promise<Item[]> {
    const claimed: Item[] = [];
    for (const stageId of stageIds) {
      claimed.push(...this.claimOf(stageId, { ...rest, workerIds: workerIds.slice(claimed.length) }));
    }
    return claimed;
  }

  private claimOf(stageId: number, claim: Omit<Claim, 'stageIds'>): Item[] {
    const { leaseUntil, now, workerIds } = claim;
    const update = this.session.statement(claimText);
    const rows = this.ready(stageId, claim);
    const { length } = workerIds;
    workerIds.forEach((workerId, first) => {
      const share = rows.filter((_row, index) => index % length === first);
      update.run(workerId, leaseUntil, this.text(now), asGiven(share.map(({ id }) => id)));
    });
    this.counts.move(stageId, 'pending', 'running', rows.length);
    return rows.map((row, index) => {
      const counted = { attempts: row.attempts + 1, fence: row.fence + 1 };
      const workerId = workerIds[index % length];
      return { ...toItem(row), ...counted, workerId, leaseUntil, status: 'running', startedAt: now, endedAt: undefined };
    });
  }

  /** Source by source, so that a held one costs nothing, however many of its items come first. */
  private ready(stageId: number, { now, workerIds, itemsPerWorker, heldSources }: Omit<Claim, 'stageIds'>): ItemRow[] {
    const limit = workerIds.length * itemsPerWorker;
    const sources = this.session.statement<{ source: string }>(sourcesText).all(stageId, stageId);
    const open = sources.filter(({ source }) => !heldSources.includes(source));
    const select = this.session.statement<ItemRow>(readyText);
    const heads = open.map(({ source }) => select.all(stageId, source, now, limit));
    // The usual case, already in order.
    const [only] = heads;
    if (heads.length === 1 && only !== undefined) return only;
    const found = heads.flat().sort((a, b) => a.runAt - b.runAt || a.id - b.id);
    return found.slice(0, limit);
  }

  /** One transaction has one reference time, so its text is formatted once: thousands of items end in it. */
  private text(instant: Instant): string {
    if (this.lastText?.instant !== instant) this.lastText = { instant, text: textOf(instant) };
    return this.lastText.text;
  }

  async finish(finishes: readonly Finish[]): Promise<boolean[]> {
    const rows = finishes.map(({ itemId, fence, to, runAt, failures, errorClass = null, lastError = null, ...rest }) => {
      const result = rest.result === undefined ? null : JSON.stringify(rest.result);
      const endedAt = rest.endedAt === undefined ? null : this.text(rest.endedAt);
      return [itemId, fence, to, runAt, failures, errorClass, lastError, result, endedAt, rest.uncounted === true ? 1 : 0];
    });
    const recorded = finishItems.all<{ id: number; fence: number }>(this.session, rows);
    const open = new Map(recorded.map(({ id, fence }) => [id, fence]));
    return finishes.map((finish) => {
      const { itemId, stageId, fence, to } = finish;
      if (open.get(itemId) !== fence) return false;
      // A claim ends once, even if reported twice.
      open.delete(itemId);
      this.counts.move(stageId, 'running', to);
      this.minutes.count(finish);
      return true;
    });
  }

  async count(filter: ItemFilter): Promise<number> {
    this.counts.write();
    return countItems(this.session, filter);
  }

  async move(move: ItemMove): Promise<Moved> {
    this.counts.write();
    const found = findItems(this.session, move.filter, move);
    this.moveTo(found, move);
    return {
      count: found.length,
      lastId: found.at(-1)?.id ?? move.after,
      more: found.length === move.limit,
      stageIds: [...new Set(found.map((item) => item.stageId))],
      running: found.filter((item) => item.status === 'running').map((item) => item.id),
    };
  }

  async moveOne(
    id: number,
    move: Pick<ItemMove, 'to' | 'now' | 'afresh'> & { readonly statuses: readonly ItemStatus[] },
  ): Promise<boolean> {
    const item = await this.item(id);
    if (item === undefined || !move.statuses.includes(item.status)) return false;
    this.moveTo([item], move);
    return true;
  }

  private moveTo(items: readonly FoundItem[], move: Pick<ItemMove, 'to' | 'now' | 'lastError' | 'afresh'>): void {
    const endedAt = move.to === 'pending' ? null : this.text(move.now);
    const error = move.lastError ?? null;
    const moved = asGiven(items.map(({ id }) => id));
    if (move.afresh) this.session.statement(moveAfreshText).run(move.to, endedAt, error, move.now, moved);
    else this.session.statement(moveText).run(move.to, endedAt, error, moved);
    for (const { stageId, status } of items) this.counts.move(stageId, status, move.to);
  }

  async renewLeases(leases: readonly Lease[], until: Instant): Promise<void> {
    renewLeases.run(
      this.session,
      leases.map(({ itemId, fence }) => [itemId, fence, until]),
    );
  }

  /** By the stages with running items: there are few of either, so leases need no index. */
  async expired(now: Instant, limit: number): Promise<Item[]> {
    this.counts.write();
    const stretches = stretchesOf(this.session, { statuses: ['running'] });
    const text = `${select.items} WHERE job_stage_id = ? AND status = 'running' AND lease_until < ? ORDER BY id LIMIT ?`;
    const found = stretches.flatMap(({ stageId }) => this.session.statement<ItemRow>(text).all(stageId, now, limit));
    return found.slice(0, limit).map(toItem);
  }
}
