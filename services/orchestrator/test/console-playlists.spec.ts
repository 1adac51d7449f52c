import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { ConsoleWorld, type Login } from './console-world.js';

// Real here: HTTP on loopback, SQLite and its planner. The media server is in memory.
let world: ConsoleWorld;
let operator: Login;
beforeAll(async () => {
  world = await ConsoleWorld.open({ sync: { items: [] } });
  operator = await world.logIn('operator', 'owner');
  const playlists = [
    [1, 'qq', 'Alpha', 3],
    [2, 'qq', 'Beta', 1],
    [3, 'kuwo', 'Alpha', 0],
    [4, 'file', 'Mine', 0],
  ] as const;
  for (const [id, platform, name, count] of playlists) {
    const columns = 'id, platform, remote_playlist_id, name, collected_song_count, sync_status';
    await world.write(`INSERT INTO playlists(${columns}) VALUES (?, ?, ?, ?, ?, 'synced')`, id, platform, `p${id}`, name, count);
  }
  await world.write(
    "INSERT INTO playlist_pools(id, platform, pool_kind, external_id, name) VALUES (1, 'qq', 'toplist', 't', 'Charts'), (2, 'qq', 'named', 'n', 'Named')",
  );
  await world.write('INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (1, 1), (1, 2), (2, 2)');
  for (const id of [1, 2, 3])
    await world.write("INSERT INTO songs(id, platform, remote_song_id, name) VALUES (?, 'qq', ?, ?)", id, `${id}`, `song ${id}`);
  await world.write('UPDATE songs SET active_file_count = 1 WHERE id = 2');
  await world.write('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 1, 1), (1, 2, 2), (1, 1, 3), (2, 2, 1)');
  await world.write(
    `INSERT INTO covers(id, hash, width, height, color, thumbhash, media_type, source_kind, made_at)
      VALUES (7, 'abc', 640, 640, '#000000', x'0102', 'image/jpeg', 'platform', 1)`,
  );
  await world.write("INSERT OR REPLACE INTO playlist_covers(playlist_id, cover_id, state) VALUES (1, 7, 'found')");
});
afterAll(() => world.close());

const get = async (path: string) => (await world.ask('GET', path, world.fromPage(operator))).json;
const idsOf = async (query: string): Promise<number[]> => (await get(`/api/playlists?${query}`)).items.map(({ id }: { id: number }) => id);

describe('when playlists are listed', () => {
  it('each shows its picture and how many of its songs have files', async () => {
    const { items } = await get('/api/playlists');
    const shown = items.map(({ id, downloadedCount, coverHash, thumbhash }: Record<string, unknown>) => [
      id,
      downloadedCount,
      coverHash,
      thumbhash,
    ]);
    expect(shown).toEqual([
      [1, 1, 'abc', 'AQI='],
      [3, 0, null, null],
      [2, 1, null, null],
      [4, 0, null, null],
    ]);
    expect(await get('/api/playlists/1')).toMatchObject({
      downloadedCount: 1,
      coverHash: 'abc',
      mirrored: false,
      pools: [{ name: 'Charts' }],
    });
  });

  it('lists too long to be counted show no count, and the others do', async () => {
    await world.write('UPDATE playlists SET collected_song_count = 60000 WHERE id = 1');
    const { items } = await get('/api/playlists');
    expect(items.map(({ downloadedCount }: { downloadedCount: number | null }) => downloadedCount)).toEqual([null, 0, 1, 0]);
    await world.write('UPDATE playlists SET collected_song_count = 3 WHERE id = 1');
  });

  it('filters by platform, pool and whether they are followed, also together', async () => {
    expect(await idsOf('platform=qq')).toEqual([1, 2]);
    expect(await idsOf('poolId=1')).toEqual([1, 2]);
    expect(await idsOf('poolId=2')).toEqual([2]);
    expect(await idsOf('followed=true')).toEqual([2, 4]);
    expect(await idsOf('followed=false')).toEqual([1, 3]);
    expect(await idsOf('platform=qq&followed=true&name=b')).toEqual([2]);
    expect(await idsOf('platform=kuwo&poolId=1')).toEqual([]);
  });

  it('pages go on where the page before ended, with every filter', async () => {
    for (const filter of ['', '&platform=qq', '&poolId=1', '&followed=false', '&status=synced']) {
      const whole = await idsOf(`limit=50${filter}`);
      const { items, nextCursor } = await get(`/api/playlists?limit=1${filter}`);
      const rest = await idsOf(`limit=50${filter}&cursor=${nextCursor}`);
      expect([filter, [items[0].id, ...rest]]).toEqual([filter, whole]);
    }
  });

  it('no filter makes SQLite sort', () => {
    const asked = new Connection(world.file, { readonly: true });
    const where = {
      playlists_by_name: 'id IN (SELECT playlist_id FROM pool_playlists WHERE pool_id = 1)',
      playlists_by_status: "sync_status = 'synced'",
      playlists_by_platform: "platform = 'qq'",
    };
    for (const [index, condition] of Object.entries(where)) {
      const text = `SELECT id FROM playlists INDEXED BY ${index} WHERE ${condition} AND name COLLATE NOCASE >= '' ORDER BY name COLLATE NOCASE, id LIMIT 5`;
      const plan = asked.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all();
      expect([index, plan.filter(({ detail }) => detail.includes('TEMP B-TREE'))]).toEqual([index, []]);
    }
    asked.close();
  });
});

describe('when several playlists are followed at once', () => {
  const follow = async (ids: number[], followed: boolean) => {
    const { status, json } = await world.ask('PUT', '/api/playlists/following', { ...world.fromPage(operator), body: { ids, followed } });
    return [status, json];
  };

  it('it is one decision about all of them, or about none if one does not exist', async () => {
    expect(await follow([1, 3], true)).toEqual([200, { affected: 2 }]);
    expect((await idsOf('followed=true')).sort()).toEqual([1, 2, 3, 4]);
    expect(await follow([1, 99], false)).toMatchObject([404, { code: 'not_found' }]);
    expect((await idsOf('followed=true')).sort()).toEqual([1, 2, 3, 4]);
    const audit = world.rows<{ text: string }>(
      "SELECT action || ': ' || target AS text FROM console_audit WHERE action = 'followPlaylists'",
    );
    expect(audit.map(({ text }) => text)).toContain('followPlaylists: 2 playlists');
    expect(await follow([1, 3], false)).toEqual([200, { affected: 2 }]);
    await world.write('DELETE FROM followed_playlists');
  });

  it.each([[[]], [[1, 1]], [[0]]])('refuses %j', async (ids) => {
    expect(await follow(ids, true)).toMatchObject([400, { code: 'invalid_argument' }]);
  });
});

describe('when one playlist is looked at', () => {
  it('its songs come in order, also one that is in it twice', async () => {
    const { items, nextCursor } = await get('/api/playlists/1/songs?limit=2');
    const rest = await get(`/api/playlists/1/songs?limit=2&cursor=${nextCursor}`);
    const shown = [...items, ...rest.items].map(({ id, position, status }: Record<string, unknown>) => [id, position, status]);
    expect(shown).toEqual([
      [1, 1, 'missing'],
      [2, 2, 'downloaded'],
      [1, 3, 'missing'],
    ]);
    expect(rest.nextCursor).toBeNull();
  });

  it('a sync of it is a job limited to it; one from a file has no source to ask', async () => {
    const sync = (id: number) => world.ask('POST', `/api/playlists/${id}/sync`, world.fromPage(operator));
    const { status, json } = await sync(1);
    expect([status, json.template]).toEqual([201, 'sync']);
    const [scope] = world.rows<{ text: string }>('SELECT playlist_scope_json AS text FROM job_runs WHERE id = ?', json.id);
    expect(JSON.parse(scope?.text ?? '')).toMatchObject({ playlists: [{ platform: 'qq', remote_id: 'p1' }] });
    const refused = await sync(4);
    expect([refused.status, refused.json.code, refused.json.hint]).toEqual([
      409,
      'failed_precondition',
      'Add the file again to change it.',
    ]);
  });

  it('a preview of its mirror changes nothing; the mirror is kept, and listed by what people decided', async () => {
    const { mediaServer } = world.others;
    mediaServer.add('song 1');
    const mirror = (body: object) => world.ask('POST', '/api/playlists/1/mirror', { ...world.fromPage(operator), body });
    expect((await mirror({ dryRun: true })).json).toMatchObject({
      ...{ created: true, applied: false, added: 2, serverName: 'Living room', mode: 'reconcile', unmatchedCount: 1 },
      changes: expect.arrayContaining([{ kind: 'added', position: 1, title: 'song 1', artists: ['周杰伦'] }]),
      unmatched: [{ songId: 2, title: 'song 2', hasFile: true }],
    });
    expect(mediaServer.playlists.size).toBe(0);
    expect((await mirror({ dryRun: false })).json).toMatchObject({ applied: true });
    const choose = { ...world.fromPage(operator), body: { mirror: true, mode: 'append' } };
    expect((await world.ask('PUT', '/api/playlists/1/mirroring', choose)).json).toMatchObject({
      mirrored: true,
      reason: 'chosen',
      mode: 'append',
    });
    expect((await get('/api/mirrors')).items).toMatchObject([{ playlistId: 1, remoteId: 'p1', mirrored: true, unmatchedCount: 1 }]);
    expect((await get('/api/mirrors?playlistId=1')).items).toMatchObject([{ playlistId: 1 }]);
    expect((await get('/api/mirrors?playlistId=2')).items).toEqual([]);
    expect(await get('/api/playlists/1')).toMatchObject({ mirrored: true });
  });
});

describe('when pools are listed', () => {
  it('each shows its playlists, whether they are followed, and when its source was listed last', async () => {
    await world.write("INSERT INTO job_runs(id, job_type, sources, download_sources) VALUES (900, 'collect', '', '')");
    await world.write("INSERT INTO job_stages(id, job_run_id, stage_type, status) VALUES (900, 900, 'collect', 'completed')");
    await world.write(
      `INSERT INTO job_items(job_stage_id, item_type, item_key, source, status, ended_at) VALUES (900, 'collect_source', 'source:qq', 'qq',
        'succeeded', '2026-11-21T00:00:00.000Z')`,
    );
    const collectedAt = '2026-11-21T00:00:00.000Z';
    expect((await get('/api/pools')).items).toEqual([
      { id: 2, platform: 'qq', kind: 'named', name: 'Named', url: null, playlistCount: 1, followed: true, collectedAt },
      { id: 1, platform: 'qq', kind: 'toplist', name: 'Charts', url: null, playlistCount: 2, followed: false, collectedAt },
    ]);
  });
});
