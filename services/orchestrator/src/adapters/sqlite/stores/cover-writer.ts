import { asGiven, type Changes, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import { checkedMs } from '../../../core/covers/cover-rules.js';
import type { CoverWriter, Look, NewCover } from '../../../core/covers/cover-store.js';
import { choices } from './cover-choices.js';
import { isUnused } from './cover-questions.js';

const addCover = `INSERT INTO covers(hash, width, height, color, thumbhash, media_type, source_kind, source_address, made_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(hash) DO UPDATE SET hash = excluded.hash RETURNING id`;

const saveLook = (
  of: 'song' | 'playlist',
): string => `INSERT INTO ${of}_covers(${of}_id, cover_id, state, looked_at, stamp) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT(${of}_id) DO UPDATE SET cover_id = CASE WHEN excluded.state = 'pending' THEN ${of}_covers.cover_id ELSE excluded.cover_id END,
    state = excluded.state, looked_at = excluded.looked_at, stamp = excluded.stamp`;

/** As if it had been looked at so much earlier; what could not be looked for may be tried again at once. */
const doubt = `UPDATE song_covers SET looked_at = CASE state WHEN 'pending' THEN NULL ELSE looked_at - ${checkedMs + 1} END
  WHERE (state = 'pending' OR stamp LIKE 'file %') AND song_id ${oneOfGiven}`;

/** Their files, or pictures beside them, may have changed: the next look compares the stamps. */
export async function doubtCovers(session: Changes, songIds: readonly number[]): Promise<void> {
  await session.change(doubt, asGiven(songIds));
}

const valuesOf = (id: number, { coverId, state, lookedAt, stamp }: Look) => [id, coverId ?? null, state, lookedAt, stamp ?? null];

/** Writes covers and what was found about them. */
export class SqliteCoverWriter implements CoverWriter {
  constructor(private readonly session: WriteSession) {}

  async addCover({ hash, width, height, color, thumbhash, ...cover }: NewCover): Promise<number> {
    const { mediaType, sourceKind, sourceAddress, madeAt } = cover;
    const values = [hash, width, height, color, thumbhash, mediaType, sourceKind, sourceAddress ?? null, madeAt];
    const [row] = await this.session.firstOfEach<{ id: number }>(addCover, [values]);
    return row?.id ?? 0;
  }

  async lookedAtSongs(looks: ReadonlyMap<number, Look>): Promise<void> {
    await this.session.changeEach(
      saveLook('song'),
      [...looks].map(([id, look]) => valuesOf(id, look)),
    );
  }

  async lookedAtPlaylist(id: number, look: Look): Promise<void> {
    await this.session.changeEach(saveLook('playlist'), [valuesOf(id, look)]);
  }

  async checked(songIds: readonly number[], at: number): Promise<void> {
    await this.session.change(`UPDATE song_covers SET looked_at = ? WHERE song_id ${oneOfGiven}`, at, asGiven(songIds));
  }

  async lookAgain(songIds: readonly number[]): Promise<void> {
    const text = `UPDATE song_covers SET state = 'pending', looked_at = NULL, stamp = NULL WHERE song_id ${oneOfGiven}`;
    await this.session.change(text, asGiven(songIds));
  }

  async choose(songIds: readonly number[] | undefined, at: number): Promise<void> {
    const hasAlbums = await this.hasTable('album_songs');
    const hasIdentities = await this.hasTable('artist_members');
    for (const [text, ...values] of choices(songIds, at, { hasAlbums, hasIdentities })) await this.session.change(text, ...values);
  }

  async removeCovers(ids: readonly number[]): Promise<readonly number[]> {
    const text = `DELETE FROM covers WHERE id ${oneOfGiven} AND ${isUnused} RETURNING id`;
    const rows = await this.session.rows<{ id: number }>(text, asGiven(ids));
    return rows.map(({ id }) => id);
  }

  private async hasTable(name: string): Promise<boolean> {
    const [row] = await this.session.rows("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", name);
    return row !== undefined;
  }
}
