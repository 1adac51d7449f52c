import type { WriteSession } from '@catalogsync/sqlite';
import type { TracksElsewhere } from '../../core/library/tracks-elsewhere.js';

/** Tracks handled before yielding to other work of the process: some milliseconds. */
const batch = 1000;

/** Which file stands for each track, in what revision that changed, and which tracks have none any more. */
export class TrackFiles {
  constructor(
    private readonly session: WriteSession,
    private readonly revision: number,
  ) {}

  /**
   * A track's file is the one known longest, so that a copy does not replace it.
   * @param described these have changed even if their file is the same
   * @param others may have another file now, or none
   */
  async choose(described: ReadonlySet<string>, others: ReadonlySet<string>, pause: () => Promise<void>): Promise<void> {
    let done = 0;
    for (const trackId of new Set([...described, ...others])) {
      if (++done % batch === 0) await pause();
      this.chooseOne(trackId, described.has(trackId));
    }
  }

  private chooseOne(trackId: string, isDescribed: boolean): void {
    const { session, revision } = this;
    const first = session.statement<{ id: number | null }>(
      "SELECT min(file_id) AS id FROM library_files WHERE track_id = ? AND state = 'listed'",
    );
    const id = first.get(trackId)?.id ?? undefined;
    if (id === undefined) {
      if (session.statement('DELETE FROM library_tracks WHERE track_id = ?').run(trackId).changes > 0)
        session.statement('INSERT OR REPLACE INTO library_gone_tracks (track_id, revision) VALUES (?, ?)').run(trackId, revision);
      return;
    }
    session.statement('DELETE FROM library_gone_tracks WHERE track_id = ?').run(trackId);
    session
      .statement(`INSERT INTO library_tracks (track_id, file_id, revision) VALUES (?, ?, ?)
        ON CONFLICT (track_id) DO UPDATE SET file_id = excluded.file_id, revision = excluded.revision
          WHERE library_tracks.file_id <> excluded.file_id OR ?`)
      .run(trackId, id, revision, isDescribed ? 1 : 0);
  }
}

/** Each question reads the few rows of one content or track. */
export class SqliteTracksElsewhere implements TracksElsewhere {
  constructor(
    private readonly session: WriteSession,
    private readonly loaded: ReadonlySet<number>,
  ) {}

  trackOf(fingerprint: string): string | undefined {
    const rows = this.session.statement<{ id: number; trackId: string }>(
      `SELECT file_id AS id, track_id AS "trackId" FROM library_files
        WHERE fingerprint = ? AND state <> 'gone' AND track_id IS NOT NULL ORDER BY file_id`,
    );
    return rows.all(fingerprint).find(({ id }) => !this.loaded.has(id))?.trackId;
  }

  contentOf(trackId: string): { readonly fingerprint: string | undefined } | undefined {
    const rows = this.session.statement<{ id: number; fingerprint: string | null }>(
      "SELECT file_id AS id, fingerprint FROM library_files WHERE track_id = ? AND state <> 'gone' ORDER BY file_id",
    );
    const row = rows.all(trackId).find(({ id }) => !this.loaded.has(id));
    return row && { fingerprint: row.fingerprint ?? undefined };
  }
}
