import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolverRankingV1, resolverResolveV1 } from '@catalogsync/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { limits, qingtian, ResolveService } from './resolve-service-harness.js';

// Real here: the resolver with gRPC and SQLite; its one source is a list of addresses in a file.

const resolver = new ResolveService();
beforeAll(() => resolver.start());
afterAll(() => resolver.dispose());

describe('when a song is resolved over gRPC', () => {
  it('streams the progress text, then the choice with its explanation (47, 48)', async () => {
    const { texts, outcome } = await resolver.resolve();
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

  it('returns an outcome, not an error, if no source has it (46)', async () => {
    const { outcome } = await resolver.resolve({ title: '不存在的歌' });
    expect(outcome).toMatchObject({ resolved: { found: false, source: '', song: { title: '不存在的歌' } }, retryLater: false });
    expect(outcome.resolved?.candidate).toBeUndefined();
  });

  it('refuses invalid requests', async () => {
    await expect(resolver.resolve({ title: '' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolver.resolve({ durationMs: -1 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolver.resolve({}, { song: undefined })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolver.resolve({}, { timeoutMs: -5 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(resolver.resolve({}, { sources: ['napster'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(resolver.resolve({}, { policy: 99 as resolverRankingV1.RankingPolicy })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });
});

describe('when ranking has learned (26)', () => {
  it('has stored no file address, and nothing outside its own tables', async () => {
    const { outcome } = await resolver.resolve();
    const { fetchKey = '' } = outcome.resolved?.candidate ?? {};
    const database = new Connection(join(resolver.home, 'resolver_stats.db'), { readonly: true });
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    const filled = tables.filter((table) => database.prepare(`SELECT 1 FROM ${table}`).get() !== undefined);
    const text = JSON.stringify(filled.map((table) => database.prepare(`SELECT * FROM ${table}`).all()));
    database.close();
    expect(filled.sort()).toEqual([
      // Made with the database.
      'library_state',
      'resolver_decisions',
      'resolver_origins',
      'resolver_source_evidence',
      'resolver_source_stats',
      'schema_migrations',
    ]);
    expect(fetchKey).not.toBe('');
    // Here it is the id of the recording, which is kept with the search; the address is not.
    expect(text).toContain(fetchKey);
    expect(text).not.toContain('music.invalid');
    expect(existsSync(join(resolver.home, 'catalogsync.db'))).toBe(false);
  });
});

describe('when a source is searched over gRPC', () => {
  it('returns every hit with its match result', async () => {
    const { candidates } = await resolver.resolving.search({ source: 'http', query: '', song: qingtian, limit: 0, link: '' }, limits);
    expect(candidates.map(({ track, match }) => [track?.name, match?.accepted])).toEqual([
      ['晴天', true],
      ['晴天 (Live)', false],
    ]);
    expect(candidates[1]?.match?.reason).toBe('another version');
  });

  it.each([
    [{ source: 'napster', query: 'x' }, 'not_found'],
    [{ source: 'lidarr', query: 'x' }, 'unsupported'],
    [{ source: 'http', query: '' }, 'invalid_argument'],
    [{ source: 'http', query: 'x', limit: 101 }, 'invalid_argument'],
    [{ source: 'http', query: 'x'.repeat(2000) }, 'invalid_argument'],
    [{ source: 'http', query: '', link: 'https://example.org/song/1' }, 'invalid_argument'],
    [{ source: 'http', query: '', link: 'https://youtu.be/dQw4w9WgXcQ' }, 'failed_precondition'],
  ])('refuses %j', async (request, code) => {
    await expect(resolver.resolving.search({ song: undefined, limit: 0, link: '', ...request }, limits)).rejects.toMatchObject({ code });
  });
});

describe('when a person decides over gRPC', () => {
  it('takes the chosen recording, even after a restart, until the choice is removed', async () => {
    const { candidates } = await resolver.resolving.search({ source: 'http', query: 'Hello', song: undefined, limit: 0, link: '' }, limits);
    const sourceRemoteId = candidates[0]?.track?.remoteId ?? '';
    const { match } = await resolver.resolving.setManualMatch(
      { platform: 'QQMusicClient', remoteId: '003', source: 'http', sourceRemoteId, note: '试' },
      limits,
    );
    expect(match).toMatchObject({ platform: 'qq', source: 'http', note: '试', createdAt: '2026-01-01T00:00:00.000Z' });
    await resolver.stop();
    await resolver.start();
    expect((await resolver.resolve()).outcome.resolved).toMatchObject({ manual: true, candidate: { track: { name: 'Hello' } } });
    await resolver.resolving.removeManualMatch({ platform: 'qq', remoteId: '003' }, limits);
    expect((await resolver.resolve()).outcome.resolved).toMatchObject({ manual: false, candidate: { track: { name: '晴天' } } });
    await expect(resolver.resolving.removeManualMatch({ platform: 'qq', remoteId: '003' }, limits)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('lists choices page by page', async () => {
    for (const remoteId of ['a', 'b', 'c']) {
      await resolver.resolving.setManualMatch({ platform: 'kuwo', remoteId, source: 'http', sourceRemoteId: 'x', note: '' }, limits);
    }
    const first = await resolver.resolving.listManualMatches({ pageSize: 2, pageToken: '' }, limits);
    const second = await resolver.resolving.listManualMatches({ pageSize: 2, pageToken: first.nextPageToken }, limits);
    expect([...first.matches, ...second.matches].map(({ remoteId }) => remoteId)).toEqual(['a', 'b', 'c']);
    expect(second.nextPageToken).toBe('');
    await expect(resolver.resolving.listManualMatches({ pageSize: 2, pageToken: 'made up' }, limits)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(resolver.resolving.listManualMatches({ pageSize: 9999, pageToken: '' }, limits)).rejects.toMatchObject({
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
    await expect(resolver.resolving.setManualMatch(request, limits)).rejects.toMatchObject({ code });
  });

  it('never takes a rejected file again', async () => {
    const remoteId = (await resolver.resolve({ remoteId: '77' })).outcome.resolved?.candidate?.track?.remoteId ?? '';
    await resolver.resolving.rejectFile({ source: 'http', remoteId, sha256: '', reason: 'scratches' }, limits);
    const { outcome } = await resolver.resolve({ remoteId: '77' });
    expect(outcome.resolved?.found).toBe(false);
    expect(outcome.trials[0]?.detail).toContain('rejected before');
  });

  it.each([
    [{ source: 'http' }, 'invalid_argument'],
    [{ remoteId: '1' }, 'invalid_argument'],
    [{ sha256: 'abc' }, 'invalid_argument'],
    [{}, 'invalid_argument'],
    [{ source: 'napster', remoteId: '1' }, 'not_found'],
  ])('refuses to reject %j', async (change, code) => {
    await expect(
      resolver.resolving.rejectFile({ source: '', remoteId: '', sha256: '', reason: '', ...change }, limits),
    ).rejects.toMatchObject({
      code,
    });
  });
});
