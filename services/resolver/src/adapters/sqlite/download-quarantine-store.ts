import { Fault } from '@catalogsync/faults';
import { asGiven, columnsOf, type Database, type Entities, oneOfGiven, type RowOf, type UnitOfWork } from '@catalogsync/sqlite';
import type { QuarantinedFile, QuarantinePage, QuarantineStore } from '../../core/downloads/ports.js';
import type { MeasuredAudio } from '../../core/verification/model.js';
import { audioText, toAudio } from './download-rows.js';
import { quarantinedFiles } from './rows/downloads.js';

type QuarantineRow = RowOf<typeof quarantinedFiles>;

/** Files in quarantine and what became of them, in the resolver's database. */
export class SqliteQuarantineStore implements QuarantineStore {
  private readonly writes: UnitOfWork<Entities>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork(({ entities }) => entities);
  }

  async hold(file: QuarantinedFile): Promise<void> {
    const { id: quarantineId, downloadId, path, source, remoteId, reason, detail, sha256, fileSizeBytes, audio, state, createdAt } = file;
    const audioJson = audio === undefined ? null : audioText(audio);
    const from = { quarantineId, downloadId, path: path ?? '', source, remoteId, reason, detail };
    await this.writes.run((entities) => entities.insert(quarantinedFiles, { ...from, sha256, fileSizeBytes, audioJson, state, createdAt }));
  }

  async get(id: string): Promise<QuarantinedFile | undefined> {
    const row = await this.database.reads.entities.findOneBy(quarantinedFiles, { quarantineId: id });
    return row === null ? undefined : toQuarantined(row);
  }

  async heldTracks(requestKey: string, source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    const sql = `SELECT q.remote_id FROM quarantined_files AS q JOIN downloads AS d ON d.download_id = q.download_id
      WHERE q.state = 'held' AND d.request_key = ? AND q.source = ? AND q.remote_id IN (${remoteIds.map(() => '?').join(', ')})`;
    const rows = this.database.reads.statement<{ remote_id: string }>(sql).all(requestKey, source, ...remoteIds);
    return new Set(rows.map((row) => row.remote_id));
  }

  async list(page: QuarantinePage): ReturnType<QuarantineStore['list']> {
    const filter = page.includeDecided ? '' : "state = 'held' AND";
    const sql = `${select} WHERE ${filter} seq < ? ORDER BY seq DESC LIMIT ?`;
    const rows = await this.database.reads.rows<QuarantineRow>(sql, page.before ?? Number.MAX_SAFE_INTEGER, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    return { files: shown.map(toQuarantined), next: rows.length > page.limit ? shown.at(-1)?.seq : undefined };
  }

  async ofDownloads(downloadIds: readonly string[]): Promise<readonly QuarantinedFile[]> {
    const sql = `${select} WHERE download_id ${oneOfGiven} ORDER BY seq DESC`;
    return (await this.database.reads.rows<QuarantineRow>(sql, asGiven(downloadIds))).map(toQuarantined);
  }

  async heldBeyond(count: number): Promise<readonly QuarantinedFile[]> {
    const sql = `${select} WHERE state = 'held' ORDER BY seq DESC LIMIT ? OFFSET ?`;
    return (await this.database.reads.rows<QuarantineRow>(sql, Number.MAX_SAFE_INTEGER, count)).map(toQuarantined).reverse();
  }

  decide(id: string, state: 'approved' | 'rejected' | 'expired'): Promise<QuarantinedFile> {
    return this.writes.run(async (entities) => {
      const { affected } = await entities.update(quarantinedFiles, { quarantineId: id, state: 'held' }, { state, path: '' });
      const row = await entities.findOneBy(quarantinedFiles, { quarantineId: id });
      if (row === null) throw new Fault('not_found', 'no such quarantined file');
      if (affected !== 1) throw new Fault('failed_precondition', 'the file was already decided');
      return toQuarantined(row);
    });
  }
}

/** In SQL text: the partial index over held files is used only if the text itself has its condition. */
const select = `SELECT ${columnsOf(quarantinedFiles)} FROM quarantined_files`;

function toQuarantined({ seq: _position, quarantineId: id, path, audioJson, state, ...rest }: QuarantineRow): QuarantinedFile {
  const audio = audioJson === null ? undefined : toAudio(JSON.parse(audioJson) as MeasuredAudio);
  return { ...rest, id, path: path || undefined, audio, state: state as QuarantinedFile['state'] };
}
