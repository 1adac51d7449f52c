import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ObjectServer, startSwift } from '@catalogsync/testkit/object-servers';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const leastRatio = 0.8;
/** How many files of how many bytes. */
const loads = {
  'many small files': [[200, 200_000]],
  songs: [[24, 8_000_000]],
  'few large files': [[3, 70_000_000]],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;

function makeFiles(folder: string, files: readonly (readonly [number, number])[]): number {
  mkdirSync(folder);
  let bytes = 0;
  for (const [index, [count, size]] of files.entries())
    for (let at = 0; at < count; at++, bytes += size) writeFileSync(join(folder, `${index}-${at}.flac`), randomBytes(size));
  return bytes;
}

interface Uploaded {
  readonly ms: number;
  /** With the time that loading the SDK takes, which a service does once. */
  readonly withStartMs: number;
}

async function ours(folder: string, server: ObjectServer, prefix: string): Promise<Uploaded> {
  const flags = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/orchestrator/test/upload-load.ts'];
  const place = [server.endpoint, server.bucket, prefix, server.keys.accessKeyId, server.keys.secret];
  const { stdout } = await run(process.execPath, [...flags, `${folder}-${prefix}.db`, folder, ...place], { cwd: root });
  return JSON.parse(stdout) as Uploaded;
}

/** With an environment of its own: nothing of this machine's settings. */
async function rclone(folder: string, server: ObjectServer, prefix: string): Promise<number> {
  const settings = {
    ...{ TYPE: 's3', PROVIDER: 'Other', ENDPOINT: server.endpoint, FORCE_PATH_STYLE: 'true' },
    ...{ ACCESS_KEY_ID: server.keys.accessKeyId, SECRET_ACCESS_KEY: server.keys.secret },
  };
  const env = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`RCLONE_CONFIG_THERE_${key}`, value]));
  const started = performance.now();
  await run('rclone', ['copy', folder, `there:${server.bucket}/${prefix}`], { env: { PATH: process.env.PATH, HOME: tmpdir(), ...env } });
  return performance.now() - started;
}

/** Uploads the same files to OpenStack Swift by the upload stage and by rclone, both four at once, in turns. Throws if the goal is missed. */
export async function runUploadBench(): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'bench-upload-'));
  const server = await startSwift();
  try {
    const rows: string[][] = [];
    const ratios: number[] = [];
    for (const [index, [name, files]] of Object.entries(loads).entries()) {
      const folder = join(base, `files-${index}`);
      const megabytes = makeFiles(folder, files) / 1e6;
      const measured: { readonly our: Uploaded; readonly their: number }[] = [];
      for (let round = 0; round <= rounds; round++) {
        const turns = {
          our: await ours(folder, server, `ours-${index}-${round}`),
          their: await rclone(folder, server, `theirs-${index}-${round}`),
        };
        // The first warms the server up.
        if (round > 0) measured.push(turns);
      }
      const rate = (pick: (one: (typeof measured)[number]) => number): string =>
        (megabytes / (median(measured.map(pick)) / 1000)).toFixed(1);
      const ratio = median(measured.map(({ our, their }) => their / our.ms));
      ratios.push(ratio);
      rows.push([name, rate(({ our }) => our.ms), rate(({ our }) => our.withStartMs), rate(({ their }) => their), ratio.toFixed(2)]);
    }
    printTable(['files', 'ours MB/s', 'with the start MB/s', 'rclone MB/s', 'ratio'], rows);
    console.log(`goal: at least ${leastRatio} of rclone`);
    if (Math.min(...ratios) < leastRatio) throw new Error('slower than the goal');
  } finally {
    await server.stop();
    rmSync(base, { recursive: true });
  }
}
