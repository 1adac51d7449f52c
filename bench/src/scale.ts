import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, createZstdCompress } from 'node:zlib';
import { databaseName } from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import { sourceDatabase } from './dataset.js';
import { megabytes, ourExport, seconds } from './export.js';
import type { ExportFigures } from './export-child.js';
import { type CataloguePlace, chosenWorkloads } from './http-workloads.js';
import { type PublicApi, startPublicApi } from './public-api-process.js';
import { printTable } from './table.js';

/** `BENCH_SCALE=100000,1000000` makes a shorter run. */
const sizes = (process.env.BENCH_SCALE ?? '100000,1000000,5000000').split(',').map(Number);
/** Requests of each kind, one after the other and each for the first time. */
const asked = 1_000;

/** What one file for each replica costs at a size. */
interface Scale {
  readonly tracks: number;
  readonly made: ExportFigures;
  readonly packed: { readonly bytes: number; readonly cpuMs: number };
  /** From the start of the process to its first answer, and what of it is in memory after all requests. */
  readonly startMs: number;
  readonly residentBytes: number;
  /** Milliseconds of each answer, by kind. */
  readonly reads: ReadonlyMap<string, readonly number[]>;
}

/** Up to which size one file for each replica is right: what grows with the catalogue, and how. */
export async function runScaleBench(): Promise<void> {
  const scales: Scale[] = [];
  for (const tracks of sizes) scales.push(await measure(tracks));
  const row = (name: string, cell: (scale: Scale) => string): string[] => [name, ...scales.map(cell)];
  const kinds = [...(scales[0]?.reads.keys() ?? [])];
  printTable(
    ['one file', ...sizes.map((tracks) => `${tracks.toLocaleString('en')} tracks`)],
    [
      row('file', ({ made }) => megabytes(made.sizeBytes)),
      row('as it travels, zstd -3', ({ packed }) => megabytes(packed.bytes)),
      row('build, s', ({ made }) => seconds(made.totalMs)),
      row('build, CPU s', ({ made }) => seconds(made.totalCpuMs)),
      row('memory of the build', ({ made }) => megabytes(made.peakBytes)),
      row('compression, CPU s', ({ packed }) => seconds(packed.cpuMs)),
      row('start of the API to the first answer, s', ({ startMs }) => seconds(startMs)),
      row('memory of the API', ({ residentBytes }) => megabytes(residentBytes)),
      ...kinds.map((kind) => row(`${kind}: median / 99 %, ms`, ({ reads }) => spread(reads.get(kind) ?? []))),
    ],
  );
  console.log(
    `\n${asked} requests of each kind, one after the other, each for the first time; memory with what of the file is mapped and in use\n`,
  );
}

async function measure(tracks: number): Promise<Scale> {
  const root = mkdtempSync(join(tmpdir(), 'catalogsync-scale-bench-'));
  try {
    const folder = join(root, 'publication');
    mkdirSync(folder);
    const made = await ourExport(sourceDatabase(tracks), folder);
    const file = join(folder, databaseName);
    const packed = await pack(file);
    const began = performance.now();
    const api = await startPublicApi(root, undefined);
    try {
      const startMs = performance.now() - began;
      const reads = await readAll(api, { base: api.base, tracks }, file);
      return { tracks, made, packed, startMs, residentBytes: residentOf(api), reads };
    } finally {
      api.process.kill();
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function pack(file: string): Promise<Scale['packed']> {
  const { user, system } = process.cpuUsage();
  let bytes = 0;
  const packer = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  for await (const chunk of createReadStream(file).pipe(packer)) bytes += (chunk as Buffer).length;
  const after = process.cpuUsage();
  return { bytes, cpuMs: (after.user - user + after.system - system) / 1000 };
}

async function readAll(api: PublicApi, place: CataloguePlace, file: string): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  for (const workload of chosenWorkloads(undefined)) {
    times.set(workload.name, await timesOf(api, (await workload.paths(place)).slice(0, asked)));
  }
  const searches = partsOfNames(file).map((part) => `/v1/search?type=track&limit=50&q=${encodeURIComponent(part)}`);
  times.set('search for a part of a name', await timesOf(api, searches));
  return times;
}

/** What people type: the first three characters of names, each once. */
function partsOfNames(file: string): string[] {
  const db = new Database(file, { readonly: true });
  const step = `max(1, (SELECT max(song_id) FROM catalog_tracks) / ${asked})`;
  const parts = db
    .prepare(`SELECT DISTINCT substr(name, 1, 3) FROM catalog_tracks WHERE song_id % ${step} = 0 LIMIT ${asked}`)
    .pluck()
    .all();
  db.close();
  return parts as string[];
}

async function timesOf(api: PublicApi, paths: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const began = performance.now();
    const answer = await fetch(api.base + path);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path}: status ${answer.status}`);
    times.push(performance.now() - began);
  }
  return times;
}

function residentOf({ process: { pid } }: PublicApi): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) * 1024;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2);
  return `${at(0.5)} / ${at(0.99)}`;
}
