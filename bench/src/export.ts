import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { databaseName, readTables } from '@catalogsync/snapshot-format';
import { nodeOptions } from './command.js';
import { sourceDatabase } from './dataset.js';
import type { ExportFigures } from './export-child.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
/** `BENCH_TRACKS` makes a shorter run. */
const tracks = Number(process.env.BENCH_TRACKS ?? 1_000_000);
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
  INSERT INTO catalog_track_details SELECT s.id, l.album_id, l.disc_number, l.track_number, json_extract(metadata_json, '$.year'), s.added_at, NULL, NULL,
      c.cover_id, y.lyrics_id, NULL
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

/** What one run took: time that passed, and time that a processor worked. */
interface Times {
  readonly ms: number;
  readonly cpuMs: number;
}

/** The shell's own `times` prints what its children worked, as `0m1.250s 0m0.150s`. */
function childrenCpuMs(printed: string): number {
  const last = printed.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}

async function shellCopy(source: string, target: string): Promise<Times> {
  const script = `PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ATTACH '${source}' AS src;
    ${readTables.join(';\n')}; BEGIN; ${plainCopy} COMMIT;`;
  const began = performance.now();
  const { stdout } = await run('sh', ['-c', 'sqlite3 -bail "$1" "$2" && times', 'sh', target, script]);
  return { ms: performance.now() - began, cpuMs: childrenCpuMs(stdout) };
}

/** Bytes of each table and index of a database, the largest first. */
async function sizesOf(database: string): Promise<[name: string, bytes: number][]> {
  const sql = 'SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC';
  const { stdout } = await run('sqlite3', ['-bail', '-separator', ' ', database, sql]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', bytes = '0']) => [name, Number(bytes)]);
}

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
export async function ourExport(source: string, targetDir: string): Promise<ExportFigures> {
  const child = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './export-child.ts' : './export-child.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...process.execArgv, ...nodeOptions, child, source, targetDir]);
  return JSON.parse(stdout) as ExportFigures;
}

/** Export of 1,000,000 tracks, 1.2 million files and 2.6 million playlist rows against a bare copy by the sqlite3 shell. */
export async function runExportBench(): Promise<void> {
  const source = sourceDatabase(tracks);
  const folder = mkdtempSync(join(tmpdir(), 'catalogsync-export-bench-'));
  const shell: Times[] = [];
  const ours: ExportFigures[] = [];
  let sizes: [string, number][] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const [copy, target] = [join(folder, 'copy.db'), join(folder, 'target')];
      shell.push(await shellCopy(source, copy));
      rmSync(copy);
      ours.push(await ourExport(source, target));
      if (round === 0) sizes = await sizesOf(join(target, databaseName));
      rmSync(target, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report(shell, ours, statSync(source).size);
  reportSizes(sizes, ours[0]?.sizeBytes ?? 0);
}

export const seconds = (ms: number): string => (ms / 1000).toFixed(2);
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

function report(shell: readonly Times[], ours: readonly ExportFigures[], sourceBytes: number): void {
  const yardstick = { ms: median(shell.map(({ ms }) => ms)), cpuMs: median(shell.map(({ cpuMs }) => cpuMs)) };
  const row = (name: string, { ms, cpuMs }: Times, goal: string): string[] => [
    name,
    seconds(ms),
    (ms / yardstick.ms).toFixed(2),
    seconds(cpuMs),
    (cpuMs / yardstick.cpuMs).toFixed(2),
    goal,
  ];
  const phase = (name: string): Times => ({
    ms: median(ours.map((one) => one.phases[name]?.ms ?? Number.NaN)),
    cpuMs: median(ours.map((one) => one.phases[name]?.cpuMs ?? Number.NaN)),
  });
  const whole = { ms: median(ours.map((one) => one.totalMs)), cpuMs: median(ours.map((one) => one.totalCpuMs)) };
  printTable(
    ['step', 'seconds', 'ratio', 'CPU seconds', 'ratio', 'goal'],
    [
      row('sqlite3 shell, bare rows', yardstick, ''),
      ...['rows', 'indices', 'documents', 'search', 'check', 'hash', 'publish'].map((name) => row(name, phase(name), '')),
      row('whole export', whole, '<= 4'),
    ],
  );
  const peak = megabytes(Math.max(...ours.map((one) => one.peakBytes)));
  const size = ours[0]?.sizeBytes ?? 0;
  console.log(
    `\n${tracks} tracks; peak resident size ${peak} (goal < 220 MB); source ${megabytes(sourceBytes)}, snapshot ${megabytes(size)}`,
  );
  console.log(`${(size / tracks).toFixed(1)} bytes a track (goal <= 760); medians of ${rounds}\n`);
}

/** Tables and indices that take at least a byte a track. */
function reportSizes(sizes: readonly [name: string, bytes: number][], whole: number): void {
  const rows = sizes
    .filter(([, bytes]) => bytes >= tracks)
    .map(([name, bytes]) => [name, (bytes / tracks).toFixed(1), `${((bytes / whole) * 100).toFixed(1)} %`]);
  printTable(['table or index', 'bytes a track', 'share'], rows);
}
