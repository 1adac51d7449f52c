import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav, until } from '@catalogsync/testkit';
import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { filesBelow, freePorts } from './product.js';

// Real here: `up` as a process with all services, SQLite files, and a server of the S3 protocol on loopback.
const secret = 'hush-4kQx9';

describe('when a home has object storage', () => {
  let server: ObjectServer;
  let command: CommandProcess;
  let environment: Record<string, string>;
  let home: string;
  let music: string;
  const started: CommandProcess[] = [];

  const start = (...args: string[]): CommandProcess => {
    const one = startCatalogsync([...args, '--home', home], { environment });
    started.push(one);
    return one;
  };
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await start(...args).ended;
    expect({ args, code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };
  const api = async (path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${environment.PUBLIC_API_PORT}/v1${path}`)).json();
  const stored = async (key: string): Promise<Buffer | undefined> => {
    const answer = await fetch(`${server.endpoint}/${server.bucket}/${key}`);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  };

  beforeAll(async () => {
    // Built now, so that the start below does not have to.
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
    server = await startFauxqs();
    const base = temporaryFolder();
    [home, music] = [join(base, 'home'), join(base, 'music')];
    mkdirSync(join(music, 'Album'), { recursive: true });
    mkdirSync(home, { mode: 0o700 });
    for (const seed of [1, 2]) writeFileSync(join(music, 'Album', `0${seed} song.wav`), silentWav(seed));
    const settings = [
      'OBJECT_BACKEND_NAME=cloud',
      `OBJECT_BUCKET=${server.bucket}`,
      `OBJECT_ENDPOINT=${server.endpoint}`,
      'OBJECT_PREFIX=songs',
      `OBJECT_PUBLIC_BASE_URL=${server.endpoint}/${server.bucket}/songs`,
    ];
    writeFileSync(join(home, 'catalogsync.env'), `${settings.join('\n')}\n`);
    writeFileSync(join(home, 'secrets.env'), `OBJECT_ACCESS_KEYS=cloud=tester:${secret}\nOBJECT_READ_KEYS=cloud=reader:${secret}\n`, {
      mode: 0o600,
    });
    environment = { ...(await freePorts()), HOME: base };
    command = start('up', '--library', music);
    await command.waitFor(/^Catalogue: 2 tracks/m);
  });

  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.allSettled(started.map(({ ended }) => ended));
    await server.stop();
    removeFolders();
  });

  it('uploads the library under its paths, and keeps it (behaviours 70 to 74)', async () => {
    for (const seed of [1, 2]) {
      const file = join(music, 'Album', `0${seed} song.wav`);
      expect(await stored(`songs/Album/0${seed}%20song.wav`)).toEqual(readFileSync(file));
      expect(existsSync(file)).toBe(true);
    }
    const catalogue = new Database(join(home, 'catalogsync.db'), { readonly: true });
    const places = catalogue
      .prepare(`SELECT l.status, l.is_primary FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id WHERE b.name = 'cloud'`)
      .all();
    catalogue.close();
    expect(places).toEqual(Array(2).fill({ status: 'active', is_primary: 0 }));
  });

  it('plays them from there', async () => {
    const { items } = (await api('/tracks')) as { items: { id: number; files: unknown[] }[] };
    expect(items.map(({ files }) => files)).toEqual(Array(2).fill([expect.objectContaining({ delivery: 'public' })]));
    const playback = (await api(`/tracks/${items[0]?.id}/playback`)) as { url: string };
    expect(playback).toMatchObject({ delivery: 'public', expiresAt: null });
    expect(playback.url).toMatch(`${server.endpoint}/music/songs/Album/0`);
    expect((await fetch(playback.url)).status).toBe(200);
  });

  it('uploads what is new by a command, once (behaviour 141)', async () => {
    writeFileSync(join(music, 'Album', '03 song.wav'), silentWav(3));
    await until(async () => ((await api('/tracks')) as { items: unknown[] }).items.length === 3);
    expect(await run('backends', 'upload')).toMatch(/Uploading: .*done/);
    expect(await stored('songs/Album/03%20song.wav')).toEqual(readFileSync(join(music, 'Album', '03 song.wav')));
    expect(JSON.parse(await run('backends', 'upload', '--json'))).toMatchObject({ state: 'completed' });
    expect(await run('backends', 'list')).toContain(`${server.endpoint}/music/songs`);
  });

  it('uploads to named backends only, and says which there are', async () => {
    expect(JSON.parse(await run('backends', 'upload', '--backend', 'cloud', '--json'))).toMatchObject({ state: 'completed' });
    const { code, stderr } = await start('backends', 'upload', '--backend', 'clod').ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/no object storage "clod".*cloud/s) });
  });

  it('tries object storage with a small object, and leaves nothing there', async () => {
    expect(await run('backends', 'check')).toMatch(/cloud +good/);
    const listing = await (await fetch(`${server.endpoint}/${server.bucket}?list-type=2`)).text();
    expect(listing).toContain('<Key>songs/');
    expect(listing).not.toContain('probe');
    await run(
      'backends',
      'register',
      '--name',
      'away',
      '--type',
      'object_storage',
      '--bucket',
      'music',
      '--endpoint',
      'http://127.0.0.1:1',
    );
    const { code, stdout } = await start('backends', 'check').ended;
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/away +no access key for backend away: OBJECT_ACCESS_KEYS/),
    });
    expect(await run('backends', 'check', '--backend', 'cloud')).not.toContain('away');
    const examined = (await start('doctor').ended).stdout;
    expect(examined).toMatch(/ok +object storage: cloud can be written/);
    expect(examined).toMatch(/note +object storage: away: no access key/);
  });

  it('plays from private object storage at signed addresses, the same for a while', async () => {
    const place = ['--bucket', server.bucket, '--endpoint', server.endpoint, '--prefix', 'songs'];
    await run('backends', 'register', '--name', 'cloud', '--type', 'object_storage', ...place, '--delivery', 'presigned');
    expect(await run('backends', 'list')).toMatch(/cloud .*presigned/);
    await run('snapshot', 'publish');
    const playback = () => api('/tracks/1/playback') as Promise<{ url: string; delivery: string; expiresAt: string | null }>;
    await until(async () => (await playback()).expiresAt !== null);
    const { url, delivery, expiresAt } = await playback();
    expect({ url, delivery }).toEqual({
      url: expect.stringMatching(/\/music\/songs\/Album\/0\d%20song\.wav\?.*Signature=/),
      delivery: 'public',
    });
    expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now());
    expect((await fetch(url)).status).toBe(200);
    expect(((await api('/tracks')) as { items: { files: unknown[] }[] }).items[0]?.files).toEqual([
      expect.objectContaining({ delivery: 'public' }),
    ]);
  });

  it('shows its secret nowhere but in secrets.env (behaviour 75)', async () => {
    const [, address] = await command.waitFor(/(http:\/\/[^\s]+:\d+)[^\n]*/);
    expect(address).toBeDefined();
    command.child.kill('SIGINT');
    const { stdout, stderr } = await command.ended;
    expect(stdout + stderr).not.toContain(secret);
    const holders = [...filesBelow(home)].filter(([, bytes]) => bytes.includes(secret)).map(([name]) => name);
    expect(holders).toEqual(['secrets.env']);
  });
});
