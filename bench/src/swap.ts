import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportSnapshot } from '@catalogsync/snapshot';
import { type Manifest, printManifest, snapshotId } from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import { sourceDatabase } from './dataset.js';
import { startPublicApi } from './public-api-process.js';
import { median, printTable } from './table.js';

const tracks = Number(process.env.BENCH_TRACKS ?? 100_000);
const everyMs = 300;
/** Of each kind, one after the other. */
const rounds = 6;
const roundMs = 4_000;
const connections = 4;

/** Two snapshots of the same tracks, one of which is announced. */
class Alternating {
  private readonly manifests: readonly Manifest[];
  private sequence: number;

  constructor(
    private readonly folder: string,
    exported: Manifest,
  ) {
    this.sequence = exported.sequence;
    this.manifests = [1, 2].map((second) => this.make(exported, snapshotId(Date.UTC(2026, 0, 1, 0, 0, second), `${second}`.repeat(64))));
    rmSync(join(folder, 'catalog_read.db'));
    this.announce();
  }

  /** The other one, as a newer publication. */
  announce(): void {
    this.sequence += 1;
    const manifest = { ...this.manifests[this.sequence % 2], sequence: this.sequence } as Manifest;
    writeFileSync(join(this.folder, 'manifest.tmp'), printManifest(manifest));
    renameSync(join(this.folder, 'manifest.tmp'), join(this.folder, 'manifest.json'));
  }

  private make(exported: Manifest, id: string): Manifest {
    const file = join(this.folder, id, 'catalog_read.db');
    mkdirSync(join(this.folder, id));
    copyFileSync(join(this.folder, 'catalog_read.db'), file);
    const db = new Database(file);
    db.prepare('UPDATE snapshot_info SET snapshot_id = ?').run(id);
    db.close();
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return { ...exported, snapshot_id: id, db_sha256: sha256, db_size_bytes: statSync(file).size };
  }
}

/** Reads tracks over a few connections, each request after the one before. */
class PointReads {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: connections });
  private next = 1;
  failed = 0;

  constructor(private readonly base: string) {}

  /** How long each request took, in milliseconds. */
  async during(ms: number): Promise<number[]> {
    const took: number[] = [];
    const end = performance.now() + ms;
    const connection = async (): Promise<void> => {
      while (performance.now() < end) {
        const began = performance.now();
        if ((await this.status()) !== 200) this.failed += 1;
        took.push(performance.now() - began);
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
    return took;
  }

  close(): void {
    this.agent.destroy();
  }

  private status(): Promise<number | undefined> {
    this.next = (this.next * 16_807) % 2_147_483_647;
    return new Promise((resolve, reject) => {
      get(`${this.base}/v1/tracks/${1 + (this.next % tracks)}`, { agent: this.agent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }).on('error', reject);
    });
  }
}

/** Rounds without and with swaps of snapshots by turns, in the same process. */
export async function runSwapBench(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'catalogsync-swap-bench-'));
  const folder = join(root, 'publication');
  mkdirSync(folder);
  const alternating = new Alternating(folder, await exportSnapshot({ db: sourceDatabase(tracks), targetDir: folder }));
  const { base, process: child } = await startPublicApi(root, undefined);
  const reads = new PointReads(base);
  try {
    await reads.during(roundMs);
    const [steady, swapped]: [Round[], Round[]] = [[], []];
    const before = await swapsOf(base);
    for (let round = 0; round < rounds; round++) {
      steady.push(roundOf(await reads.during(roundMs)));
      swapped.push(roundOf(await swapping(alternating, () => reads.during(roundMs))));
      // What the last swap began must not reach into the steady round.
      await sleep(1_000);
    }
    report(steady, swapped, (await swapsOf(base)) - before, reads.failed);
  } finally {
    reads.close();
    child.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

function roundOf(took: number[]): Round {
  const sorted = took.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), perSecond: sorted.length / (roundMs / 1_000) };
}

async function swapping<T>(alternating: Alternating, act: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => alternating.announce(), everyMs);
  try {
    return await act();
  } finally {
    clearInterval(timer);
  }
}

async function swapsOf(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/catalogsync_snapshot_swaps_total\{[^}]*\} (\d+)/.exec(text)?.[1]);
}

function report(steady: readonly Round[], swapped: readonly Round[], swaps: number, failed: number): void {
  const of = (all: readonly Round[], figure: keyof Round): number => median(all.map((round) => round[figure]));
  const row = (name: string, figure: keyof Round, digits: number): string[] => {
    const [plain, during] = [of(steady, figure), of(swapped, figure)];
    return [name, plain.toFixed(digits), during.toFixed(digits), (during / plain).toFixed(2)];
  };
  printTable(
    ['reads of one track', 'steady', `swaps every ${everyMs} ms`, 'ratio'],
    [row('p50, ms', 'p50', 3), row('p99, ms', 'p99', 3), row('a second', 'perSecond', 0)],
  );
  console.log(`${tracks.toLocaleString('en')} tracks, ${swaps} swaps reached, ${failed} requests failed; the goal for p99 is 1.5`);
}
