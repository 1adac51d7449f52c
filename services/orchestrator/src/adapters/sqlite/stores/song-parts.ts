import { asGiven, oneOfGiven, type Questions, type SqlValue } from '@catalogsync/sqlite';
import { mostSongsRead, type NamePlace, type SongQuery, type SongStatus } from '../../../core/console/catalogue-lists.js';
import { songsByName, songsOfPlatform } from '../dialect.js';
import { isGone } from './gone-songs.js';
import type { Condition } from './id-stretches.js';
import { linkedWithFile } from './linked-songs.js';
import { type SongRow, songColumns } from './song-entries.js';

/** Rows of one part of a list, and where it goes on. */
interface SongRows {
  readonly rows: readonly SongRow[];
  readonly next: NamePlace | undefined;
}

/** How songs with a status are found among rows of `songs`, called `song`, and read; without a status, those that are not gone. */
export function songsWith(song: string, status: SongStatus | undefined): { readonly where: string; readonly columns: string } {
  const isHeld = `EXISTS (SELECT 1 ${linkedWithFile(`${song}.id`)})`;
  const where = {
    downloaded: `(${song}.active_file_count > 0 OR ${isHeld})`,
    missing: `${song}.active_file_count = 0 AND NOT ${isHeld} AND NOT ${isGone(song)}`,
    gone: isGone(song),
  };
  return {
    where: status === undefined ? `NOT ${isGone(song)}` : where[status],
    columns: songColumns(song, status === 'gone' ? '1' : '0'),
  };
}

/** A stretch of an index that holds the songs of a list, in its order. */
interface Stretch {
  readonly from: string;
  readonly where: Condition;
  readonly order: string;
}

/** Reads a stretch song by song, for those with a status. */
async function partOf(
  session: Questions,
  { from, where, order }: Stretch,
  status: SongStatus | undefined,
  limit: number,
): Promise<SongRows> {
  const read = `FROM ${from} WHERE ${where.text} ${order}`;
  const { where: wanted, columns } = songsWith('some', status);
  const text = `SELECT ${columns} FROM (SELECT * ${read} LIMIT ?) AS some WHERE ${wanted} LIMIT ?`;
  const rows = await session.rows<SongRow>(text, ...where.values, mostSongsRead, limit + 1);
  if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1] };
  const [next] = await session.rows<NamePlace>(`SELECT name, id ${read} LIMIT 1 OFFSET ?`, ...where.values, mostSongsRead - 1);
  return { rows, next };
}

/** @param where a range of names, answered by the index of all songs and by that of each platform */
export function partByName(session: Questions, query: SongQuery, where: Condition, order: string): Promise<SongRows> {
  const { platform, status, limit } = query;
  if (platform === undefined) return partOf(session, { from: songsByName, where, order }, status, limit);
  const ofPlatform = { text: `platform = ? AND ${where.text}`, values: [platform, ...where.values] };
  return partOf(session, { from: songsOfPlatform, where: ofPlatform, order }, status, limit);
}

/** Those of a status, by id. */
export function partById(session: Questions, { after, limit }: SongQuery, status: SongStatus): Promise<SongRows> {
  const first = after?.id ?? 0;
  if (status === 'downloaded') return downloadedById(session, first, limit);
  const where = { text: 'active_file_count = 0 AND id > ?', values: [first] };
  return partOf(session, { from: 'songs', where, order: 'ORDER BY id' }, status, limit);
}

const ownText = 'SELECT id FROM songs WHERE active_file_count > 0 AND id > ? ORDER BY id LIMIT ?';
const linkedPlaces = 'FROM recording_songs WHERE song_id > ? AND song_id <= ? ORDER BY song_id LIMIT';
/** CROSS keeps SQLite from beginning with all songs. */
const linkedText = `SELECT some.song_id AS id FROM (SELECT song_id ${linkedPlaces} ?) AS some CROSS JOIN songs ON songs.id = some.song_id
  WHERE active_file_count = 0 AND EXISTS (SELECT 1 ${linkedWithFile('some.song_id')}) LIMIT ?`;

/** Those with a file, and those without whose recording has one: each by an index, the first of both. */
async function downloadedById(session: Questions, after: number, limit: number): Promise<SongRows> {
  const ids = async (text: string, ...values: SqlValue[]): Promise<number[]> =>
    (await session.rows<{ id: number }>(text, ...values)).map(({ id }) => id);
  const own = await ids(ownText, after, limit + 1);
  // No song after those can be in the part: few linked ones need a look.
  const last = own[limit] ?? Number.MAX_SAFE_INTEGER;
  const linked = await ids(linkedText, after, last, mostSongsRead, limit + 1);
  const [end] = linked.length > limit ? [] : await ids(`SELECT song_id AS id ${linkedPlaces} 1 OFFSET ?`, after, last, mostSongsRead - 1);
  const found = [...own, ...linked].filter((id) => end === undefined || id <= end).sort((a, b) => a - b);
  const shown = found.slice(0, limit);
  const text = `SELECT ${songsWith('songs', 'downloaded').columns} FROM songs WHERE id ${oneOfGiven} ORDER BY id`;
  const rows = await session.rows<SongRow>(text, asGiven(shown));
  const next = found.length > limit ? shown.at(-1) : end;
  return { rows, next: next === undefined ? undefined : { name: '', id: next } };
}
