import { type ErrorClass, isItemStatus } from '@catalogsync/job-engine';
import { type Questions, type SqlValue } from '@catalogsync/sqlite';
import type { FailedItem, FailureGroup, ItemSpan, JobInsight, StageMinute } from '../../../core/console/job-insight.js';
import type { MinuteSum, SeriesReader } from '../../../core/console/series.js';
import { errorClassOf, instantOf } from '../columns.js';
import { minuteMs } from '../engine-store/stage-minutes.js';

interface GroupRow {
  readonly stageId: number;
  readonly errorClass: string | null;
  readonly source: string;
  readonly count: number;
}

interface SpanRow {
  readonly stageId: number;
  readonly itemId: number;
  readonly displayText: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly source: string;
}

const stagesOfJob = 'SELECT id FROM job_stages WHERE job_run_id = ?';
const itemName = 'coalesce(nullif(display_text, \'\'), item_key) AS "displayText"';

const groupsText = `SELECT job_stage_id AS "stageId", nullif(error_class, '') AS "errorClass", source, count FROM job_stage_failures
  WHERE job_stage_id = ? AND count > 0`;

/** Either end of the group in the index, which ends with the time of the failure. */
const endText = (end: 'min' | 'max'): string => `SELECT ${end}(ended_at) AS at FROM job_items
  WHERE job_stage_id = ? AND status = 'failed' AND error_class IS ? AND source = ?`;

export class SqliteJobInsight implements JobInsight, SeriesReader {
  constructor(private readonly session: Questions) {}

  async failureGroups(jobId: number, limit: number): Promise<FailureGroup[]> {
    const stages = await this.session.rows<{ id: number }>(`${stagesOfJob} AND items_failed > 0`, jobId);
    const found = await Promise.all(stages.map(({ id }) => this.session.rows<GroupRow>(groupsText, id)));
    const groups = found.flat().sort((a, b) => b.count - a.count);
    return Promise.all(groups.slice(0, limit).map((group) => this.withTimes(group)));
  }

  private async withTimes({ errorClass, ...group }: GroupRow): Promise<FailureGroup> {
    const at = async (end: 'min' | 'max'): Promise<number | undefined> => {
      const [row] = await this.session.rows<{ at: string | null }>(endText(end), group.stageId, errorClass, group.source);
      return instantOf(row?.at ?? null);
    };
    return { ...group, errorClass: errorClassOf(errorClass), firstAt: await at('min'), lastAt: await at('max') };
  }

  async failedLast(
    { stageId, errorClass, source }: Pick<FailureGroup, 'stageId' | 'errorClass' | 'source'>,
    limit: number,
  ): Promise<FailedItem[]> {
    const { text, values } = ofClass(errorClass);
    const last = `SELECT id AS "itemId", ${itemName}, coalesce(last_error, '') AS message FROM job_items
      WHERE job_stage_id = ? AND status = 'failed' AND ${text} AND source = ? ORDER BY ended_at DESC LIMIT ?`;
    return this.session.rows<FailedItem>(last, stageId, ...values, source, limit);
  }

  async minutes(jobId: number): Promise<StageMinute[]> {
    const stages = await this.session.rows<{ id: number }>(`${stagesOfJob} ORDER BY seq_no`, jobId);
    const text = `SELECT job_stage_id AS "stageId", minute, succeeded, failed, bytes FROM job_stage_minutes
      WHERE job_stage_id = ? ORDER BY minute`;
    const rows = await Promise.all(stages.map(({ id }) => this.session.rows<Omit<StageMinute, 'at'> & { minute: number }>(text, id)));
    return rows.flat().map(({ minute, ...counts }) => ({ ...counts, at: minute * minuteMs }));
  }

  async spans(stageIds: readonly number[]): Promise<ItemSpan[]> {
    const text = `SELECT job_stage_id AS "stageId", id AS "itemId", ${itemName}, status, started_at AS "startedAt", ended_at AS "endedAt", source
      FROM job_items WHERE job_stage_id = ? AND started_at IS NOT NULL`;
    const rows = await Promise.all(stageIds.map((stageId) => this.session.rows<SpanRow>(text, stageId)));
    const spans = rows.flat().map(({ status, startedAt, endedAt, ...span }): ItemSpan => {
      const known = isItemStatus(status) ? status : 'canceled';
      return { ...span, status: known, startedAt: instantOf(startedAt), endedAt: instantOf(endedAt) };
    });
    return spans.sort((a, b) => a.itemId - b.itemId);
  }

  async minutesSince(minute: number): Promise<MinuteSum[]> {
    const text = `SELECT minute, sum(CASE WHEN stage_type = 'download' THEN succeeded ELSE 0 END) AS songs, sum(bytes) AS bytes,
        sum(failed) AS failures FROM job_stage_minutes JOIN job_stages ON job_stages.id = job_stage_id
      WHERE minute >= ? GROUP BY minute ORDER BY minute`;
    return this.session.rows<MinuteSum>(text, minute);
  }
}

/** Items that an earlier program failed have no class. */
function ofClass(errorClass: ErrorClass | undefined): { readonly text: string; readonly values: SqlValue[] } {
  if (errorClass !== undefined) return { text: 'error_class = ?', values: [errorClass] };
  return { text: 'error_class IS NULL', values: [] };
}
