import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { nodeOptions } from './command.js';
import { sourceDatabase } from './dataset.js';
import type { DeltaFigures } from './delta-child.js';
import { printTable } from './table.js';

const run = promisify(execFile);
/** `BENCH_TRACKS` makes a shorter run. */
const tracks = Number(process.env.BENCH_TRACKS ?? 1_000_000);

/** One track in a hundred gets another name, half as many are added, one playlist in fifty gets other tracks. */
const change = `
  UPDATE songs SET name = name || ' (2026)' WHERE id % 100 = 7;
  INSERT INTO songs(id, platform, remote_song_id, name, singers, ext, file_size_bytes, metadata_json, added_at)
    SELECT ${tracks} + 1 + id / 200, platform, 'new' || id, name || ' II', singers, ext, file_size_bytes, metadata_json, added_at + 1
    FROM songs WHERE id % 200 = 3;
  INSERT INTO file_assets SELECT 8 * ${tracks} + id, id, 'high', 'mp3', 1000, NULL, 320000, 44100, 16, 1000 FROM songs WHERE id > ${tracks};
  INSERT INTO file_locations SELECT 8 * ${tracks} + id, 8 * ${tracks} + id, 1, 'new/' || id || '.mp3', 'active', 1 FROM songs WHERE id > ${tracks};
  INSERT INTO artist_songs SELECT 1 + id % 1000, id, 0 FROM songs WHERE id > ${tracks};
  UPDATE playlist_songs SET song_id = 1 + (song_id * 7919 + position) % ${tracks} WHERE playlist_id % 50 = 1;`;

/** Each step in its own process, so that its memory and processor time can be measured. */
async function step(...given: readonly string[]): Promise<DeltaFigures> {
  const child = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './delta-child.ts' : './delta-child.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...process.execArgv, ...nodeOptions, child, ...given]);
  return JSON.parse(stdout) as DeltaFigures;
}

function changeCatalogue(file: string): void {
  const db = new Database(file);
  db.exec(change);
  db.close();
}

/** A publication after a change of one track in a hundred against a full one, and the delta that it makes. */
export async function runDeltaBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'catalogsync-delta-bench-'));
  const at = (name: string): string => join(folder, name);
  try {
    copyFileSync(sourceDatabase(tracks), at('source.db'));
    const full = await step('build', at('source.db'), at('one.db'), '1');
    const packed = await step('pack', at('one.db'), at('one.zst'));
    changeCatalogue(at('source.db'));
    const next = await step('build', at('source.db'), at('two.db'), '2', at('one.db'), full.sha256);
    const applied = await step('apply', at('one.db'), at('two.db.patch.zst'), at('applied.db'));
    const again = await step('pack', at('applied.db'), at('two.zst'));
    const original = await step('pack', at('two.db'), at('two-too.zst'));
    report({ full, packed, next, applied }, again.sha256 === original.sha256);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Figures = Readonly<Record<'full' | 'packed' | 'next' | 'applied', DeltaFigures>>;

function report({ full, packed, next, applied }: Figures, equal: boolean): void {
  const row = (name: string, { ms, cpuMs, peakBytes }: DeltaFigures, goal: string): string[] => [
    name,
    (ms / 1000).toFixed(2),
    (cpuMs / 1000).toFixed(2),
    `${Math.round(peakBytes / 1e6)} MB`,
    goal,
  ];
  printTable(
    ['step', 'seconds', 'CPU seconds', 'peak', 'goal'],
    [
      row('full build', full, ''),
      row('its compression', packed, 'both <= 2 builds, < 250 MB'),
      row(`${next.kind} build with its delta`, next, '<= 0.5 of a full one'),
      row('applying the delta', applied, 'CPU <= 3'),
    ],
  );
  const deltaBytes = next.deltaBytes ?? Number.NaN;
  const share = (value: number, of: number): string => (value / of).toFixed(2);
  console.log(
    `\n${tracks} tracks, ${next.changedRows} rows changed; delta ${(deltaBytes / 1e6).toFixed(2)} MB, ` +
      `${((deltaBytes / packed.sizeBytes) * 100).toFixed(2)} % of the compressed full file (goal <= 1.5 %)`,
  );
  console.log(`incremental to full build: ${share(next.ms, full.ms)} of the time, ${share(next.cpuMs, full.cpuMs)} of the CPU time`);
  console.log(`the reader's file is ${equal ? '' : 'NOT '}the publisher's\n`);
}
