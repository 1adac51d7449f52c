import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolverRankingV1, resolverResolveV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { service } from '../src/main.js';

// Real here: the resolver with gRPC and SQLite; its one source is a list of addresses in a file.

const limits = { deadlineMs: 20_000 };
const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
const qingtian = { platform: 'qq', remoteId: '003', title: '晴天', artists: ['周杰伦'], album: '', durationMs: 269_000, isrc: '' };

let home: string;
let running: RunningService;
let clockMs = Date.UTC(2026, 0, 1);

async function start(environment: Record<string, string> = {}): Promise<void> {
  const config = service.configure({ ROOT_DIR: home, HTTP_LISTS: join(home, 'songs.csv'), ...environment });
  running = await service.start(config, { log: silentLogger(), clock: { now: () => clockMs } });
}

const client = () => {
  const target = { address: running.addresses.grpc, service: 'resolver' };
  const resolving = createRpcClient(resolverResolveV1.ResolveServiceService, target);
  const ranking = createRpcClient(resolverRankingV1.RankingServiceService, target);
  return { resolving, ranking };
};
let { resolving, ranking } = {} as ReturnType<typeof client>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'resolve-'));
  const rows = [
    'https://music.invalid/1.flac,晴天,周杰伦,269',
    'https://music.invalid/2.mp3,晴天 (Live),周杰伦,300',
    'https://music.invalid/3.mp3,Hello,Adele,295',
  ];
  writeFileSync(join(home, 'songs.csv'), `url,title,artist,duration\n${rows.join('\n')}\n`);
  await start();
  ({ resolving, ranking } = client());
});
afterAll(async () => {
  resolving.close();
  ranking.close();
  await running.stop();
  rmSync(home, { recursive: true, force: true });
});

async function resolve(change: Partial<resolverResolveV1.Song> = {}, more: Partial<resolverResolveV1.ResolveRequest> = {}) {
  const texts: string[] = [];
  const request = { song: { ...qingtian, ...change }, ownSource: '', sources: [], timeoutMs: 0, policy, ...more };
  for await (const { progress, outcome } of resolving.resolve(request, limits)) {
    if (progress !== undefined) texts.push(progress.text);
    if (outcome !== undefined) return { texts, outcome };
  }
  throw new Error('the stream ended without an outcome');
}

describe('when a song is resolved over gRPC', () => {
  it('streams the progress text, then the choice with its explanation (47, 48)', async () => {
    const { texts, outcome } = await resolve();
    expect(texts).toEqual(['resolving source http (1/1)']);
    expect(outcome).toMatchObject({
      reason: 'http: title, artists and duration agree',
      resolved: {
        found: true,
        source: 'http',
        song: qingtian,
        candidate: {
          ext: 'flac',
          qualityLabel: 'lossless',
          durationMs: 269_000,
          match: { accepted: true, priority: 1, highConfidence: true },
        },
      },
      trials: [{ source: 'http', outcome: resolverResolveV1.TrialOutcome.TRIAL_OUTCOME_CHOSEN }],
      decision: { origin: 'qq', policy: resolverRankingV1.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE },
    });
    expect(outcome.resolved?.candidate?.fetchKey).not.toBe('');
  });

  it('says so if it is nowhere, as an outcome (46)', async () => {
    const { outcome } = await resolve({ title: '不存在的歌' });
    expect(outcome).toMatchObject({ resolved: { found: false, source: '', song: { title: '不存在的歌' } }, retryLater: false });
    expect(outcome.resolved?.candidate).toBeUndefined();
  });

  it('refuses what cannot be meant', async () => {
    await expect(resolve({ title: '' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolve({ durationMs: -1 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolve({}, { song: undefined })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolve({}, { timeoutMs: -5 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolve({}, { sources: ['napster'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(resolve({}, { policy: 99 as resolverRankingV1.RankingPolicy })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when ranking has learned (26)', () => {
  it('has stored no address of a file, and nothing outside its own tables', async () => {
    const { outcome } = await resolve();
    const { fetchKey = '', track } = outcome.resolved?.candidate ?? {};
    const database = new Connection(join(home, 'resolver_stats.db'), { readonly: true });
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    const filled = tables.filter((table) => database.prepare(`SELECT 1 FROM ${table}`).get() !== undefined);
    const text = JSON.stringify(filled.map((table) => database.prepare(`SELECT * FROM ${table}`).all()));
    database.close();
    expect(filled.sort()).toEqual([
      'resolver_decisions',
      'resolver_origins',
      'resolver_source_evidence',
      'resolver_source_stats',
      'schema_migrations',
    ]);
    expect(fetchKey).not.toBe('');
    for (const secret of [fetchKey, track?.remoteId ?? '', 'music.invalid']) expect(text).not.toContain(secret);
    expect(existsSync(join(home, 'catalogsync.db'))).toBe(false);
  });
});

describe('when a source is searched over gRPC', () => {
  it('gives every hit with what matching says of it', async () => {
    const { candidates } = await resolving.search({ source: 'http', query: '', song: qingtian, limit: 0 }, limits);
    expect(candidates.map(({ track, match }) => [track?.name, match?.accepted])).toEqual([
      ['晴天', true],
      ['晴天 (Live)', false],
    ]);
    expect(candidates[1]?.match?.reason).toBe('another version');
  });

  it.each([
    [{ source: 'napster', query: 'x' }, 'not_found'],
    [{ source: 'library', query: 'x' }, 'unsupported'],
    [{ source: 'http', query: '' }, 'invalid_argument'],
    [{ source: 'http', query: 'x', limit: 101 }, 'invalid_argument'],
    [{ source: 'http', query: 'x'.repeat(2000) }, 'invalid_argument'],
  ])('refuses %j', async (request, code) => {
    await expect(resolving.search({ song: undefined, limit: 0, ...request }, limits)).rejects.toMatchObject({ code });
  });
});

describe('when a person decides over gRPC', () => {
  it('takes the recording that was chosen, also after a restart, until the choice is removed', async () => {
    const { candidates } = await resolving.search({ source: 'http', query: 'Hello', song: undefined, limit: 0 }, limits);
    const sourceRemoteId = candidates[0]?.track?.remoteId ?? '';
    const { match } = await resolving.setManualMatch(
      { platform: 'QQMusicClient', remoteId: '003', source: 'http', sourceRemoteId, note: '试' },
      limits,
    );
    expect(match).toMatchObject({ platform: 'qq', source: 'http', note: '试', createdAt: '2026-01-01T00:00:00.000Z' });
    resolving.close();
    ranking.close();
    await running.stop();
    await start();
    ({ resolving, ranking } = client());
    expect((await resolve()).outcome.resolved).toMatchObject({ manual: true, candidate: { track: { name: 'Hello' } } });
    await resolving.removeManualMatch({ platform: 'qq', remoteId: '003' }, limits);
    expect((await resolve()).outcome.resolved).toMatchObject({ manual: false, candidate: { track: { name: '晴天' } } });
    await expect(resolving.removeManualMatch({ platform: 'qq', remoteId: '003' }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists choices page by page', async () => {
    for (const remoteId of ['a', 'b', 'c']) {
      await resolving.setManualMatch({ platform: 'kuwo', remoteId, source: 'http', sourceRemoteId: 'x', note: '' }, limits);
    }
    const first = await resolving.listManualMatches({ pageSize: 2, pageToken: '' }, limits);
    const second = await resolving.listManualMatches({ pageSize: 2, pageToken: first.nextPageToken }, limits);
    expect([...first.matches, ...second.matches].map(({ remoteId }) => remoteId)).toEqual(['a', 'b', 'c']);
    expect(second.nextPageToken).toBe('');
    await expect(resolving.listManualMatches({ pageSize: 2, pageToken: 'made up' }, limits)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(resolving.listManualMatches({ pageSize: 9999, pageToken: '' }, limits)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it.each([
    [{ remoteId: '' }, 'invalid_argument'],
    [{ sourceRemoteId: ' ' }, 'invalid_argument'],
    [{ platform: '' }, 'invalid_argument'],
    [{ note: 'x'.repeat(1001) }, 'invalid_argument'],
    [{ source: 'napster' }, 'not_found'],
  ])('refuses a choice with %j', async (change, code) => {
    const request = { platform: 'qq', remoteId: '9', source: 'http', sourceRemoteId: 'x', note: '', ...change };
    await expect(resolving.setManualMatch(request, limits)).rejects.toMatchObject({ code });
  });

  it('never takes a refused file again', async () => {
    const remoteId = (await resolve({ remoteId: '77' })).outcome.resolved?.candidate?.track?.remoteId ?? '';
    await resolving.rejectFile({ source: 'http', remoteId, sha256: '', reason: 'scratches' }, limits);
    const { outcome } = await resolve({ remoteId: '77' });
    expect(outcome.resolved?.found).toBe(false);
    expect(outcome.trials[0]?.detail).toContain('rejected before');
  });

  it.each([
    [{ source: 'http' }, 'invalid_argument'],
    [{ remoteId: '1' }, 'invalid_argument'],
    [{ sha256: 'abc' }, 'invalid_argument'],
    [{}, 'invalid_argument'],
    [{ source: 'napster', remoteId: '1' }, 'not_found'],
  ])('refuses to refuse %j', async (change, code) => {
    await expect(resolving.rejectFile({ source: '', remoteId: '', sha256: '', reason: '', ...change }, limits)).rejects.toMatchObject({
      code,
    });
  });
});

describe('when ranking is asked for over gRPC', () => {
  const outcomes = resolverRankingV1.AttemptOutcome;
  const attempt = (source: string, outcome: resolverRankingV1.AttemptOutcome, costMs = 100) => ({
    origin: 'netease',
    source,
    outcome,
    costMs,
  });

  it('orders by what was recorded, and shows why', async () => {
    const attempts = [
      ...Array.from({ length: 40 }, () => attempt('http', outcomes.ATTEMPT_OUTCOME_MISSED, 900)),
      ...Array.from({ length: 40 }, () => attempt('subsonic', outcomes.ATTEMPT_OUTCOME_FOUND, 300)),
    ];
    await ranking.record({ attempts }, limits);
    const { decision, statistics } = await ranking.rank({ origin: 'netease', sources: ['http', 'subsonic', 'archive'], policy }, limits);
    expect(decision?.order.map(({ source }) => source)).toEqual(['subsonic', 'archive', 'http']);
    expect(decision?.reason).toBe('chance ÷ mean cost over 80 attempts');
    expect(decision?.order[0]?.score).toBeGreaterThan(decision?.order[1]?.score ?? 1);
    expect(statistics.map(({ source, attempts: tried, found }) => [source, tried, found])).toEqual([
      ['subsonic', 40, 40],
      ['http', 40, 0],
    ]);
  });

  it('keeps to the configured order where a caller wants that, and until the gate', async () => {
    const configured = resolverRankingV1.RankingPolicy.RANKING_POLICY_CONFIG_ORDER;
    const { decision } = await ranking.rank({ origin: 'netease', sources: ['http', 'subsonic'], policy: configured }, limits);
    expect(decision?.order.map(({ source, score }) => [source, score])).toEqual([
      ['http', undefined],
      ['subsonic', undefined],
    ]);
    const cold = await ranking.rank({ origin: 'spotify', sources: ['http', 'subsonic'], policy }, limits);
    expect(cold.decision?.reason).toBe('learning: 0 of 30 attempts');
  });

  it('ranks all that are set up if none is named, and never the origin itself', async () => {
    const { decision } = await ranking.rank({ origin: 'qq', sources: [], policy }, limits);
    expect(decision?.order.map(({ source }) => source)).toEqual(['http']);
    expect((await ranking.rank({ origin: 'http', sources: [], policy }, limits)).decision?.order).toEqual([]);
  });

  it.each([
    ['no attempts', []],
    ['a source that is its own origin (40)', [{ ...attempt('x', 1), source: 'netease' }]],
    ['no outcome', [attempt('http', outcomes.ATTEMPT_OUTCOME_UNSPECIFIED)]],
    ['an outcome of a newer caller', [attempt('http', 42 as resolverRankingV1.AttemptOutcome)]],
    ['a cost below nothing', [attempt('http', outcomes.ATTEMPT_OUTCOME_FOUND, -1)]],
    ['a cost that is no number', [attempt('http', outcomes.ATTEMPT_OUTCOME_FOUND, Number.NaN)]],
    ['more than can be meant', Array.from({ length: 10_001 }, () => attempt('http', outcomes.ATTEMPT_OUTCOME_FOUND))],
  ])('stores nothing of a record with %s', async (_, attempts) => {
    const before = await ranking.listStatistics({ origin: '' }, limits);
    await expect(ranking.record({ attempts }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(await ranking.listStatistics({ origin: '' }, limits)).toEqual(before);
  });

  it('tells what each resolve asked, and why, newest first', async () => {
    await resolve({ platform: 'migu', title: 'Hello', artists: ['Adele'], durationMs: 0 });
    await resolve({ platform: 'migu', title: '晴天' });
    const { decisions } = await ranking.listDecisions({ origin: 'MiguMusicClient', limit: 0 }, limits);
    expect(decisions.map(({ song }) => song)).toEqual(['周杰伦 - 晴天', 'Adele - Hello']);
    expect(decisions[0]).toMatchObject({
      decidedAt: '2026-01-01T00:00:00.000Z',
      decision: { origin: 'migu', order: [{ source: 'http' }] },
    });
    await expect(ranking.listDecisions({ origin: 'migu', limit: 201 }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('tests a source now, and forgets it by hand', async () => {
    const tested = await ranking.testSource({ source: 'http' }, limits);
    expect(tested).toMatchObject({ reachable: true, breaker: { state: resolverRankingV1.BreakerState.BREAKER_STATE_CLOSED } });
    expect(await ranking.resetSource({ source: 'http', origin: 'netease' }, limits)).toEqual({ forgotten: 1 });
    const { statistics } = await ranking.listStatistics({ origin: 'netease' }, limits);
    expect(statistics.map(({ source }) => source)).toEqual(['subsonic']);
    await expect(ranking.testSource({ source: 'library' }, limits)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(ranking.testSource({ source: 'napster' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ranking.resetSource({ source: 'napster', origin: '' }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('opens the breaker of a source that fails its tests, and closes it at the first answer', async () => {
    const list = join(home, 'songs.csv');
    const songs = readFileSync(list);
    clockMs += 1000;
    rmSync(list);
    let state: resolverRankingV1.BreakerState | undefined;
    for (let tries = 0; tries < 3; tries++) {
      const tested = await ranking.testSource({ source: 'http' }, limits);
      expect(tested.reachable).toBe(false);
      state = tested.breaker?.state;
    }
    expect(state).toBe(resolverRankingV1.BreakerState.BREAKER_STATE_OPEN);
    writeFileSync(list, songs);
    expect(await ranking.testSource({ source: 'http' }, limits)).toMatchObject({ reachable: true, breaker: { faults: 0, openUntil: '' } });
  });
});
