import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process with the services it starts, SQLite files.
let home: string;
let side: string;
beforeEach(() => {
  home = temporaryFolder();
  side = join(home, 'resolver_stats.db');
});
afterAll(removeFolders);

describe('when a command builds the application', () => {
  it('leaves resolver_stats.db beside the database, even if it only looks at the queue (behaviour 8)', async () => {
    expect((await catalogsync(['jobs', 'list', '--home', home])).code).toBe(0);
    expect(existsSync(side)).toBe(true);
  });

  it('leaves it there when it opens the catalogue by itself', async () => {
    const db = join(home, 'catalogsync.db');
    expect((await catalogsync(['init-db', '--db', db])).code).toBe(0);
    rmSync(side);
    expect((await catalogsync(['backends', 'list', '--db', db])).code).toBe(0);
    expect(existsSync(side)).toBe(true);
  });

  it('leaves one that is there to the resolver, whatever it is', async () => {
    writeFileSync(side, 'not ours');
    expect((await catalogsync(['jobs', 'list', '--home', home])).code).toBe(0);
  });
});

describe('when the orchestrator with its console is served', () => {
  it('the side file is next to the main one, under the name that --db gives (behaviour 10)', async () => {
    const stop = new AbortController();
    const file = join(home, 'nas.env');
    writeFileSync(file, `ROOT_DIR=${home}\n`);
    const db = join(home, 'data', 'music.db');
    const args = ['serve', '--db', db, '--env-file', file, '--host', '127.0.0.1', '--port', '0'];
    const served = catalogsync(args, { signal: stop.signal });
    try {
      await until(() => existsSync(join(home, 'data', 'resolver_stats.db')));
    } finally {
      stop.abort();
      await served;
    }
  });
});
