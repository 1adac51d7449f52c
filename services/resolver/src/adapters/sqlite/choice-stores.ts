import type { Clock } from '@catalogsync/runtime';
import { columnsOf, type Database, type Entities, type RowOf, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import type {
  ManualMatch,
  ManualMatches,
  RefusedFile,
  RejectedFile,
  RejectedFiles,
  SongKey,
  SourceTrackId,
} from '../../core/choices/choices.js';
import { manualMatches, rejectedFiles } from './rows/choices.js';

/** Manual matches in the resolver's own database, where clearing statistics or caches cannot reach them. */
export class SqliteManualMatches implements ManualMatches {
  private readonly writes: UnitOfWork<Entities>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork(({ entities }) => entities);
  }

  async find({ platform, remoteId }: SongKey): Promise<ManualMatch | undefined> {
    return (await this.database.reads.entities.findOneBy(manualMatches, { platform, remoteId })) ?? undefined;
  }

  list(after: SongKey | undefined, limit: number): Promise<readonly ManualMatch[]> {
    return this.database.reads.rows(page, after?.platform ?? '', after?.remoteId ?? '', limit);
  }

  async set({ platform, remoteId, source, sourceRemoteId, note, createdAt }: ManualMatch): Promise<void> {
    const row = { platform, remoteId, source, sourceRemoteId, note, createdAt };
    await this.writes.run((entities) => entities.upsert(manualMatches, row, ['platform', 'remoteId']));
  }

  async remove({ platform, remoteId }: SongKey): Promise<boolean> {
    return (await this.writes.run((entities) => entities.delete(manualMatches, { platform, remoteId }))).affected === 1;
  }
}

const page = `SELECT ${columnsOf(manualMatches)} FROM manual_matches
  WHERE (platform, remote_id) > (?, ?) ORDER BY platform, remote_id LIMIT ?`;

type RejectedRow = RowOf<typeof rejectedFiles>;

const selectRejected = `SELECT ${columnsOf(rejectedFiles)} FROM rejected_files`;

/** Refused files in the resolver's database. */
export class SqliteRejectedFiles implements RejectedFiles {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.writes = database.unitOfWork((session) => session);
  }

  async rejectedTracks(source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = remoteIds.filter((id) => id !== '');
    if (ids.length === 0) return new Set();
    const sql = `SELECT remote_id FROM rejected_files WHERE source = ? AND remote_id IN (${ids.map(() => '?').join(', ')})`;
    return new Set(
      this.database.reads
        .statement<{ remote_id: string }>(sql)
        .all(source, ...ids)
        .map((row) => row.remote_id),
    );
  }

  async isRejectedContent(sha256: string): Promise<boolean> {
    if (sha256 === '') return false;
    const sql = "SELECT 1 AS found FROM rejected_files WHERE sha256 = ? AND sha256 <> '' LIMIT 1";
    return this.database.reads.statement<{ found: 1 }>(sql).get(sha256) !== undefined;
  }

  async among(tracks: readonly SourceTrackId[], sha256s: readonly string[]): Promise<readonly RefusedFile[]> {
    const found = new Map<string, RefusedFile>();
    const add = (rows: readonly RejectedRow[]): void => {
      for (const { createdAt: refusedAt, ...file } of rows) {
        found.set(JSON.stringify([file.source, file.remoteId, file.sha256]), { ...file, refusedAt });
      }
    };
    const ofTrack = this.database.reads.statement<RejectedRow>(`${selectRejected} WHERE source = ? AND remote_id = ?`);
    for (const { source, remoteId } of tracks) if (remoteId !== '') add(ofTrack.all(source, remoteId));
    const ofContent = this.database.reads.statement<RejectedRow>(`${selectRejected} WHERE sha256 = ? AND sha256 <> ''`);
    for (const sha256 of sha256s) add(ofContent.all(sha256));
    return [...found.values()].sort((a, b) => b.refusedAt - a.refusedAt);
  }

  async reject({ sha256, source, remoteId, reason }: RejectedFile): Promise<void> {
    const sql = `INSERT INTO rejected_files (sha256, source, remote_id, reason, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    await this.writes.run((session) => {
      session.statement(sql).run(sha256, source, remoteId, reason, this.clock.now());
    });
  }
}
