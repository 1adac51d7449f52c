import { asGiven, type Changes, oneOfGiven } from '@catalogsync/sqlite';
import type { AlbumChanges } from '../../../core/albums/album-store.js';
import { givenLists, givenNumber } from '../dialect.js';

const [song, position, identity, spelling] = [givenNumber(0), givenNumber(1), givenNumber(2), givenNumber(3)];

const addGenres = `INSERT INTO song_genres(song_id, position, genre_id, spelling)
  SELECT ${song}, ${position}, g.id, ${spelling} FROM ${givenLists} JOIN genres g ON g.identity = ${identity}`;
const nameGenres = `UPDATE genres SET name = (SELECT spelling FROM genre_spellings WHERE genre_id = genres.id ORDER BY song_count DESC, spelling LIMIT 1)
  WHERE id ${oneOfGiven}
    AND name <> (SELECT spelling FROM genre_spellings WHERE genre_id = genres.id ORDER BY song_count DESC, spelling LIMIT 1)`;

/** Sets exactly these genres; each is named as most songs spell it. */
export async function saveGenres(session: Changes, changes: AlbumChanges['genres']): Promise<void> {
  if (changes.length === 0) return;
  const songIds = asGiven(changes.map(({ songId }) => songId));
  const named = new Map<string, string>();
  for (const { genres } of changes) for (const genre of genres) if (!named.has(genre.identity)) named.set(genre.identity, genre.spelling);
  await session.changeEach('INSERT INTO genres(identity, name) VALUES (?, ?) ON CONFLICT DO NOTHING', await unknownGenres(session, named));
  const before = await session.rows<{ id: number }>(`SELECT DISTINCT genre_id AS id FROM song_genres WHERE song_id ${oneOfGiven}`, songIds);
  await session.change(`DELETE FROM song_genres WHERE song_id ${oneOfGiven}`, songIds);
  const rows = changes.flatMap(({ songId, genres }) => genres.map((genre, at) => [songId, at + 1, genre.identity, genre.spelling]));
  if (rows.length > 0) await session.change(addGenres, JSON.stringify(rows));
  const touched = await session.rows<{ id: number }>(`SELECT id FROM genres WHERE identity ${oneOfGiven}`, asGiven([...named.keys()]));
  const ids = asGiven([...new Set([...before, ...touched].map(({ id }) => id))]);
  await session.change(
    `DELETE FROM genres WHERE id ${oneOfGiven} AND NOT EXISTS (SELECT 1 FROM song_genres WHERE genre_id = genres.id)`,
    ids,
  );
  await session.change(nameGenres, ids);
}

async function unknownGenres(session: Changes, named: ReadonlyMap<string, string>): Promise<string[][]> {
  const rows = await session.rows<{ identity: string }>(
    `SELECT identity FROM genres WHERE identity ${oneOfGiven}`,
    asGiven([...named.keys()]),
  );
  const existing = new Set(rows.map((row) => row.identity));
  return [...named].filter(([key]) => !existing.has(key));
}
