import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { statisticsOf } from './statistics.js';

// Real here: twenty processes, SQLite on disk.
const processes = 20;
const attempts = 30;
const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = fileURLToPath(new URL('counters-child.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'counters-'));
afterEach(() => rmSync(home, { recursive: true, force: true }));

function startCounting(db: string) {
  const flags = ['--conditions=catalogsync-source', '--import', join(root, 'tools/swc-register.mjs')];
  const { NODE_OPTIONS: _jest, ...env } = process.env;
  const child = spawn(process.execPath, [...flags, program, db, String(attempts)], { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, ready: once(child.stdout, 'data'), ended: once(child, 'close') };
}

describe('when many processes write the statistics at once', () => {
  it('no count is lost (behaviour 15)', async () => {
    const db = join(home, 'catalogsync.db');
    // Made beforehand, as by the first start.
    await (await openSideDatabase(db)).close();
    const all = Array.from({ length: processes }, () => startCounting(db));
    await Promise.all(all.map(({ ready }) => ready));
    for (const { child } of all) child.stdin.write('go\n');
    const codes = (await Promise.all(all.map(({ ended }) => ended))).map(([code]) => code as number);
    expect(codes).toEqual(codes.map(() => 0));
    const database = await openSideDatabase(db);
    const [counted] = await statisticsOf(new SqliteRankingStore(database), 'qq');
    await database.close();
    const total = processes * attempts;
    expect(counted).toMatchObject({ source: 'kuwo', attempts: total, found: total / 2, verified: total });
  });
});
