import { asGiven, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { SongItem, SongItems } from '../../../core/songs/song-items.js';
import { type ItemRow, select, toItem } from '../engine-store/rows.js';

const itemsText = `${select.items} WHERE song_id = ? ORDER BY id DESC LIMIT ?`;
const stagesText = `SELECT id, job_run_id AS "jobId" FROM job_stages WHERE id ${oneOfGiven}`;

/** The work on single songs. */
export class SqliteSongItems implements SongItems {
  constructor(private readonly session: Questions) {}

  async itemsOf(songId: number, limit: number): Promise<SongItem[]> {
    const items = (await this.session.rows<ItemRow>(itemsText, songId, limit)).map(toItem);
    const stages = [...new Set(items.map(({ stageId }) => stageId))];
    const rows = await this.session.rows<{ id: number; jobId: number }>(stagesText, asGiven(stages));
    const jobs = new Map(rows.map(({ id, jobId }) => [id, jobId]));
    return items.map((item) => ({ ...item, jobId: jobs.get(item.stageId) ?? 0 }));
  }
}
