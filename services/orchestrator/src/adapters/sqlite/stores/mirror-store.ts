import { asGiven, type WriteSession } from '@catalogsync/sqlite';
import type { MirrorDecision, MirrorRecord, MirrorStore } from '../../../core/media-server/mirror-store.js';

/** Songs of a mirror that are kept by id; the count is whole. */
const mostKept = 200;

const decideText = `INSERT INTO mirror_choices(playlist_id, is_mirrored, mode, decided_at, decided_by) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT(playlist_id) DO UPDATE SET is_mirrored = excluded.is_mirrored, mode = excluded.mode, decided_at = excluded.decided_at,
    decided_by = excluded.decided_by`;

/** A playlist that was removed meanwhile gets no row. */
const saveText = `INSERT INTO mirrors(playlist_id, server_id, remote_id, mirrored_at, song_count, unmatched_count, without_file_count,
    unmatched_json) SELECT id, ?, ?, ?, ?, ?, ?, ? FROM playlists WHERE id = ?
  ON CONFLICT(playlist_id, server_id) DO UPDATE SET remote_id = excluded.remote_id, mirrored_at = excluded.mirrored_at,
    song_count = excluded.song_count, unmatched_count = excluded.unmatched_count, without_file_count = excluded.without_file_count,
    unmatched_json = excluded.unmatched_json, last_error = NULL`;

const failedText = `INSERT INTO mirrors(playlist_id, server_id, last_error) SELECT id, ?, ? FROM playlists WHERE id = ?
  ON CONFLICT(playlist_id, server_id) DO UPDATE SET last_error = excluded.last_error`;

export class SqliteMirrorStore implements MirrorStore {
  constructor(private readonly session: WriteSession) {}

  decide(playlistIds: readonly number[], { isMirrored, mode, decidedAt, decidedBy }: MirrorDecision): Promise<void> {
    return this.session.changeEach(
      decideText,
      playlistIds.map((id) => [id, Number(isMirrored), mode ?? null, decidedAt, decidedBy]),
    );
  }

  async save(record: MirrorRecord): Promise<void> {
    const { playlistId, serverId, remoteId, mirroredAt, songCount, unmatched, withoutFileCount } = record;
    const kept = asGiven(unmatched.slice(0, mostKept));
    await this.session.change(
      saveText,
      ...[serverId, remoteId, mirroredAt, songCount, unmatched.length, withoutFileCount, kept, playlistId],
    );
  }

  async saveFailure(playlistId: number, serverId: string, reason: string): Promise<void> {
    await this.session.change(failedText, serverId, reason, playlistId);
  }
}
