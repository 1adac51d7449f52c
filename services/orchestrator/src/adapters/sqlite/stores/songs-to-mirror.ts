import { asGiven, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import { SINGER_SEPARATOR } from '../../../core/catalogue/song-artists.js';
import { jsonObject, songDetails } from '../../../core/catalogue/song-details.js';
import type { SongToMirror } from '../../../core/media-server/mirror-store.js';
import { linkedWithFile } from './linked-songs.js';

interface SongRow {
  readonly id: number;
  readonly name: string;
  readonly singers: string | null;
  readonly metadataJson: string | null;
}

interface PlaceRow {
  readonly songId: number;
  /** The song itself, or the linked one whose file it shares; null if there is no file. */
  readonly heldBy: number | null;
}

const placesText = `SELECT s.id AS "songId", CASE WHEN s.active_file_count > 0 THEN s.id ELSE (SELECT min(o.id) ${linkedWithFile('s.id')}) END AS "heldBy"
  FROM playlist_songs p JOIN songs s ON s.id = p.song_id WHERE p.playlist_id = ? ORDER BY p.position LIMIT ?`;

const songsText = `SELECT id, name, singers, metadata_json AS "metadataJson" FROM songs WHERE id ${oneOfGiven}`;

/** CROSS JOIN keeps SQLite from reading every file of the backend. */
const filesText = `SELECT a.song_id AS "songId", l.locator FROM file_assets a CROSS JOIN file_locations l ON l.file_asset_id = a.id
  CROSS JOIN storage_backends b ON b.id = l.backend_id
  WHERE l.status = 'active' AND b.backend_type = 'local' AND b.name = ? AND a.song_id ${oneOfGiven} ORDER BY l.is_primary DESC, l.id`;

/** Read at once, so that other work gets its turn in between. */
const batch = 2_000;

/** The songs of a playlist in order, as the files of a media server may have them. */
export async function songsToMirror(
  session: Questions,
  playlistId: number,
  { downloads, limit }: { readonly downloads: string; readonly limit: number },
): Promise<SongToMirror[]> {
  const places = await session.rows<PlaceRow>(placesText, playlistId, limit);
  const songs: SongToMirror[] = [];
  for (let at = 0; at < places.length; at += batch) songs.push(...(await described(session, places.slice(at, at + batch), downloads)));
  return songs;
}

async function described(session: Questions, places: readonly PlaceRow[], downloads: string): Promise<SongToMirror[]> {
  const ids = new Set(places.flatMap(({ songId, heldBy }) => (heldBy === null ? [songId] : [songId, heldBy])));
  const rows = new Map((await session.rows<SongRow>(songsText, asGiven([...ids]))).map((row) => [row.id, row]));
  const holders = asGiven(places.flatMap(({ heldBy }) => heldBy ?? []));
  const files = Map.groupBy(await session.rows<{ songId: number; locator: string }>(filesText, downloads, holders), ({ songId }) => songId);
  return places.flatMap(({ songId, heldBy }) => {
    const [own, holder] = [rows.get(songId), rows.get(heldBy ?? songId)];
    if (own === undefined || holder === undefined) return [];
    const locators = (files.get(holder.id) ?? []).map(({ locator }) => locator);
    return [{ ...describedAs(holder), id: songId, locators, otherTitles: otherTitles(own, holder), hasFile: heldBy !== null }];
  });
}

function describedAs(row: SongRow): Omit<SongToMirror, 'id' | 'locators' | 'otherTitles' | 'hasFile'> {
  const { name: title, singers, metadataJson } = known(row);
  const { album, durationMs, isrc } = songDetails(metadataJson);
  return { title, artists: singers?.split(SINGER_SEPARATOR) ?? [], album, durationMs, isrc };
}

/** What else the song is called, here and where its file comes from. */
function otherTitles(own: SongRow, holder: SongRow): string[] {
  const given = [own, holder].flatMap(({ name, metadataJson }) => [name, ...namesIn(metadataJson)]);
  return [...new Set(given.map((title) => title.trim()))].filter((title) => title !== '' && title !== holder.name.trim());
}

function namesIn(metadataJson: string | null): string[] {
  const names = jsonObject(metadataJson ?? undefined)?.other_names;
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
