import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, SQLite files, and the orchestrator with its gRPC socket
// where a home is named.
afterAll(removeFolders);

const cloud = ['--name', 'cloud', '--type', 'object_storage', '--bucket', 'music', '--endpoint', 'https://s3.example'];
const rows = (db: string) => {
  const connection = new Connection(db, { readonly: true });
  const found = connection.prepare('SELECT id, name, backend_type, config_json FROM storage_backends ORDER BY name').all();
  connection.close();
  return found as { id: number; name: string; backend_type: string; config_json: string }[];
};

describe('when object storage is registered in a database (behaviour 141)', () => {
  let db: string;
  beforeAll(async () => {
    db = join(temporaryFolder(), 'catalogsync.db');
    expect((await catalogsync(['init-db', '--db', db])).code).toBe(0);
  });
  const register = (...more: string[]) => catalogsync(['backends', 'register', '--db', db, ...cloud, ...more]);

  it('stores it once, however often it is registered', async () => {
    expect(await register('--prefix', '/songs/')).toEqual({ code: 0, stdout: 'registered: cloud\n', stderr: '' });
    const first = rows(db);
    expect(await register('--prefix', 'songs')).toEqual({ code: 0, stdout: 'already registered: cloud\n', stderr: '' });
    expect(rows(db)).toEqual(first);
    const [stored] = first.filter(({ name }) => name === 'cloud');
    expect(stored?.backend_type).toBe('object_storage');
    expect(JSON.parse(stored?.config_json ?? '')).toEqual({ bucket: 'music', endpoint: 'https://s3.example', prefix: 'songs' });
  });

  it('changes it under the same id and keeps keys written by others', async () => {
    const connection = new Connection(db);
    connection
      .prepare("UPDATE storage_backends SET config_json = json_set(config_json, '$.addressing', 'path') WHERE name = 'cloud'")
      .run();
    connection.close();
    const [before] = rows(db);
    const { stdout } = await register('--region', 'eu-1', '--public-base-url', 'https://cdn.example/', '--json');
    expect(JSON.parse(stdout)).toEqual({ name: 'cloud', changed: true });
    const [after] = rows(db);
    expect(after?.id).toBe(before?.id);
    expect(JSON.parse(after?.config_json ?? '')).toEqual({
      bucket: 'music',
      endpoint: 'https://s3.example',
      region: 'eu-1',
      public_base_url: 'https://cdn.example',
      addressing: 'path',
    });
  });

  it('lists it next to the local one', async () => {
    const { backends } = JSON.parse((await catalogsync(['backends', 'list', '--db', db, '--json'])).stdout) as { backends: unknown[] };
    expect(backends).toEqual([
      {
        name: 'cloud',
        type: 'object_storage',
        objectStorage: { bucket: 'music', endpoint: 'https://s3.example', region: 'eu-1', publicBaseUrl: 'https://cdn.example' },
      },
      { name: 'local', type: 'local', basePath: join(db, '../library') },
    ]);
    expect((await catalogsync(['backends', 'list', '--db', db])).stdout).toContain('https://s3.example/music');
  });

  it.each([
    ['credentials in the endpoint', ['--endpoint', 'https://me:hunter2@s3.example'], 1],
    ['a signed public address', ['--public-base-url', 'https://cdn.example/?token=hunter2'], 1],
    ['a prefix with ".."', ['--prefix', '../hunter2'], 1],
    ['the name of a local backend', ['--name', 'local'], 1],
    ['another type', ['--type', 'tape'], 2],
    ['a home as well', ['--home', '/x'], 2],
  ])('refuses %s with one line and stores nothing', async (_, more, expected) => {
    const before = rows(db);
    const { code, stdout, stderr } = await register(...more);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
    expect(stderr).not.toContain('hunter2');
    expect(rows(db)).toEqual(before);
    // That it was tried is in the audit log, without what was refused.
    expect(readFileSync(db).includes('hunter2')).toBe(false);
  });

  it('fails for a misspelled database, names it and creates nothing', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'typo.db');
    const { code, stderr } = await catalogsync(['backends', 'list', '--db', missing]);
    expect(code).toBe(1);
    expect(stderr).toContain(missing);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('when a home is named', () => {
  it('goes through its orchestrator, started for the purpose', async () => {
    const home = join(temporaryFolder(), 'h');
    const registered = await catalogsync(['backends', 'register', '--home', home, ...cloud, '--json']);
    expect(registered.code).toBe(0);
    expect(registered.stdout).toContain('"changed": true');
    const listed = await catalogsync(['backends', 'list', '--home', home, '--json']);
    expect((JSON.parse(listed.stdout) as { backends: { name: string }[] }).backends).toEqual([
      { name: 'cloud', type: 'object_storage', objectStorage: { bucket: 'music', endpoint: 'https://s3.example' } },
      { name: 'local', type: 'local', basePath: join(home, 'library') },
    ]);
    const refused = await catalogsync(['backends', 'register', '--home', home, ...cloud, '--endpoint', 'https://me:hunter2@s3.example']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).not.toContain('hunter2');
  });
});
