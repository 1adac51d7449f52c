import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Questions } from '@catalogsync/sqlite';
import { absentMs, addressOf, type CoverState, failedMs } from '../../../core/covers/cover-rules.js';
import type {
  CoverQuestions,
  Look,
  MosaicPart,
  PlaylistToLook,
  SongToLook,
  StampedSong,
  StoredCover,
} from '../../../core/covers/cover-store.js';

/** Never looked at, or long enough ago. Takes two times: before which failed and absent ones are due. */
const isDue = (id: string): string => `(c.${id} IS NULL OR (c.state = 'pending' AND coalesce(c.looked_at, 0) <= ?)
  OR (c.state = 'absent' AND c.looked_at <= ?))`;

const dueAt = (now: number): [number, number] => [now - failedMs, now - absentMs];

const song = `s.id, s.platform, s.remote_song_id AS "remoteId", s.name,
  CASE WHEN json_valid(s.metadata_json) THEN json_extract(s.metadata_json, '$.cover_url') END AS address`;

const withFiles = `SELECT ${song} FROM songs s LEFT JOIN song_covers c ON c.song_id = s.id
  WHERE s.active_file_count > 0 AND ${isDue('song_id')} ORDER BY s.id DESC LIMIT ?`;

/** CROSS JOIN keeps the order of the playlists and ends at the limit; sorting would read every song first. */
const withAddress = `SELECT ${song} FROM (SELECT id FROM playlists ORDER BY play_count DESC, id) p
  CROSS JOIN playlist_songs ps ON ps.playlist_id = p.id CROSS JOIN songs s ON s.id = ps.song_id
  LEFT JOIN song_covers c ON c.song_id = s.id
  WHERE s.active_file_count = 0 AND ${isDue('song_id')} AND s.metadata_json LIKE '%"cover_url"%' LIMIT ?`;

const ofPlaylists = `SELECT p.id, p.name, p.cover_url AS address FROM playlists p LEFT JOIN playlist_covers c ON c.playlist_id = p.id
  WHERE p.cover_url IS NOT NULL AND p.cover_url <> '' AND ${isDue('playlist_id')} ORDER BY p.play_count DESC, p.id LIMIT ?`;

const stamped = `SELECT c.song_id AS id, s.remote_song_id AS "remoteId", c.stamp FROM song_covers c JOIN songs s ON s.id = c.song_id
  WHERE c.looked_at < ? AND c.state <> 'pending' AND c.stamp LIKE 'file %' AND s.platform = ? ORDER BY c.looked_at LIMIT ?`;

const sameStamp = (
  of: 'song' | 'playlist',
): string => `SELECT state, cover_id AS "coverId", stamp, looked_at AS "lookedAt" FROM ${of}_covers
  WHERE stamp = ? AND (state = 'found' OR (state = 'absent' AND looked_at > ?))`;

/** Playlists looked at between two turns of other work. */
const playlistsPerTurn = 200;

/** The first covers of each playlist without a picture of its own, each cover once, at its first song. */
const firstCovers = `SELECT playlist_id AS id, group_concat(cover_id || ' ' || hash, ',' ORDER BY place) AS covers,
    group_concat(cover_id, ' ' ORDER BY place) AS ids FROM (
    SELECT p.id AS playlist_id, k.id AS cover_id, k.hash,
      row_number() OVER (PARTITION BY p.id ORDER BY min(ps.position), k.id) AS place
    FROM (SELECT id, cover_url FROM playlists WHERE id > ? ORDER BY id LIMIT ?) p CROSS JOIN playlist_songs ps ON ps.playlist_id = p.id
    JOIN song_covers c ON c.song_id = ps.song_id JOIN covers k ON k.id = c.cover_id
    LEFT JOIN playlist_covers own ON own.playlist_id = p.id
    WHERE (own.playlist_id IS NULL AND coalesce(p.cover_url, '') = '') OR own.state = 'absent' OR own.stamp LIKE 'mosaic %'
    GROUP BY p.id, k.id) WHERE place <= 4 GROUP BY playlist_id`;

const mosaics = `SELECT found.id, found.covers FROM (${firstCovers}) found LEFT JOIN playlist_covers c ON c.playlist_id = found.id
  WHERE c.stamp IS NOT 'mosaic ' || found.ids ORDER BY found.id`;

const lastOfTurn = 'SELECT id FROM playlists WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?';

const shown = ['song', 'album', 'playlist', 'artist'].map((of) => `SELECT 1 FROM ${of}_covers WHERE cover_id = covers.id`);

/** Of a cover that no song, album, playlist or artist shows. */
export const isUnused = shown.map((text) => `NOT EXISTS (${text})`).join(' AND ');

interface LookRow {
  readonly state: CoverState;
  readonly coverId: number | null;
  readonly stamp: string | null;
  readonly lookedAt: number | null;
}

/** What the catalogue knows about covers. */
export class SqliteCoverQuestions implements CoverQuestions {
  constructor(private readonly session: Questions) {}

  async songsWithFiles(now: number, limit: number): Promise<SongToLook[]> {
    return this.songs(withFiles, ...dueAt(now), limit);
  }

  async songsWithAddress(now: number, limit: number): Promise<SongToLook[]> {
    const songs = await this.songs(withAddress, ...dueAt(now), limit);
    return [...new Map(songs.map((one) => [one.id, one])).values()];
  }

  async playlists(now: number, limit: number): Promise<PlaylistToLook[]> {
    return this.session.rows(ofPlaylists, ...dueAt(now), limit);
  }

  async stampedSongs(platform: string, before: number, limit: number): Promise<StampedSong[]> {
    return this.session.rows(stamped, before, platform, limit);
  }

  async lookWith(stamp: string, since: number): Promise<Look | undefined> {
    const text = `${sameStamp('song')} UNION ALL ${sameStamp('playlist')} LIMIT 1`;
    const [row] = await this.session.rows<LookRow>(text, stamp, since, stamp, since);
    return row && { state: row.state, coverId: row.coverId ?? undefined, stamp, lookedAt: row.lookedAt ?? 0 };
  }

  async coverOf(hash: string): Promise<StoredCover | undefined> {
    const [row] = await this.session.rows<StoredCover>('SELECT id, hash FROM covers WHERE hash = ?', hash);
    return row;
  }

  async mosaicsToMake(after: number): Promise<MosaicPart> {
    await nextTurn();
    const rows = await this.session.rows<{ id: number; covers: string }>(mosaics, after, playlistsPerTurn);
    const [last] = await this.session.rows<{ id: number }>(lastOfTurn, after, playlistsPerTurn - 1);
    return { playlists: rows.map(({ id, covers }) => ({ id, covers: covers.split(',').map(toCover) })), next: last?.id };
  }

  async unused(before: number, limit: number): Promise<StoredCover[]> {
    return this.session.rows(`SELECT id, hash FROM covers WHERE made_at < ? AND ${isUnused} LIMIT ?`, before, limit);
  }

  private async songs(text: string, ...values: number[]): Promise<SongToLook[]> {
    const rows = await this.session.rows<Omit<SongToLook, 'address'> & { readonly address: unknown }>(text, ...values);
    return rows.map((row) => ({ ...row, address: addressOf(row.address) }));
  }
}

function toCover(text: string): StoredCover {
  const [id, hash = ''] = text.split(' ');
  return { id: Number(id), hash };
}
