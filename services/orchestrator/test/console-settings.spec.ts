import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleWorld, type Login } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the settings file on disk. No service runs, so nothing is watched.
let world: ConsoleWorld;
let headers: Record<string, string>;
let login: Login;
const ask = async (method: string, path: string, body?: unknown) => {
  const { status, json } = await world.ask(method, path, { headers, body });
  return { status, json };
};
/** A token may not. */
const apply = async (id: number) => {
  const { status, json } = await world.ask('POST', `/api/config/revisions/${id}/apply`, world.fromPage(login));
  return { status, json };
};
const settingsFile = (): string => join(world.folder, 'catalogsync.env');

const open = async (): Promise<void> => {
  world = await ConsoleWorld.open();
  login = await world.logIn();
  headers = (await world.token(login, 'operator')).headers;
};
beforeAll(open);
afterAll(() => world.close());

describe('when a revision is more than its caller may apply', () => {
  afterAll(async () => {
    await world.close();
    await open();
  });

  it('applies none for a token, and none that changes a key of the machine for anybody', async () => {
    const before = readFileSync(settingsFile(), 'utf8');
    const other = 'WEB_HOST=0.0.0.0\nMIN_FREE_MB=7000\nWEB_PORT=1\n';
    expect((await ask('POST', '/api/config/check', { contentText: other })).json).toEqual({
      problems: [],
      machineKeys: ['WEB_HOST', 'WEB_PORT'],
    });
    const saved = await ask('POST', '/api/config/revisions', { contentText: other });
    expect(saved.status).toBe(201);
    expect(await ask('POST', `/api/config/revisions/${saved.json.id}/apply`)).toMatchObject({ status: 403 });
    const refused = await apply(saved.json.id);
    expect([refused.status, refused.json.code]).toEqual([403, 'permission_denied']);
    expect(refused.json.detail).toBe(`revision ${saved.json.id} changes keys of the machine: WEB_HOST, WEB_PORT`);
    expect(refused.json.hint).toContain(`catalogsync config apply ${saved.json.id}`);
    expect(readFileSync(settingsFile(), 'utf8')).toBe(before);
  });
});

describe('when the configuration is edited in the console (behaviour 126)', () => {
  const text = 'WEB_HOST=127.0.0.1\nMIN_FREE_MB=9000\n';

  it('reads it, saves a revision, lists it, compares it and applies it', async () => {
    const { json: before } = await ask('GET', '/api/config');
    expect(before).toMatchObject({ filePath: settingsFile(), contentText: 'WEB_HOST=127.0.0.1\n', problems: [] });
    expect(before.settings).toContainEqual(
      expect.objectContaining({ key: 'WEB_PORT', value: '8421', origin: 'default', belongsTo: 'machine' }),
    );
    const saved = await ask('POST', '/api/config/revisions', { contentText: text, note: '新的' });
    expect(saved).toMatchObject({
      status: 201,
      json: { id: 1, note: '新的', createdBy: 'token 1 (for operator)', inForce: false, appliedAt: null },
    });
    expect((await ask('GET', '/api/config/revisions')).json.items).toMatchObject([{ id: 1 }]);
    expect((await ask('GET', '/api/config/revisions/1')).json.contentText).toBe(text);
    expect((await ask('GET', '/api/config/revisions/1/diff')).json.lines).toContainEqual({ change: 'removed', text: 'MIN_FREE_MB=9000' });
    const applied = await apply(1);
    expect(applied).toMatchObject({
      status: 200,
      json: { revision: { id: 1, inForce: true }, previousRevisionId: 2, restartKeys: ['MIN_FREE_MB'] },
    });
    expect(readFileSync(settingsFile(), 'utf8')).toBe(text);
    expect((await ask('GET', '/api/config/revisions?limit=1')).json.items).toMatchObject([
      { id: 2, note: expect.stringContaining('before'), createdBy: expect.stringMatching(/^user operator-/) },
    ]);
  });

  it('pages its revisions, and refuses those that do not exist, are invalid or are too large', async () => {
    const first = (await ask('GET', '/api/config/revisions?limit=1')).json;
    const second = (await ask('GET', `/api/config/revisions?limit=1&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map(({ id }: { id: number }) => id)).toEqual([2, 1]);
    expect(second.nextCursor).toBeNull();
    expect(await ask('GET', '/api/config/revisions/99')).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await apply(99)).toMatchObject({ status: 404 });
    const bad = await ask('POST', '/api/config/revisions', { contentText: 'WEB_PORT=many\n' });
    expect(bad.status).toBe(201);
    const trial = await apply(bad.json.id);
    expect([400, 409]).toContain(trial.status);
    expect(readFileSync(settingsFile(), 'utf8')).toBe(text);
    const check = await ask('POST', '/api/config/check', { contentText: 'WEB_PORT=many\nWEB_HOTS=x\n' });
    expect(check.json.problems.length).toBeGreaterThanOrEqual(2);
    expect(await ask('POST', '/api/config/revisions', { contentText: 'x'.repeat(300_000) })).toMatchObject({ status: 400 });
    expect(await ask('POST', '/api/config/revisions', { contentText: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413 });
    expect(await ask('POST', '/api/config/revisions', { note: 'x'.repeat(501) })).toMatchObject({ status: 400 });
  });

  it('refuses a revision that holds a secret, and says where a secret belongs', async () => {
    const secret = 'hunter2-and-more';
    const before = (await ask('GET', '/api/config/revisions')).json.items.length;
    for (const line of [
      `OBJECT_SECRET_KEY=${secret}`,
      `# OBJECT_SECRET_KEY=${secret}`,
      `OBJECT_ENDPOINT=https://me:${secret}@s3.example`,
    ]) {
      const { status, json } = await ask('POST', '/api/config/revisions', { contentText: `WEB_PORT=9000\n${line}\n` });
      expect([line, status, json.code]).toEqual([line, 400, 'invalid_argument']);
      expect(json.detail).toContain('line 2: OBJECT_');
      expect(json.hint).toContain('secrets.env');
      expect(JSON.stringify(json)).not.toContain(secret);
    }
    expect((await ask('GET', '/api/config/revisions')).json.items).toHaveLength(before);
    expect(JSON.stringify(world.rows('SELECT * FROM config_revisions'))).not.toContain(secret);
  });

  it('shows the file as edited by hand', async () => {
    writeFileSync(settingsFile(), 'WEB_PORT=none\n');
    const { json } = await ask('GET', '/api/config');
    expect(json.problems).toMatchObject([{ key: 'WEB_PORT', message: expect.any(String) }]);
  });
});

describe('when schedules are managed in the console', () => {
  const nightly = {
    name: '每晚',
    template: 'full',
    pattern: '0 3 * * *',
    timeZone: 'Asia/Shanghai',
    jitterSeconds: 60,
    blackoutHours: ['22:00-02:00'],
  };

  it('creates, lists, replaces and removes them', async () => {
    const made = await ask('POST', '/api/schedules', nightly);
    expect(made).toMatchObject({
      status: 201,
      json: { id: 1, ...nightly, enabled: true, nextRunAt: expect.any(String), lastJobId: null },
    });
    expect(await ask('POST', '/api/schedules', nightly)).toMatchObject({ status: 409, json: { code: 'already_exists' } });
    const off = await ask('PUT', '/api/schedules/1', { ...nightly, enabled: false });
    expect(off).toMatchObject({ status: 200, json: { enabled: false, nextRunAt: null } });
    expect((await ask('GET', '/api/schedules')).json.items).toHaveLength(1);
    expect((await ask('DELETE', '/api/schedules/1')).status).toBe(204);
    expect((await ask('DELETE', '/api/schedules/1')).status).toBe(404);
    expect((await ask('PUT', '/api/schedules/1', nightly)).status).toBe(404);
  });

  it('refuses one that never fires, and unknown or malformed values', async () => {
    for (const change of [
      { pattern: '0 0 30 2 *' },
      { pattern: 'whenever' },
      { blackoutHours: ['00:00-24:00'] },
      { blackoutHours: ['late'] },
      { timeZone: 'Nowhere/City' },
      { template: 'dance' },
      { sources: ['nowhere'] },
      { jitterSeconds: -1 },
      { name: '' },
      { colour: 'red' },
    ]) {
      const { status, json } = await ask('POST', '/api/schedules', { ...nightly, ...change });
      expect([change, status, json.code]).toEqual([change, 400, 'invalid_argument']);
    }
    expect((await ask('GET', '/api/schedules')).json.items).toEqual([]);
  });
});
