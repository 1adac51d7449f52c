import type { Claim, Finish, Instant, Item, ItemMove, ItemRecords, ItemStatus, Lease, Moved, NewItem } from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';
import { referenceValues, textOf } from './columns.js';
import { findItems, stretchesOf } from './item-search.js';
import { type ItemRow, toItem } from './rows.js';
import { ids } from './sqlite-only.js';
import type { StageCounts } from './stage-counts.js';

const insertText = `INSERT INTO job_items(job_stage_id, item_type, item_key, playlist_pool_id, playlist_id, song_id,
    file_location_id, payload_json, status, source, display_text, run_at, plan_round)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?) ON CONFLICT(job_stage_id, item_key) WHERE plan_round > 0 DO NOTHING`;

/** The sources of a stage's pending items, each found by one step into the index. */
const sourcesText = `WITH RECURSIVE found(source) AS (
    SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending'
    UNION ALL
    SELECT (SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending' AND source > found.source)
      FROM found WHERE found.source IS NOT NULL)
  SELECT source FROM found WHERE source IS NOT NULL`;

const readyText = `SELECT * FROM job_items
  WHERE job_stage_id = ? AND status = 'pending' AND source = ? AND run_at <= ? ORDER BY run_at, id LIMIT ?`;

/** Many rows by one statement; what it sets is known beforehand, which is faster than RETURNING. */
const claimText = `UPDATE job_items SET status = 'running', attempts = attempts + 1, fence = fence + 1, worker_id = ?, lease_until = ?,
    started_at = ?, ended_at = NULL WHERE id IN ${ids}`;

const finishText = `UPDATE job_items SET status = ?, run_at = ?, failures = ?, error_class = ?, last_error = ?, result_json = ?, ended_at = ?,
    attempts = attempts - ?, worker_id = NULL, lease_until = NULL
  WHERE id = ? AND status = 'running' AND fence = ?`;

const moveText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = coalesce(?, last_error), worker_id = NULL, lease_until = NULL
  WHERE id = ?`;

const moveAfreshText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = ?, worker_id = NULL, lease_until = NULL,
    failures = 0, error_class = NULL, run_at = ?
  WHERE id = ?`;

export class SqliteItemRecords implements ItemRecords {
  private lastText: { readonly instant: Instant; readonly text: string } | undefined;

  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
  ) {}

  async insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number> {
    const insert = this.session.statement(insertText);
    let added = 0;
    for (const item of items) {
      const references = referenceValues(item.references ?? {});
      const payload = item.payload === undefined ? '{}' : JSON.stringify(item.payload);
      const texts = [item.source ?? '', item.displayText ?? ''];
      added += insert.run(stageId, item.type, item.key, ...references, payload, ...texts, now, round).changes;
    }
    if (added > 0) this.counts.move(stageId, undefined, 'pending', added);
    return added;
  }

  async item(id: number): Promise<Item | undefined> {
    const row = this.session.statement<ItemRow>('SELECT * FROM job_items WHERE id = ?').get(id);
    return row && toItem(row);
  }

  /** Stage by stage: each one's worth is known only once those before it are served. Nearly always there is one. */
  async claim({ stageIds, workerIds, ...rest }: Claim): Promise<Item[]> {
    const claimed: Item[] = [];
    for (const stageId of stageIds) {
      const free = workerIds.slice(claimed.length);
      if (free.length === 0) break;
      claimed.push(...this.claimOf(stageId, { ...rest, workerIds: free }));
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
      if (share.length === 0) return;
      update.run(workerId, leaseUntil, this.text(now), JSON.stringify(share.map(({ id }) => id)));
    });
    if (rows.length > 0) this.counts.move(stageId, 'pending', 'running', rows.length);
    return rows.map((row, index) => {
      const counted = { attempts: row.attempts + 1, fence: row.fence + 1 };
      const workerId = workerIds[index % length];
      return { ...toItem(row), ...counted, workerId, leaseUntil, status: 'running', startedAt: now, endedAt: undefined };
    });
  }

  /** Source by source, so that one which is held costs nothing, however many of its items stand in front. */
  private ready(stageId: number, { now, workerIds, itemsPerWorker, heldSources }: Omit<Claim, 'stageIds'>): ItemRow[] {
    const limit = workerIds.length * itemsPerWorker;
    const sources = this.session.statement<{ source: string }>(sourcesText).all(stageId, stageId);
    const open = sources.filter(({ source }) => !heldSources.includes(source));
    const select = this.session.statement<ItemRow>(readyText);
    const heads = open.map(({ source }) => select.all(stageId, source, now, limit));
    const [only] = heads;
    if (heads.length === 1 && only !== undefined) return only;
    const found = heads.flat().sort((a, b) => a.run_at - b.run_at || a.id - b.id);
    return found.slice(0, limit);
  }

  /** One transaction has one reference time, so its text is made once. */
  private text(instant: Instant): string {
    if (this.lastText?.instant !== instant) this.lastText = { instant, text: textOf(instant) };
    return this.lastText.text;
  }

  async finish(finishes: readonly Finish[]): Promise<boolean[]> {
    const statement = this.session.statement(finishText);
    return finishes.map((finish) => {
      const { to, runAt, failures, errorClass = null, lastError = null, result, endedAt } = finish;
      const resultText = result === undefined ? null : JSON.stringify(result);
      const ended = endedAt === undefined ? null : this.text(endedAt);
      const uncounted = finish.uncounted === true ? 1 : 0;
      const values = [to, runAt, failures, errorClass, lastError, resultText, ended, uncounted, finish.itemId, finish.fence];
      const recorded = statement.run(...values).changes === 1;
      if (recorded) this.counts.move(finish.stageId, 'running', to);
      return recorded;
    });
  }

  async move(move: ItemMove): Promise<Moved> {
    this.counts.write();
    const found = findItems(this.session, move.filter, move);
    for (const item of found) this.moveTo(item, move);
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
    this.moveTo(item, move);
    return true;
  }

  private moveTo(
    item: { readonly id: number; readonly stageId: number; readonly status: ItemStatus },
    move: Pick<ItemMove, 'to' | 'now' | 'lastError' | 'afresh'>,
  ): void {
    const endedAt = move.to === 'pending' ? null : this.text(move.now);
    const error = move.lastError ?? null;
    if (move.afresh) this.session.statement(moveAfreshText).run(move.to, endedAt, error, move.now, item.id);
    else this.session.statement(moveText).run(move.to, endedAt, error, item.id);
    this.counts.move(item.stageId, item.status, move.to);
  }

  async renewLeases(leases: readonly Lease[], until: Instant): Promise<void> {
    const renew = this.session.statement("UPDATE job_items SET lease_until = ? WHERE id = ? AND status = 'running' AND fence = ?");
    for (const { itemId, fence } of leases) renew.run(until, itemId, fence);
  }

  /** By the stages that have running items: few of either, so that no index of leases has to be kept up. */
  async expired(now: Instant, limit: number): Promise<Item[]> {
    this.counts.write();
    const stretches = stretchesOf(this.session, { statuses: ['running'] });
    const text = "SELECT * FROM job_items WHERE job_stage_id = ? AND status = 'running' AND lease_until < ? ORDER BY id LIMIT ?";
    const found = stretches.flatMap(({ stageId }) => this.session.statement<ItemRow>(text).all(stageId, now, limit));
    return found.slice(0, limit).map(toItem);
  }
}
