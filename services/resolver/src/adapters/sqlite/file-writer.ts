import type { SqlValue, WriteSession } from '@catalogsync/sqlite';
import type { FileAssignment } from '../../core/library/identify.js';
import type { FileWriter } from '../../core/library/library-store.js';
import { type FoundFile, type KnownFile, type StoredOutcome, tagRules } from '../../core/library/model.js';
import { isSameSong } from '../../core/library/same-song.js';
import { blankTags } from '../../core/library/track-description.js';
import type { TracksElsewhere } from '../../core/library/tracks-elsewhere.js';
import { withBlanks } from '../../core/sources/unknown.js';
import { saveState } from './playlist-writer.js';
import { inTrouble, placeValues, toTags } from './rows.js';
import { SqliteTracksElsewhere, TrackFiles } from './track-files.js';

/** Rows written or read before yielding to other work of the process: a few milliseconds. */
const batch = 1000;

const toPlace = `UPDATE library_files SET root = ?, path = ?, size = ?, mtime_ms = ?, inode = ?, track_id = ?, gone_at = NULL,
  search_rules = 0, lyrics_stamp = ?, picture_stamp = ?,
  first_seen_at = CASE WHEN library_files.track_id IS NULL THEN ? ELSE first_seen_at END`;

/**
 * State and contents of a file, as staged for its place. One that is damaged and keeps its track, as it may be half-written, also
 * keeps the audio by which it is known again. The first parameter is its track.
 */
const fromStaged = `state = CASE r.kind WHEN 'audio' THEN 'listed' ELSE r.kind END, reason = r.reason, fingerprint = r.fingerprint,
  audio_hash = CASE WHEN r.kind = 'audio' OR ? IS NULL THEN r.audio_hash ELSE library_files.audio_hash END,
  tags_json = r.tags_json, tag_rules = r.tag_rules FROM library_reads AS r WHERE file_id = ? AND r.root = ? AND r.path = ?`;

/** The table of files within one transaction. */
export class SqliteFileWriter implements FileWriter {
  /** Tracks whose lyrics or pictures changed. */
  private readonly described: string[] = [];
  /** Tracks that have lost a file. */
  private readonly left: string[] = [];

  constructor(private readonly session: WriteSession) {}

  async saveCompanionStamps(changes: readonly { readonly file: FoundFile; readonly known: KnownFile }[]): Promise<void> {
    const save = this.session.statement('UPDATE library_files SET lyrics_stamp = ?, picture_stamp = ? WHERE file_id = ?');
    for (const { file, known } of changes) {
      save.run(...companionValues(file), known.id);
      if (known.trackId !== undefined) this.described.push(known.trackId);
    }
  }

  async apply(assignments: readonly FileAssignment[], at: number, pause: () => Promise<void>): Promise<void> {
    await this.vacate(assignments, pause);
    for (const [index, assignment] of assignments.entries()) {
      if (index % batch === batch - 1) await pause();
      const { file, row, trackId } = assignment;
      if (row === undefined) this.insert(file, trackId, at);
      else this.move(row, assignment, at);
    }
    await pause();
    const changed = new Set([...this.described, ...assignments.flatMap(({ trackId }) => trackId ?? [])]);
    const left = new Set([...this.left, ...assignments.flatMap(({ row }) => row?.trackId ?? [])]);
    await new TrackFiles(this.session, this.nextRevision()).choose(changed, left, pause);
  }

  /** Files may have swapped names, so all leave their places before any takes a new one. */
  private async vacate(assignments: readonly FileAssignment[], pause: () => Promise<void>): Promise<void> {
    const vacate = this.session.statement("UPDATE library_files SET path = '/' || file_id WHERE file_id = ?");
    for (const [index, { row, file }] of assignments.entries()) {
      if (index % batch === batch - 1) await pause();
      if (row !== undefined && row.state !== 'gone' && (row.path !== file.path || row.root !== file.root)) vacate.run(row.id);
    }
  }

  sameSong(row: KnownFile, file: FoundFile): boolean {
    const before = this.session
      .statement<{ tags: string | null }>('SELECT tags_json AS tags FROM library_files WHERE file_id = ?')
      .get(row.id);
    const staged = 'SELECT tags_json AS tags FROM library_reads WHERE root = ? AND path = ?';
    const now = this.session.statement<{ tags: string | null }>(staged).get(file.root, file.path);
    // Without tags it was damaged, or never read: nothing shows that it was another song.
    if (!before?.tags || !now?.tags) return true;
    return isSameSong({ ...row, tags: toTags(before.tags) }, { ...file, tags: toTags(now.tags) }, row.audioHash !== undefined);
  }

  private insert(file: FoundFile, trackId: string | undefined, at: number): void {
    this.session
      .statement(`INSERT INTO library_files
        (root, path, size, mtime_ms, inode, state, reason, fingerprint, audio_hash, tags_json, tag_rules, track_id, first_seen_at, lyrics_stamp,
          picture_stamp)
        SELECT root, path, size, mtime_ms, inode, CASE kind WHEN 'audio' THEN 'listed' ELSE kind END, reason, fingerprint, audio_hash,
          tags_json, tag_rules, ?, ?, ?, ?
        FROM library_reads WHERE root = ? AND path = ?`)
      .run(trackId ?? null, at, ...companionValues(file), file.root, file.path);
  }

  /** A returning file counts as new in the chart only if it was never seen before. */
  private move(row: KnownFile, { file, trackId, opened }: FileAssignment, at: number): void {
    const track = trackId ?? null;
    const place = [...placeValues(file), track, ...companionValues(file), at];
    // At once: a listed file has a track at every moment.
    if (opened) this.session.statement(`${toPlace}, ${fromStaged}`).run(...place, track, row.id, file.root, file.path);
    else this.session.statement(`${toPlace} WHERE file_id = ?`).run(...place, row.id);
  }

  /** Never used again, even if all its tracks go: somebody may have read up to it. */
  private nextRevision(): number {
    const row = this.session.statement<{ value: string }>("SELECT value FROM library_state WHERE name = 'revision'").get();
    const revision = Number(row?.value ?? 0) + 1;
    saveState(this.session, 'revision', String(revision));
    return revision;
  }

  async markGone(rows: readonly KnownFile[], at: number): Promise<void> {
    const mark = this.session.statement("UPDATE library_files SET state = 'gone', reason = '', gone_at = ? WHERE file_id = ?");
    for (const row of rows) {
      mark.run(at, row.id);
      if (row.trackId !== undefined) this.left.push(row.trackId);
    }
  }

  async forget(goneBefore: number): Promise<void> {
    const forgotten = `FROM library_files WHERE ${inTrouble('gone')} AND gone_at < ?`;
    this.session.statement(`DELETE FROM library_search_keys WHERE file_id IN (SELECT file_id ${forgotten})`).run(goneBefore);
    this.session.statement(`DELETE FROM library_gone_tracks WHERE track_id IN (SELECT track_id ${forgotten})`).run(goneBefore);
    this.session.statement(`DELETE ${forgotten}`).run(goneBefore);
    this.session.statement('DELETE FROM library_reads').run();
  }

  elsewhere(loaded: readonly KnownFile[]): TracksElsewhere {
    return new SqliteTracksElsewhere(this.session, new Set(loaded.map(({ id }) => id)));
  }
}

const companionValues = (file: FoundFile): SqlValue[] => [file.lyricsStamp ?? null, file.pictureStamp ?? null];

/** Stores what was read from files, outside the view. */
export function stageReads(session: WriteSession, reads: readonly { readonly file: FoundFile; readonly outcome: StoredOutcome }[]): void {
  const insert = session.statement(`INSERT INTO library_reads
    (root, path, size, mtime_ms, inode, kind, reason, fingerprint, tags_json, tag_rules, audio_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (root, path) DO UPDATE SET size = excluded.size, mtime_ms = excluded.mtime_ms, inode = excluded.inode,
      kind = excluded.kind, reason = excluded.reason, fingerprint = excluded.fingerprint, tags_json = excluded.tags_json,
      tag_rules = excluded.tag_rules, audio_hash = excluded.audio_hash`);
  for (const { file, outcome } of reads) {
    const reason = outcome.kind === 'broken' ? outcome.reason : '';
    const tags = outcome.kind === 'audio' ? JSON.stringify(withBlanks(outcome.tags, blankTags)) : null;
    const audioHash = outcome.kind === 'audio' ? (outcome.audioHash ?? null) : null;
    insert.run(...placeValues(file), outcome.kind, reason, outcome.fingerprint ?? null, tags, tagRules, audioHash);
  }
}
