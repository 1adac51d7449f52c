import { columnsOf, type Database, type Entities, type UnitOfWork } from '@catalogsync/sqlite';
import type { ManualMatch, ManualMatches, SongKey } from '../../core/choices/manual-matches.js';
import { manualMatches } from './rows/choices.js';

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
