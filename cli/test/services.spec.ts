import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type CommandProcess, type Ended, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process, its services, SQLite files, HTTP on loopback.
const running = new Set<CommandProcess>();

function start(args: readonly string[], environment: Record<string, string> = {}): CommandProcess {
  const command = startCatalogsync(args, { environment });
  running.add(command);
  command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

const run = (...args: string[]): Promise<Ended> => start(args).ended;

beforeAll(async () => {
  // Built now, so that no command below has to build.
  expect((await run('--version')).code).toBe(0);
});

afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  removeFolders();
});

describe('when databases are initialised (behaviour 132)', () => {
  it('creates both, registers the local backend, and can be repeated', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'deep', 'catalogsync.db');
    for (const _time of ['first', 'second']) {
      expect(await run('init-db', '--db', db, '--library-root', join(folder, 'library'))).toMatchObject({ code: 0, stderr: '' });
    }
    expect(existsSync(join(folder, 'deep', 'resolver_stats.db'))).toBe(true);
    const catalogue = new Database(db, { readonly: true });
    const backends = catalogue.prepare('SELECT name, backend_type, base_path FROM storage_backends').all();
    catalogue.close();
    expect(backends).toEqual([{ name: 'local', backend_type: 'local', base_path: join(folder, 'library') }]);
  });

  it('makes the folder of the database, but no tree of folders unless asked to', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'misspelt', 'deep', 'catalogsync.db');
    const refused = await run('init-db', '--db', db);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/no such .*misspelt.*--create/) });
    expect(existsSync(join(folder, 'misspelt'))).toBe(false);
    expect(await run('init-db', '--db', db, '--create')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(db)).toBe(true);
  });

  it('exports them as a snapshot (behaviour 135)', async () => {
    const folder = temporaryFolder();
    await run('init-db', '--db', join(folder, 'c.db'));
    const { code, stdout } = await run('export-snapshot', '--db', join(folder, 'c.db'), '--target-dir', join(folder, 'out'), '--json');
    expect(code).toBe(0);
    const manifest = JSON.parse(readFileSync(join(folder, 'out', 'manifest.json'), 'utf8')) as { snapshot_id: string };
    expect(JSON.parse(stdout)).toMatchObject({ snapshot_id: manifest.snapshot_id, track_count: 0 });
    expect(existsSync(join(folder, 'out', 'catalog_read.db'))).toBe(true);
  });
});

describe('when the orchestrator is served from a database and a settings file (behaviour 133)', () => {
  it('starts one server with its console, and stops on SIGTERM', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'my.env'), `ROOT_DIR=${folder}\nWEB_PORT=1\nDB_PATH=/nowhere\n`);
    const files = ['--db', join(folder, 'c.db'), '--env-file', join(folder, 'my.env')];
    const command = start(['serve', ...files, '--host', '127.0.0.1', '--port', '0']);
    const [, address] = await command.waitFor(/^orchestrator: (http:\/\/127\.0\.0\.1:\d+), gRPC at unix:/m);
    await command.waitFor(/Password: +\S{20}/);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect((await fetch(`${address}/api/jobs`)).status).toBe(401);
    command.child.kill('SIGTERM');
    expect((await command.ended).code).toBe(0);
    expect(existsSync(join(folder, 'c.db'))).toBe(true);
  });

  it('says which value is wrong', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'my.env'), `ROOT_DIR=${folder}\n`);
    const { code, stderr } = await run('serve', '--db', join(folder, 'c.db'), '--env-file', join(folder, 'my.env'), '--port', 'http');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: configuration: WEB_PORT must be [^\n]+\n$/);
  });
});

describe('when a home is used without an instance running', () => {
  let home: string;
  let music: string;

  beforeAll(() => {
    home = temporaryFolder();
    music = temporaryFolder();
    mkdirSync(join(music, 'Album'));
    for (const seed of [1, 2]) writeFileSync(join(music, 'Album', `0${seed} song.wav`), silentWav(seed));
    writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}\n`);
  });

  it('runs one job in the foreground (behaviour 138)', async () => {
    const { code, stdout } = await run('run', '--home', home, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'completed',
      leftOut: [expect.stringMatching(/^upload is left out: .*OBJECT_BUCKET/), expect.stringMatching(/^scan is left out: /)],
      catalogue: { songs: 2, activeFiles: 2 },
    });
  });

  it('refuses an unknown template with one line', async () => {
    const { code, stderr } = await run('run', '--home', home, '--template', 'brew');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: [^\n]*brew[^\n]*\n$/);
  });

  it('lists, publishes and verifies snapshots, and refuses to roll back to an unknown one', async () => {
    const [first] = JSON.parse((await run('snapshot', 'list', '--home', home, '--json')).stdout) as {
      snapshotId: string;
      current: boolean;
    }[];
    expect(first).toMatchObject({ current: true, trackCount: 2 });
    expect((await run('snapshot', 'publish', '--home', home)).stdout).toContain('nothing has changed');
    expect((await run('snapshot', 'verify', join(home, 'publication'), '--home', home)).stdout).toContain(`good: ${first?.snapshotId}`);
    expect(await run('snapshot', 'rollback', 'nothing', '--home', home)).toMatchObject({ code: 1, stdout: '' });
  });

  it('rolls back to an earlier snapshot, and publishes it with a higher sequence', async () => {
    const published = () =>
      JSON.parse(readFileSync(join(home, 'publication', 'manifest.json'), 'utf8')) as Record<
        'snapshot_id' | 'track_count' | 'sequence',
        unknown
      >;
    const earlier = published();
    writeFileSync(join(music, 'Album', '03 song.wav'), silentWav(3));
    expect((await run('run', '--home', home)).code).toBe(0);
    const later = published();
    expect([earlier.track_count, later.track_count]).toEqual([2, 3]);
    const { code, stdout } = await run('snapshot', 'rollback', String(earlier.snapshot_id), '--home', home);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`published again: ${earlier.snapshot_id}: 2 tracks`)]);
    expect(published()).toMatchObject({ snapshot_id: earlier.snapshot_id, track_count: 2 });
    expect(Number(published().sequence)).toBeGreaterThan(Number(later.sequence));
  });

  it('finds no faults with `doctor`', async () => {
    const { code, stdout } = await run('doctor', '--home', home, '--json');
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; state: string }[] };
    // Ports and disk space depend on the machine.
    const own = findings.filter(({ subject }) => !['ports', 'disk space'].includes(subject));
    expect(own.filter(({ state }) => state === 'fault')).toEqual([]);
    expect(own.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'program',
        'settings',
        'home',
        'library',
        'snapshot keys',
        'playback keys',
        'database',
        'publication',
        'services',
      ]),
    );
    if (findings.every(({ state }) => state !== 'fault')) expect(code).toBe(0);
  });

  it('says with `doctor` what is damaged and what to do', async () => {
    const file = join(home, 'catalogsync.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 0, 4096);
    writeFileSync(file, bytes);
    writeFileSync(join(home, 'catalogsync.env'), `LIBRARY_FOLDERS=${music}/gone\nSNAPSHOT_KEEPS=1\n`);
    const { code, stdout, stderr } = await run('doctor', '--home', home);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: \d things need attention[^\n]*\n$/);
    for (const part of [/FAULT {2}database: .*catalogsync\.db/, /FAULT {2}library: .*gone/, /did you mean SNAPSHOT_KEEP\?/])
      expect(stdout).toMatch(part);
  });
});
