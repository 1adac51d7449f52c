import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { songIdsText } from '../src/adapters/sqlite/stores/song-ids.js';
import { ConsoleWorld } from './console-world.js';
import { quarantined } from './fake-source-services.js';

// Real here: HTTP, SQLite, gRPC to a resolver that only pretends to have sources.
let world: ConsoleWorld;
let headers: Record<string, string>;
const get = async (path: string) => (await world.ask('GET', path, { headers })).json;
const post = (path: string, body?: object) => world.ask('POST', path, { headers, ...(body && { body }) });
const recorded = (limit: number) => get(`/api/audit?limit=${limit}`).then(({ items }) => items);

beforeAll(async () => {
  world = await ConsoleWorld.open();
  ({ headers } = await world.token(await world.logIn('operator', 'owner'), 'operator'));
  await world.write(
    "INSERT INTO job_holds(kind, name, since) VALUES ('source', 'qq', '2026-11-21T00:00:00.000Z'), ('volume', 'library', '1')",
  );
  await world.write("INSERT INTO songs(id, platform, remote_song_id, name) VALUES (7, 'qq', 's7', '七里香'), (8, 'kuwo', 's7', '稻香')");
});
afterAll(() => world.close());

describe('when the sources are shown', () => {
  it('each has its breaker, its rate and speed, its tries, and whether people paused it', async () => {
    world.resolver.known.open.add('qq');
    const { items } = await get('/api/sources');
    expect(items).toEqual([
      expect.objectContaining({
        ...{ name: 'library', configured: true, capabilities: ['playlists', 'charts', 'localFiles'], aliases: ['own_files'], leftOut: [] },
        ...{ paused: false, pausedSince: null, breaker: { state: 'closed', faults: 0, openUntil: null } },
        ...{ callsPerMinute: 0, medianMs: null, p95Ms: null, attempts: 0, found: 0, faults: 0, successRate: null },
        ...{ lastAttemptAt: null, lastSuccessAt: null, lastFault: null },
      }),
      expect.objectContaining({
        ...{ name: 'qq', configured: false, paused: true, pausedSince: '2026-11-21T00:00:00.000Z' },
        ...{ breaker: { state: 'open', faults: 3, openUntil: '2026-11-30T12:00:00.000Z' } },
        ...{ callsPerMinute: 4.5, medianMs: 210.25, p95Ms: 900, attempts: 40, found: 30, faults: 4, successRate: 0.75 },
        lastFault: { code: 'timeout', message: 'did not answer within 20 s', at: '2026-11-30T10:00:00.000Z' },
      }),
    ]);
  });

  it('a test closes the breaker of a source that answers, and is recorded with who asked for it', async () => {
    world.resolver.known.open.add('qq');
    expect((await post('/api/sources/qq/test')).json).toEqual({
      ...{ reachable: true, detail: 'answers', elapsedMs: 12, breaker: { state: 'closed', faults: 0, openUntil: null } },
    });
    const missing = await post('/api/sources/napster/test');
    expect([missing.status, missing.json.code]).toEqual([404, 'not_found']);
    expect(await recorded(2)).toMatchObject([
      { action: 'testSource', target: 'source napster', outcome: 'not_found' },
      { action: 'testSource', target: 'source qq', outcome: 'done', actor: expect.stringMatching(/^token \d+/), via: 'http' },
    ]);
  });

  it('what was learned is forgotten once, and the settings are read again on request', async () => {
    expect((await post('/api/sources/kuwo/reset', {})).json).toEqual({ forgotten: 1 });
    expect((await post('/api/sources/kuwo/reset', { origin: 'netease' })).json).toEqual({ forgotten: 0 });
    expect((await post('/api/sources/reload')).json).toEqual({
      sources: [{ name: 'kuwo', wasConfigured: false, configured: true, keys: ['KUWO_COOKIE'] }],
      restartKeys: ['DOWNLOAD_WORKERS'],
    });
    expect(await recorded(3)).toMatchObject([
      { action: 'reloadSources', target: 'the sources' },
      { action: 'resetSource', target: 'source kuwo for netease' },
      { action: 'resetSource', target: 'source kuwo' },
    ]);
  });
});

describe('when the order of sources is shown', () => {
  it('the matrix has what is known of each pair, and its place in the order', async () => {
    const { policy, origins, sources, cells } = await get('/api/ranking');
    expect([policy, origins, sources]).toEqual(['ratioAdaptive', ['netease'], ['qq', 'kuwo']]);
    expect(cells[1]).toEqual({
      ...{ origin: 'netease', source: 'kuwo', attempts: 40, found: 30, faults: 4, verified: 20, refuted: 1 },
      ...{ successes: 25.5, failures: 8.25, rate: 0.74, low: 0.6, high: 0.85, meanCostMs: 812.5, position: 1 },
    });
    expect(cells[0].position).toBeNull();
  });

  it('tells what the order would be with another policy and other sources, with the evidence', async () => {
    world.resolver.known.learned.add('qq').delete('migu');
    const usual = await get('/api/ranking/netease');
    expect(usual).toMatchObject({ origin: 'netease', policy: 'ratioAdaptive', reason: 'chance ÷ mean cost over 80 attempts' });
    expect(usual.order).toMatchObject([
      { source: 'qq', score: 1 },
      { source: 'kuwo', score: 0.5 },
    ]);
    const whatIf = await get('/api/ranking/netease?policy=configOrder&sources=migu,%20qq');
    expect(whatIf).toMatchObject({ policy: 'configOrder', reason: 'the configured order' });
    expect(whatIf.order).toMatchObject([
      { source: 'migu', score: null, statistics: null, breaker: { state: 'closed' } },
      { source: 'qq', score: null, statistics: { source: 'qq', origin: 'netease', rate: 0.74 } },
    ]);
    for (const wrong of ['policy=config-order', 'sources=qq,,kuwo', 'sources=', `sources=${'x'.repeat(1001)}`])
      expect([wrong, (await world.ask('GET', `/api/ranking/netease?${wrong}`, { headers })).status]).toEqual([wrong, 400]);
  });

  it('lists why past songs were looked for in that order', async () => {
    const { items } = await get('/api/ranking/netease/decisions?limit=1');
    expect(items).toMatchObject([{ decidedAt: '2026-11-30T10:00:00.000Z', song: '周杰伦 - 七里香', policy: 'ratioAdaptive' }]);
    expect(items[0].order).toMatchObject([{ source: 'qq' }, { source: 'kuwo' }]);
    expect((await get('/api/ranking/netease/decisions')).items).toHaveLength(2);
  });
});

describe('when files wait in quarantine', () => {
  it('each leads to its song in the catalogue, if that has it', async () => {
    world.resolver.known.quarantine = [
      quarantined('a', 's7'),
      quarantined('b', 'unknown', { durationMs: 0 }),
      quarantined('c', '', { target: undefined }),
    ];
    const { items, nextCursor } = await get('/api/quarantine');
    expect(nextCursor).toBeNull();
    expect(items[0]).toEqual({
      ...{ id: 'a', title: '七里香', artists: ['周杰伦'], source: 'kuwo', remoteId: 'k1', reason: 'wrong_duration' },
      ...{ detail: '30 s instead of 299 s', ext: 'flac', sizeBytes: 1000, durationMs: 30_000, state: 'held' },
      ...{ createdAt: '2026-11-30T10:00:00.000Z', songId: 7 },
    });
    expect(items.slice(1)).toMatchObject([
      { id: 'b', songId: null, durationMs: null },
      { id: 'c', songId: null, title: '', artists: [] },
    ]);
  });

  it('pages through them, and shows decided ones only if asked', async () => {
    world.resolver.known.quarantine = ['a', 'b', 'c'].map((id) => quarantined(id, 's7'));
    const first = await get('/api/quarantine?limit=2');
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['a', 'b']);
    expect((await get(`/api/quarantine?limit=2&cursor=${first.nextCursor}`)).items.map(({ id }: { id: string }) => id)).toEqual(['c']);
    const elsewhere = await world.ask('GET', `/api/quarantine?includeDecided=true&cursor=${first.nextCursor}`, { headers });
    expect(elsewhere.status).toBe(400);
    expect((await post('/api/quarantine/a/approve')).status).toBe(204);
    expect((await post('/api/quarantine/b/reject')).status).toBe(204);
    const again = await post('/api/quarantine/b/reject');
    expect([again.status, again.json.code]).toEqual([409, 'failed_precondition']);
    expect((await get('/api/quarantine')).items.map(({ id }: { id: string }) => id)).toEqual(['c']);
    const all = await get('/api/quarantine?includeDecided=true');
    expect(all.items.map(({ state }: { state: string }) => state)).toEqual(['approved', 'rejected', 'held']);
    expect(await recorded(3)).toMatchObject([
      { action: 'rejectQuarantined', target: 'quarantined file b', outcome: 'failed_precondition' },
      { action: 'rejectQuarantined', target: 'quarantined file b', outcome: 'done' },
      { action: 'approveQuarantined', target: 'quarantined file a', outcome: 'done' },
    ]);
  });

  it('finds their songs by the index', () => {
    const plan = world.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${songIdsText}`, 'qq', '["s7"]');
    expect(plan.map(({ detail }) => detail).join('\n')).toMatch(/SEARCH songs USING .*INDEX.*platform=\? AND remote_song_id=\?/);
  });
});

describe('when the resolver does not answer', () => {
  it('says so, and what to look at, instead of showing that there is nothing', async () => {
    await world.resolver.server.stop();
    for (const path of ['/api/sources', '/api/ranking', '/api/ranking/qq', '/api/ranking/qq/decisions', '/api/quarantine']) {
      const { status, json } = await world.ask('GET', path, { headers });
      expect([path, status, json.code, json.hint]).toEqual([path, 503, 'unavailable', expect.stringContaining('resolver')]);
    }
    expect((await post('/api/sources/qq/test')).json.code).toBe('unavailable');
    expect(await recorded(1)).toMatchObject([{ action: 'testSource', target: 'source qq', outcome: 'unavailable' }]);
  });
});
