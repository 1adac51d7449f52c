import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { contentOf } from './kill-content.js';

// Real here: the process, SIGKILL, the disk, SQLite. By hand: ./catalogsync test kill-loop --kills 1000.
const kills = Number(process.env.KILLS ?? 50);
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Life {
  /** Milliseconds from the start of the process to its first finished item; undefined if it did not get that far. */
  readonly firstItemMs: number | undefined;
  readonly exitCode: number | null;
  readonly complaints: string;
}

/** Starts the child and kills it after `lifeMs`, or lets it finish. */
function live(home: string, lifeMs: number | undefined): Promise<Life> {
  const program = fileURLToPath(new URL('kill-child.ts', import.meta.url));
  const flags = ['--conditions=catalogsync-source', '--import', join(root, 'tools/swc-register.mjs')];
  const { NODE_OPTIONS: _jest, ...env } = process.env;
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, program, home, lifeMs === undefined ? 'finish' : 'run'], { cwd: root, env });
  let firstItemMs: number | undefined;
  let complaints = '';
  child.stdout.on('data', () => {
    firstItemMs ??= performance.now() - began;
  });
  child.stderr.on('data', (text) => {
    complaints += String(text);
  });
  const gone = new Promise<Life>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ firstItemMs, exitCode, complaints }));
  });
  if (lifeMs !== undefined) void sleep(lifeMs).then(() => child.kill('SIGKILL'));
  return gone;
}

interface Findings {
  readonly jobs: number;
  readonly itemsLost: number;
  readonly effectsTwice: number;
  readonly effectsMissing: number;
  readonly partialFiles: number;
  readonly integrity: string;
}

function inspect(home: string): Findings {
  const database = new Connection(join(home, 'catalogsync.db'), { readonly: true });
  const number = (sql: string): number => Number(database.prepare(sql).pluck().get());
  const jobs = number('SELECT count(*) FROM job_runs');
  const notes = database.prepare('SELECT text, count(*) AS n FROM notes GROUP BY text').all() as Array<{ text: string; n: number }>;
  const names = readdirSync(join(home, 'files'));
  const partial = names.filter((name) => name.startsWith('.') || readFileSync(join(home, 'files', name), 'utf8') !== contentOf(name));
  const findings = {
    jobs,
    itemsLost: jobs * 500 - number("SELECT count(*) FROM job_items WHERE status = 'succeeded'"),
    effectsTwice: notes.filter(({ n }) => n > 1).length,
    effectsMissing: jobs * 500 - notes.filter(({ text }) => names.includes(text)).length,
    partialFiles: partial.length,
    integrity: String(database.pragma('integrity_check', { simple: true })),
  };
  database.close();
  return findings;
}

describe('when the process is killed at random moments while jobs of 500 items run', () => {
  it(
    `no item is lost, none takes effect twice and no partial file remains after ${kills} kills`,
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'kill-loop-'));
      try {
        const began = performance.now();
        const lives: Life[] = [await live(home, undefined)];
        const start = lives[0]?.firstItemMs ?? 1_000;
        // From the first instruction to well into the work.
        for (let kill = 0; kill < kills; kill += 1) lives.push(await live(home, Math.random() * (start + 400)));
        lives.push(await live(home, undefined));
        const firsts = lives.flatMap(({ firstItemMs }) => firstItemMs ?? []).sort((a, b) => a - b);
        const slowest = firsts.at(-1) ?? Number.POSITIVE_INFINITY;
        const findings = inspect(home);
        const seconds = Math.round((performance.now() - began) / 1_000);
        console.log({
          kills,
          seconds,
          ...findings,
          firstItemMedianMs: Math.round(firsts[firsts.length >> 1] ?? 0),
          firstItemSlowestMs: Math.round(slowest),
        });
        expect(findings).toMatchObject({ itemsLost: 0, effectsTwice: 0, effectsMissing: 0, partialFiles: 0, integrity: 'ok' });
        expect(lives.map(({ complaints }) => complaints).join('')).toBe('');
        expect(lives.at(-1)?.exitCode).toBe(0);
        // At most as long as five undisturbed starts, or 2 s if that is longer.
        expect(slowest).toBeLessThan(Math.max(2_000, 5 * start));
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    },
    240_000 + kills * 30_000,
  );
});
