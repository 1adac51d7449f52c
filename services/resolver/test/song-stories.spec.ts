import { resolverStoriesV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limits, qingtian, ResolveService } from './resolve-service-harness.js';

// Real here: the resolver with gRPC and SQLite; its one source is a list of addresses in a file.
const resolver = new ResolveService();
let client: ReturnType<typeof connect>;
const connect = () => createRpcClient(resolverStoriesV1.SongStoryServiceService, { address: resolver.address, service: 'resolver' });
beforeAll(async () => {
  await resolver.start();
  client = connect();
});
afterAll(async () => {
  client.close();
  await resolver.dispose();
});

const story = (platform = 'qq', remoteId = '003', sha256s: string[] = []) => client.getSongStory({ platform, remoteId, sha256s }, limits);
const outcomes = resolverStoriesV1.SearchOutcome;

describe('when a song was searched', () => {
  it('tells the order of the sources, what each answered, and the recording that was taken', async () => {
    await resolver.resolve();
    const { searches, downloads, match, refused, quarantined } = await story();
    expect([downloads, match, refused, quarantined]).toEqual([[], undefined, [], []]);
    expect(searches).toEqual([
      expect.objectContaining({
        endedAt: '2026-01-01T00:00:00.000Z',
        outcome: outcomes.SEARCH_OUTCOME_FOUND,
        source: 'http',
        manual: false,
      }),
    ]);
    expect(searches[0]?.decision).toMatchObject({ origin: 'qq', order: [{ source: 'http' }] });
    expect(searches[0]?.trials).toEqual([expect.objectContaining({ source: 'http', detail: 'title, artists and duration agree' })]);
    expect(searches[0]?.chosen).toMatchObject({
      fetchKey: '',
      ext: 'flac',
      track: { name: '晴天', artists: [{ name: '周杰伦' }] },
      match: { accepted: true, highConfidence: true, reason: 'title, artists and duration agree' },
    });
  });

  it('keeps the newest five, also those that found nothing', async () => {
    for (let i = 0; i < 6; i++) await resolver.resolve({ title: `no such song ${i}` });
    const { searches } = await story();
    expect(searches).toHaveLength(5);
    expect(searches.map(({ outcome, chosen }) => [outcome, chosen])).toEqual(
      Array.from({ length: 5 }, () => [outcomes.SEARCH_OUTCOME_NOT_FOUND, undefined]),
    );
  });

  it('tells the choice of a person and the files that were refused, and nothing of other songs', async () => {
    const { candidates } = await resolver.resolving.search({ source: 'http', query: '', song: qingtian, limit: 0, link: '' }, limits);
    const sourceRemoteId = candidates[1]?.track?.remoteId ?? '';
    await resolver.resolving.setManualMatch({ platform: 'qq', remoteId: '003', source: 'http', sourceRemoteId, note: 'this' }, limits);
    await resolver.resolving.rejectFile({ source: 'http', remoteId: sourceRemoteId, sha256: '', reason: 'noise' }, limits);
    await resolver.resolving.rejectFile({ source: '', remoteId: '', sha256: 'b'.repeat(64), reason: 'hiss' }, limits);
    const told = await story('qq', '003', ['b'.repeat(64)]);
    expect(told.match).toMatchObject({ source: 'http', sourceRemoteId, note: 'this' });
    expect(told.refused.map(({ reason }) => reason).sort()).toEqual(['hiss', 'noise']);
    expect(await story('qq', '999')).toEqual({ searches: [], downloads: [], match: undefined, refused: [], quarantined: [] });
    await expect(
      story(
        'qq',
        '003',
        Array.from({ length: 101 }, () => 'x'),
      ),
    ).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
