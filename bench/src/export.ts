import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readTables } from '@catalogsync/snapshot-format';
import { nodeOptions } from './command.js';
import { sourceDatabase } from './dataset.js';
import type { ExportFigures } from './export-child.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const tracks = 1_000_000;
const rounds = 3;

/**
 * The sqlite3 shell copying the same columns into the same bare tables: the cheapest statement for each, without
 * encoding addresses or guaranteeing order. Only links are ordered: unordered they take the shell twice
 * as long.
 */
const plainCopy = `
  INSERT INTO catalog_playlists SELECT id, platform, remote_playlist_id, name, description, cover_url, play_count, collected_song_count FROM src.playlists;
  INSERT INTO catalog_tracks SELECT id, platform, remote_song_id, name, singers, ext, file_size_bytes, metadata_json FROM src.songs;
  INSERT INTO catalog_playlist_tracks SELECT playlist_id, song_id, position FROM src.playlist_songs;
  INSERT INTO catalog_track_files SELECT l.id, a.song_id, a.quality_label, a.ext, a.file_size_bytes, b.backend_type, b.name, l.locator,
      CASE l.backend_id WHEN 2 THEN 'https://cdn.example.org/music/' || l.locator END, l.status, l.is_primary
    FROM src.file_locations l JOIN src.file_assets a ON a.id = l.file_asset_id JOIN src.storage_backends b ON b.id = l.backend_id
    WHERE l.status = 'active';
  INSERT INTO catalog_toplists SELECT pool.external_id, p.id, p.platform, p.name, p.description, p.cover_url, p.play_count, p.collected_song_count, pool.name
    FROM src.playlist_pools pool JOIN src.pool_playlists link ON link.pool_id = pool.id JOIN src.playlists p ON p.id = link.playlist_id
    WHERE pool.pool_kind = 'toplist';
  INSERT INTO catalog_artist_tracks SELECT artist_id, song_id, position FROM src.artist_songs ORDER BY artist_id, song_id;
  INSERT INTO catalog_artists SELECT id, name, (SELECT count(*) FROM catalog_artist_tracks link WHERE link.artist_id = a.id) FROM src.artists a;
  INSERT INTO catalog_covers SELECT id, hash, width, height, color, thumbhash FROM src.covers;
  INSERT INTO catalog_track_details SELECT s.id, l.album_id, l.disc_number, l.track_number, json_extract(metadata_json, '$.year'), NULL,
      json_extract(metadata_json, '$.composer'), json_extract(metadata_json, '$.isrc'), NULL, json_extract(metadata_json, '$.replay_gain'), NULL, NULL,
      s.added_at, 0, NULL, c.cover_id, y.lyrics_id
    FROM src.songs s LEFT JOIN src.album_songs l ON l.song_id = s.id LEFT JOIN src.album_covers c ON c.album_id = l.album_id
    LEFT JOIN src.song_lyrics y ON y.song_id = s.id;
  INSERT INTO catalog_album_tracks SELECT album_id, disc_number, track_number, song_id FROM src.album_songs ORDER BY 1, 2, 3, 4;
  INSERT INTO catalog_albums SELECT a.id, a.name, a.year, a.release_date, a.kind, a.musicbrainz_id,
      (SELECT count(*) FROM catalog_album_tracks t WHERE t.album_id = a.id), NULL, c.cover_id, NULL
    FROM src.albums a LEFT JOIN src.album_covers c ON c.album_id = a.id;
  INSERT INTO catalog_album_artists SELECT album_id, artist_id, position FROM src.album_artists;
  INSERT OR IGNORE INTO catalog_track_genres SELECT genre_id, song_id, position FROM src.song_genres ORDER BY 1, 2;
  INSERT INTO catalog_genres SELECT id, name, (SELECT count(*) FROM catalog_track_genres l WHERE l.genre_id = g.id) FROM src.genres g;
  INSERT INTO catalog_lyrics SELECT id, plain, timed, language FROM src.lyrics;`;

async function shellCopy(source: string, target: string): Promise<number> {
  const script = `PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ATTACH '${source}' AS src;
    ${readTables.join(';\n')}; BEGIN; ${plainCopy} COMMIT;`;
  const began = performance.now();
  await run('sqlite3', ['-bail', target, script]);
  return performance.now() - began;
}

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
async function ourExport(source: string, targetDir: string): Promise<ExportFigures> {
  const child = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './export-child.ts' : './export-child.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...process.execArgv, ...nodeOptions, child, source, targetDir]);
  return JSON.parse(stdout) as ExportFigures;
}

/** Export of 1,000,000 tracks, 1.2 million files and 2.6 million playlist rows against a bare copy by the sqlite3 shell. */
export async function runExportBench(): Promise<void> {
  const source = sourceDatabase(tracks);
  const folder = mkdtempSync(join(tmpdir(), 'catalogsync-export-bench-'));
  const shell: number[] = [];
  const ours: ExportFigures[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const copy = join(folder, 'copy.db');
      shell.push(await shellCopy(source, copy));
      rmSync(copy);
      ours.push(await ourExport(source, join(folder, 'target')));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report(shell, ours, statSync(source).size);
}

function report(shell: readonly number[], ours: readonly ExportFigures[], sourceBytes: number): void {
  const yardstick = median(shell);
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const row = (name: string, ms: number, goal: string): string[] => [name, seconds(ms), (ms / yardstick).toFixed(2), goal];
  const phase = (name: string): number => median(ours.map((one) => one.phases[name] ?? Number.NaN));
  const rows = phase('rows');
  printTable(
    ['step', 'seconds', 'ratio', 'goal'],
    [
      row('sqlite3 shell, bare rows', yardstick, ''),
      row('rows', rows, '<= 1.3'),
      ...['indices', 'documents', 'search', 'check', 'hash', 'publish'].map((name) => row(name, phase(name), '')),
      row('whole export', median(ours.map((one) => one.totalMs)), '<= 4'),
    ],
  );
  const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const peak = mb(Math.max(...ours.map((one) => one.peakBytes)));
  console.log(
    `\npeak resident size ${peak} (goal < 220 MB); source ${mb(sourceBytes)}, snapshot ${mb(ours[0]?.sizeBytes ?? 0)} (goal <= 760 MB); medians of ${rounds}`,
  );
}
