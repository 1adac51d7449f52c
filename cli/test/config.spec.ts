import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { freePort, until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogsync, type Ended, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the whole command line, in this process; files, SQLite, and services where they run.
afterAll(removeFolders);

let home: string;
let file: string;
const config = (...args: string[]): Promise<Ended> => catalogsync(['config', ...args, '--home', home]);
const listed = async () =>
  (
    JSON.parse((await config('revisions', '--json')).stdout) as {
      revisions: { id: number; inForce: boolean; note: string; returned?: object }[];
    }
  ).revisions;
const oneLine = /^catalogsync: [^\n]+\n$/;

beforeEach(() => {
  home = temporaryFolder();
  file = join(home, 'catalogsync.env');
});

describe('when nothing runs in a home', () => {
  beforeEach(async () => {
    writeFileSync(file, '# mine\nPUBLIC_API_PORT=9001\n');
    await catalogsync(['init-db', '--db', join(home, 'catalogsync.db')]);
  });

  it('saves, lists, compares and applies revisions through the database', async () => {
    expect(await config('save', '--note', '第一')).toEqual({ code: 0, stdout: 'saved: revision 1\n', stderr: '' });
    writeFileSync(file, '# mine\nPUBLIC_API_PORT=9002\n');
    expect((await config('diff', '1')).stdout).toBe('- PUBLIC_API_PORT=9001\n+ PUBLIC_API_PORT=9002\n');
    const applied = await config('apply', '1');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toBe(
      'applied: revision 1 (before it: revision 2)\nchanged: PUBLIC_API_PORT\nit takes effect at the next start of catalogsync\n',
    );
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPUBLIC_API_PORT=9001\n');
    expect((await listed()).map(({ id, inForce }) => [id, inForce])).toEqual([
      [2, false],
      [1, true],
    ]);
    const { stdout } = await config('revisions');
    expect(stdout).toMatch(
      /^ID +SAVED \(UTC\) +BY +APPLIED \(UTC\) +STATE +NOTE\n2 .*before revision 1 was applied\n1 .* in force +第一\n$/,
    );
  });

  it('checks and saves a file that is not in use, and refuses to apply it while it is invalid', async () => {
    const other = join(home, 'other.env');
    writeFileSync(other, 'PUBLIC_API_PORT=http\nWEB_PROT=1\nWEB_HOST=a\nWEB_HOST=b\n');
    const checked = await config('check', other);
    expect(checked.code).toBe(1);
    expect(checked.stderr).toMatch(oneLine);
    for (const part of [other, 'PUBLIC_API_PORT must be', 'did you mean WEB_PORT?', 'WEB_HOST is set 2 times'])
      expect(checked.stderr).toContain(part);
    expect((await config('save', other)).stdout).toBe('saved: revision 1\n');
    const refused = await config('apply', '1');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    for (const part of ['revision 1 is not valid', 'PUBLIC_API_PORT must be', 'WEB_HOST is set 2 times'])
      expect(refused.stderr).toContain(part);
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPUBLIC_API_PORT=9001\n');
  });

  it.each([
    [['apply', '7'], 1, 'there is no revision 7'],
    [['diff', '1', '2'], 1, 'there is no revision 1'],
    [['apply', 'first'], 2, 'first'],
    [['diff', '0'], 2, "'0'"],
    [['check', 'none.env'], 1, 'none.env'],
    [['save', 'none.env'], 1, 'none.env'],
  ])('refuses %j with one line and changes nothing (116)', async (args, code, says) => {
    const ended = await config(...args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(oneLine);
    expect(ended.stderr).toContain(says);
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPUBLIC_API_PORT=9001\n');
    expect(await listed()).toEqual([]);
  });

  it('says that two revisions do not differ', async () => {
    await config('save');
    expect((await config('diff', '1')).stdout).toBe('no difference\n');
  });

  it('sets keys by name, keeps the rest of the file, and saves what was before', async () => {
    const set = await config('set', 'PUBLIC_API_PORT=9002', 'WEB_PORT = 9003');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).toContain('changed: PUBLIC_API_PORT, WEB_PORT\nit takes effect at the next start of catalogsync\n');
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPUBLIC_API_PORT=9002\nWEB_PORT=9003\n');
    const [before, now] = (await listed()).toSorted((a, b) => Number(a.inForce) - Number(b.inForce));
    expect([before?.inForce, now?.inForce, now?.note]).toEqual([false, true, 'config set PUBLIC_API_PORT WEB_PORT']);
    expect(await config('set', 'WEB_PORT=9003')).toMatchObject({ code: 0, stdout: 'nothing to change\n', stderr: '' });
  });

  it.each([
    [['PUBLIC_API_PROT=9002'], 1, 'did you mean PUBLIC_API_PORT?'],
    [['PUBLIC_API_PORT=many'], 1, 'PUBLIC_API_PORT must be'],
    [['PUBLIC_API_ACCESS_TOKENS=hunter2'], 1, 'secrets.env'],
    [['PUBLIC_API_PORT'], 2, 'KEY=VALUE'],
    [['WEB_PORT=9003\nWEB_HOST=::'], 2, 'KEY=VALUE'],
  ])('refuses to set %j and changes nothing', async (assignments, code, says) => {
    const refused = await config('set', ...assignments);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toMatch(oneLine);
    expect(refused.stderr).toContain(says);
    expect(refused.stderr).not.toContain('hunter2');
    expect(readFileSync(file, 'utf8')).toBe('# mine\nPUBLIC_API_PORT=9001\n');
    expect(await listed()).toEqual([]);
  });

  it('stores no secret and shows none (75)', async () => {
    writeFileSync(file, 'PUBLIC_API_ACCESS_TOKENS=hunter2\n');
    for (const args of [['save'], ['check'], ['show'], ['show', '--json'], ['revisions']]) {
      const { stdout, stderr } = await config(...args);
      expect(stdout + stderr).not.toContain('hunter2');
    }
    expect((await config('save')).stderr).toContain('secrets.env');
    expect(await listed()).toEqual([]);
  });

  it('reports a key that is set twice, a file that is not text, and a missing file', async () => {
    writeFileSync(file, 'WEB_PORT=1\nWEB_PORT=2\n');
    for (const args of [['config', 'check'], ['up']]) {
      const { code, stderr } = await catalogsync([...args, '--home', home]);
      expect(code).toBe(1);
      expect(stderr).toContain('WEB_PORT is set 2 times: lines 1 and 2');
    }
    writeFileSync(file, Buffer.from([0x57, 0xff]));
    expect((await config('save')).stderr).toContain('not UTF-8');
    const { stderr } = await catalogsync(['config', 'save', '--home', home], { environment: { ENV_FILE: join(home, 'gone.env') } });
    expect(stderr).toContain('gone.env');
  });
});

it('creates no catalogue where none exists', async () => {
  const { code, stderr } = await config('revisions');
  expect(code).toBe(1);
  expect(stderr).toContain('catalogsync up');
  expect(existsSync(join(home, 'catalogsync.db'))).toBe(false);
});

it('sets keys of a home that has no catalogue yet', async () => {
  writeFileSync(file, '# mine\n');
  expect((await config('set', 'WEB_PORT=9003')).stdout).toBe('changed: WEB_PORT\nit takes effect at the next start of catalogsync\n');
  expect(readFileSync(file, 'utf8')).toBe('# mine\nWEB_PORT=9003\n');
  expect(existsSync(join(home, 'catalogsync.db'))).toBe(false);
});

describe('when everything is running', () => {
  const hosts = ['WEB_HOST', 'PUBLIC_API_HOST', 'SNAPSHOT_HOST', 'ORIGIN_HOST'].map((key) => `${key}=127.0.0.1\n`).join('');
  const ports = 'LOG_LEVEL=silent\nWEB_PORT=0\nSNAPSHOT_PORT=0\nORIGIN_PORT=0\n';
  let stop: AbortController;
  let ended: Promise<Ended>;
  afterEach(async () => {
    stop.abort();
    await ended;
  });

  const answers = async (port: number): Promise<true | undefined> =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => (response.ok ? true : undefined),
      () => undefined,
    );

  it('restarts services with the applied settings, and restores the previous ones if a service cannot start', async () => {
    const [first, second, web] = [await freePort(), await freePort(), await freePort()];
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const taken = (holder.address() as AddressInfo).port;
    writeFileSync(file, `${hosts}${ports}PUBLIC_API_PORT=${first}\n`);
    stop = new AbortController();
    ended = catalogsync(['up', '--home', home], { signal: stop.signal });
    await until(() => answers(first));
    const save = async (text: string): Promise<string> => {
      const other = join(home, 'other.env');
      writeFileSync(other, text);
      const { stdout } = await until(async () => {
        const saved = await config('save', other, '--json');
        return saved.code === 0 ? saved : undefined;
      });
      return String((JSON.parse(stdout) as { revision: { id: number } }).revision.id);
    };

    // The port is taken: the service cannot start.
    const bad = await save(`${hosts}${ports}PUBLIC_API_PORT=${taken}\n`);
    const returned = await config('apply', bad);
    expect(returned.code).toBe(1);
    expect(returned.stdout).toContain('restarted: public-api');
    expect(returned.stderr).toContain(`127.0.0.1:${taken}`);
    expect(readFileSync(file, 'utf8')).toContain(`PUBLIC_API_PORT=${first}\n`);
    await until(() => answers(first));

    // The same for the orchestrator itself.
    const own = await save(`${hosts}${ports.replace('WEB_PORT=0', `WEB_PORT=${taken}`)}PUBLIC_API_PORT=${first}\n`);
    expect((await config('apply', own)).code).toBe(1);
    // Its answer may be lost with the orchestrator that it came from; what was there is back in any case.
    await until(() => readFileSync(file, 'utf8').includes('WEB_PORT=0\n'));
    holder.close();

    // A volume that accepts no folders: Node's own mkdir would retry for ever.
    const nowhere = await save(`${hosts}${ports}PUBLIC_API_PORT=${first}\nSNAPSHOT_DIR=/proc/nothing\n`);
    expect(await config('apply', nowhere)).toMatchObject({ code: 1, stderr: expect.stringContaining('/proc/nothing') });
    expect(readFileSync(file, 'utf8')).not.toContain('SNAPSHOT_DIR');
    await until(() => answers(first));

    // A good revision that changes both.
    const good = await save(`${hosts}${ports.replace('WEB_PORT=0', `WEB_PORT=${web}`)}PUBLIC_API_PORT=${second}\n`);
    expect((await config('apply', good, '--no-wait')).code).toBe(0);
    await until(() => answers(second));
    await until(() => answers(web));
    expect(await answers(first)).toBeUndefined();
    const revisions = await until(async () => {
      const { code, stdout } = await config('revisions', '--json');
      return code === 0
        ? (JSON.parse(stdout) as { revisions: { id: number; inForce: boolean; returned?: object }[] }).revisions
        : undefined;
    });
    expect(revisions.filter(({ inForce }) => inForce).map(({ id }) => String(id))).toEqual([good]);
    expect(revisions.filter(({ returned }) => returned !== undefined).map(({ id }) => String(id))).toEqual([nowhere, own, bad]);
    const busy = await config('apply', bad);
    expect(busy).toMatchObject({ code: 1, stdout: '' });
    expect(busy.stderr).toContain('on trial');

    // Ports are keys of the machine: each was applied at the first attempt, and recorded once.
    const { entries } = JSON.parse((await catalogsync(['console', 'audit', '--home', home, '--limit', '500', '--json'])).stdout) as {
      entries: { action: string; target: string; outcome: string }[];
    };
    const applies = entries.filter(({ action }) => action === 'applyRevision').map(({ target, outcome }) => [target, outcome]);
    expect(applies.reverse()).toEqual([
      ...[bad, own, nowhere, good].map((id) => [`revision ${id}`, 'done']),
      [`revision ${bad}`, 'failed_precondition'],
    ]);
  });
});
