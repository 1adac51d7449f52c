import type { Closable, SnapshotFollower } from '@catalogsync/snapshot-follower';
import Database from 'better-sqlite3';
import type { FileLocation, FileLocations } from '../../core/stream/stream-ports.js';

interface LocationRow {
  readonly backend_name: string;
  readonly locator: string;
  readonly ext: string | null;
}

const findLocation = `
  SELECT backend_name, locator, ext FROM catalog_track_files
  WHERE file_location_id = ? AND backend_type = 'local' AND status = 'active'`;

/** One opened snapshot database. */
export class LocationReader implements Closable {
  private readonly database: Database.Database;
  private readonly byId: Database.Statement<[number], LocationRow>;

  constructor(file: string) {
    this.database = new Database(file, { readonly: true, fileMustExist: true });
    this.byId = this.database.prepare(findLocation);
  }

  find(fileLocationId: number): FileLocation | undefined {
    const row = this.byId.get(fileLocationId);
    return row === undefined ? undefined : { backendName: row.backend_name, locator: row.locator, ext: row.ext ?? undefined };
  }

  close(): void {
    this.database.close();
  }
}

/** Looks file locations up in the origin's own copy of the published snapshot (behaviour 175). */
export class FollowedLocations implements FileLocations {
  constructor(private readonly follower: Pick<SnapshotFollower<LocationReader>, 'current'>) {}

  find(fileLocationId: number): FileLocation | undefined | 'no_snapshot' {
    const snapshot = this.follower.current();
    return snapshot === undefined ? 'no_snapshot' : snapshot.reader.find(fileLocationId);
  }
}
