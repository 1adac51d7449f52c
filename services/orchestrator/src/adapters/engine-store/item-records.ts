import type { WriteSession } from '@catalogsync/sqlite';
import type { Claim, Finish, ItemMove, ItemRecords, Moved } from '../../core/engine/engine-store.js';
import type { Instant, Item, NewItem } from '../../core/engine/model.js';
import type { ItemStatus } from '../../core/engine/states.js';
import { findItems } from './item-search.js';
import { type ItemRow, nullableText, textOf, toItem } from './rows.js';
import type { StageCounts } from './stage-counts.js';

const insertText = `INSERT OR IGNORE INTO job_items(job_stage_id, item_type, item_key, playlist_pool_id, playlist_id, song_id,
    file_location_id, payload_json, status, source, display_text, run_at, plan_round)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)`;

/** The sources of a stage's pending items, each found by one step into the index. */
const sourcesText = `WITH RECURSIVE found(source) AS (
    SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending'
    UNION ALL
    SELECT (SELECT min(source) FROM job_items WHERE job_stage_id = ? AND status = 'pending' AND source > found.source)
      FROM found WHERE found.source IS NOT NULL)
  SELECT source FROM found WHERE source IS NOT NULL`;

const readyText = `SELECT id, run_at FROM job_items
  WHERE job_stage_id = ? AND status = 'pending' AND source = ? AND run_at <= ? ORDER BY run_at, id LIMIT ?`;

const claimText = `UPDATE job_items SET status = 'running', attempts = attempts + 1, fence = fence + 1, worker_id = ?, lease_until = ?,
    started_at = ?, ended_at = NULL WHERE id = ? RETURNING *`;

const finishText = `UPDATE job_items SET status = ?, run_at = ?, failures = ?, error_class = ?, last_error = ?, result_json = ?, ended_at = ?,
    attempts = attempts - ?, worker_id = NULL, lease_until = NULL
  WHERE id = ? AND status = 'running' AND fence = ?`;

const moveText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = coalesce(?, last_error), worker_id = NULL, lease_until = NULL
  WHERE id = ?`;

const moveAfreshText = `UPDATE job_items SET status = ?, ended_at = ?, last_error = ?, worker_id = NULL, lease_until = NULL,
    failures = 0, error_class = NULL, run_at = ?
  WHERE id = ?`;

export class SqliteItemRecords implements ItemRecords {
  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
  ) {}

  async insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number> {
    const insert = this.session.statement(insertText);
    let added = 0;
    for (const item of items) {
      const references = [item.playlistPoolId ?? null, item.playlistId ?? null, item.songId ?? null, item.fileLocationId ?? null];
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

  async claim(claim: Claim): Promise<Item[]> {
    const ids = this.ready(claim);
    const update = this.session.statement<ItemRow>(claimText);
    const startedAt = textOf(claim.now);
    const items: Item[] = [];
    ids.forEach((id, index) => {
      const workerId = claim.workerIds[index % claim.workerIds.length] ?? null;
      const row = update.get(workerId, claim.leaseUntil, startedAt, id);
      if (row !== undefined) items.push(toItem(row));
    });
    if (items.length > 0) this.counts.move(claim.stageId, 'pending', 'running', items.length);
    return items;
  }

  /** Source by source, so that one which is held costs nothing, however many of its items stand in front. */
  private ready({ stageId, now, limit, heldSources }: Claim): number[] {
    const sources = this.session.statement<{ source: string }>(sourcesText).all(stageId, stageId);
    const open = sources.filter(({ source }) => !heldSources.includes(source));
    const select = this.session.statement<{ id: number; run_at: number }>(readyText);
    const heads = open.map(({ source }) => select.all(stageId, source, now, limit));
    const found = heads.length === 1 ? heads.flat() : heads.flat().sort((a, b) => a.run_at - b.run_at || a.id - b.id);
    return found.slice(0, limit).map(({ id }) => id);
  }

  async finish(finish: Finish): Promise<boolean> {
    const { to, runAt, failures, errorClass, lastError, result } = finish;
    const resultText = result === null ? null : JSON.stringify(result);
    const { changes } = this.session
      .statement(finishText)
      .run(
        to,
        runAt,
        failures,
        errorClass,
        lastError,
        resultText,
        nullableText(finish.endedAt),
        finish.uncounted === true ? 1 : 0,
        finish.itemId,
        finish.fence,
      );
    if (changes === 1) this.counts.move(finish.stageId, 'running', to);
    return changes === 1;
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
    const endedAt = move.to === 'pending' ? null : textOf(move.now);
    const error = move.lastError ?? null;
    if (move.afresh) this.session.statement(moveAfreshText).run(move.to, endedAt, error, move.now, item.id);
    else this.session.statement(moveText).run(move.to, endedAt, error, item.id);
    this.counts.move(item.stageId, item.status, move.to);
  }

  async renewLeases(leases: ReadonlyArray<{ readonly itemId: number; readonly fence: number }>, until: Instant): Promise<void> {
    const renew = this.session.statement("UPDATE job_items SET lease_until = ? WHERE id = ? AND status = 'running' AND fence = ?");
    for (const { itemId, fence } of leases) renew.run(until, itemId, fence);
  }

  async expired(now: Instant, limit: number): Promise<Item[]> {
    const text = "SELECT * FROM job_items WHERE status = 'running' AND lease_until < ? ORDER BY lease_until, id LIMIT ?";
    return this.session.statement<ItemRow>(text).all(now, limit).map(toItem);
  }
}
