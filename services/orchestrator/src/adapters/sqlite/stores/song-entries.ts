import { asGiven, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import { songDetails } from '../../../core/catalogue/song-details.js';
import type { EntryFile, ShownCover, SongEntry } from '../../../core/console/catalogue-lists.js';
import type { NamedSong } from '../../../core/recordings/recording-files.js';
import { isGone } from './gone-songs.js';
import { linkedWithFile } from './linked-songs.js';

/** A song as the console's lists read it. */
export interface SongRow extends Omit<SongEntry, 'status' | 'fileOf' | 'file' | 'album' | 'durationMs' | 'cover'> {
  readonly heldBy: number | null;
  readonly isGone: number;
  readonly metadataJson: string | null;
}

/**
 * The columns of a row of `songs`, called `song`.
 * @param gone whether it is gone, where that is known; asking costs several look-ups for each song without a file
 */
export const songColumns = (song: string, gone = isGone(song)): string => `id, platform, remote_song_id AS "remoteId", name, singers, ext,
  file_size_bytes AS "fileSizeBytes", metadata_json AS "metadataJson", active_file_count AS "fileCount",
  CASE WHEN active_file_count = 0 THEN (SELECT min(o.id) ${linkedWithFile(`${song}.id`)}) END AS "heldBy",
  ${gone} AS "isGone"`;

const namesText = `SELECT id, platform, remote_song_id AS "remoteId" FROM songs WHERE id ${oneOfGiven}`;
const coversText = `SELECT c.song_id AS "songId", k.id, k.hash, k.thumbhash FROM song_covers c JOIN covers k ON k.id = c.cover_id
  WHERE c.song_id ${oneOfGiven}`;

/** The primary file last. CROSS JOIN keeps SQLite from beginning with the locations. */
const filesText = `SELECT a.song_id AS "songId", a.ext, a.quality_label AS quality, a.file_size_bytes AS "fileSizeBytes"
  FROM file_assets a CROSS JOIN file_locations l ON l.file_asset_id = a.id
  WHERE a.song_id ${oneOfGiven} AND l.status = 'active' ORDER BY l.is_primary, l.id DESC`;

interface CoverRow extends Omit<ShownCover, 'thumbhash'> {
  readonly songId: number;
  readonly thumbhash: Uint8Array;
}

/** The songs of some rows, with the songs whose files they share and their covers. */
export async function songEntries(session: Questions, rows: readonly SongRow[]): Promise<SongEntry[]> {
  const holders = await holdersOf(session, rows);
  const covers = await coversOf(session, rows);
  const files = await filesOf(session, rows);
  return rows.map(({ heldBy, isGone: gone, metadataJson, ...row }) => {
    const { album, durationMs } = songDetails(metadataJson ?? undefined);
    return {
      ...row,
      singers: row.singers ?? undefined,
      ext: row.ext ?? undefined,
      fileSizeBytes: row.fileSizeBytes ?? undefined,
      status: row.fileCount > 0 || heldBy !== null ? 'downloaded' : gone === 0 ? 'missing' : 'gone',
      fileOf: heldBy === null ? undefined : holders.get(heldBy),
      file: files.get(row.id),
      album,
      durationMs,
      cover: covers.get(row.id),
    };
  });
}

async function holdersOf(session: Questions, rows: readonly SongRow[]): Promise<ReadonlyMap<number, NamedSong>> {
  const ids = rows.flatMap(({ heldBy }) => heldBy ?? []);
  if (ids.length === 0) return new Map();
  return new Map((await session.rows<NamedSong>(namesText, asGiven(ids))).map((song) => [song.id, song]));
}

async function coversOf(session: Questions, rows: readonly SongRow[]): Promise<ReadonlyMap<number, ShownCover>> {
  if (rows.length === 0) return new Map();
  const found = await session.rows<CoverRow>(coversText, asGiven(rows.map(({ id }) => id)));
  return new Map(
    found.map(({ songId, id, hash, thumbhash }) => [songId, { id, hash, thumbhash: Buffer.from(thumbhash).toString('base64') }]),
  );
}

async function filesOf(session: Questions, rows: readonly SongRow[]): Promise<ReadonlyMap<number, EntryFile>> {
  const ids = rows.filter(({ fileCount }) => fileCount > 0).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const found = await session.rows<{ songId: number; ext: string; quality: string; fileSizeBytes: number | null }>(filesText, asGiven(ids));
  return new Map(
    found.map(({ songId, ext, quality, fileSizeBytes }) => [songId, { ext, quality, fileSizeBytes: fileSizeBytes ?? undefined }]),
  );
}
