import type { Questions } from '@catalogsync/sqlite';
import type { EndedRun, LatestRuns } from '../../../core/console/latest-runs.js';
import { instantOf, shownJson } from '../columns.js';

const mostStages = 20;
const mostItems = 50;

const stagesText = 'SELECT id, job_run_id AS "jobId" FROM job_stages WHERE stage_type = ? ORDER BY id DESC LIMIT ?';
const itemsText = `SELECT item_type AS type, source, ended_at AS "endedAt", result_json AS "resultJson" FROM job_items
  WHERE job_stage_id = ? AND status = 'succeeded' ORDER BY id LIMIT ?`;

interface ItemRow {
  readonly type: string;
  readonly source: string;
  readonly endedAt: string | null;
  readonly resultJson: string | null;
}

export class SqliteLatestRuns implements LatestRuns {
  constructor(private readonly session: Questions) {}

  async of(stageType: string, itemType: string, enough: number): Promise<readonly EndedRun[]> {
    const found: EndedRun[] = [];
    for (const { id, jobId } of await this.session.rows<{ id: number; jobId: number }>(stagesText, stageType, mostStages)) {
      for (const { type, source, endedAt, resultJson } of await this.session.rows<ItemRow>(itemsText, id, mostItems)) {
        if (type === itemType) found.push({ jobId, source, endedAt: instantOf(endedAt), result: shownJson(resultJson) ?? {} });
      }
      if (found.length >= enough) break;
    }
    return found.slice(0, enough);
  }
}
