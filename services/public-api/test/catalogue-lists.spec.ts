import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Permutation } from '../src/core/catalogue/permutation.js';
import { timedLines } from '../src/core/catalogue/timed-lyrics.js';
import { ApiWorld } from './api-world.js';
import { type Answer, ask, everyPage } from './http-client.js';
import { snapshotIds } from './snapshot-fixture.js';
import { earlierSnapshotId } from './version-2-rows.js';

// Real here: HTTP on loopback, SQLite.
let world: ApiWorld;
let base: string;
const get = (path: string): Promise<Answer> => ask(base, path);
const idsOf = (answer: Answer): number[] => answer.json().items.map((item: { id: number }) => item.id);
const ids = async (path: string): Promise<number[]> => idsOf(await get(path));
const pages = (path: string, limit: number): Promise<unknown[]> => everyPage(get, path, limit);

beforeAll(async () => {
  world = await ApiWorld.open();
  base = await world.serve();
});
afterAll(() => world.close());

describe('when albums are read', () => {
  it('lists them by name, year or when they came, what is unknown last', async () => {
    expect(await ids('/v1/albums')).toEqual([3, 4, 1, 2]);
    expect(await ids('/v1/albums?order=desc')).toEqual([2, 1, 4, 3]);
    expect(await ids('/v1/albums?sort=year')).toEqual([3, 2, 1, 4]);
    expect(await ids('/v1/albums?sort=year&order=desc')).toEqual([1, 2, 3, 4]);
    expect(await ids('/v1/albums?sort=added')).toEqual([3, 2, 1, 4].sort((a, b) => addedOf(b) - addedOf(a)));
    for (const path of ['/v1/albums', '/v1/albums?sort=year', '/v1/albums?sort=added&order=asc', '/v1/albums?artist=1&sort=year']) {
      for (const limit of [1, 2, 3]) expect(await pages(path, limit)).toEqual(await ids(path));
    }
    expect((await get('/v1/albums?limit=1')).json().total).toBe(4);
  });

  it('lists those of an artist, and the tracks of one by disc and number', async () => {
    expect(await ids('/v1/albums?artist=1')).toEqual([4, 1, 2]);
    expect(await ids('/v1/albums?artist=99')).toEqual([]);
    expect(await ids('/v1/artists/1/albums')).toEqual([1, 2, 4]);
    expect(await ids('/v1/artists/3/albums')).toEqual([]);
    expect((await get('/v1/artists/99/albums')).status).toBe(404);
    expect(await ids('/v1/albums/3/tracks')).toEqual([6, 8, 7]);
    expect(await pages('/v1/albums/3/tracks', 1)).toEqual([6, 8, 7]);
    expect((await get('/v1/albums/99/tracks')).status).toBe(404);
    expect((await get('/v1/albums/2')).json()).toMatchObject({
      name: '叶惠美',
      artists: [{ id: 1, name: '周杰伦' }],
      kind: 'album',
      cover: null,
    });
  });
});

/** The fixture's tracks of albums 1 to 3 came on days by their ids. */
const addedOf = (album: number): number => [0, 1 % 5, 3 % 5, 8 % 5, -1][album] ?? 0;

describe('when tracks are listed in another order', () => {
  it('sorts by name, by when they came and by plays', async () => {
    const all = (await get('/v1/tracks')).json().items as { id: number; name: string; addedAt: string | null }[];
    const added = await ids('/v1/tracks?sort=added');
    expect(added).toEqual([...all].sort((a, b) => (b.addedAt ?? '').localeCompare(a.addedAt ?? '') || b.id - a.id).map(({ id }) => id));
    expect(added.at(-1)).toBe(12);
    expect((await ids('/v1/tracks?sort=added&order=asc')).at(-1)).toBe(12);
    expect((await ids('/v1/tracks?sort=play_count')).slice(0, 3)).toEqual([11, 7, 3]);
    expect((await ids('/v1/tracks?sort=name')).at(-1)).toBe(1);
    for (const path of ['/v1/tracks?sort=added', '/v1/tracks?sort=added&order=asc', '/v1/tracks?sort=play_count', '/v1/tracks?sort=name']) {
      for (const limit of [1, 5]) expect(await pages(path, limit)).toEqual(await ids(path));
    }
  });

  it('shuffles by a seed: every track once, the same order for the same seed', async () => {
    const shuffled = await ids('/v1/tracks?sort=random&seed=7');
    expect([...shuffled].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await pages('/v1/tracks?sort=random&seed=7', 5)).toEqual(shuffled);
    expect(await ids('/v1/tracks?sort=random&seed=8')).not.toEqual(shuffled);
    expect(await ids('/v1/tracks?sort=random')).toEqual(await ids('/v1/tracks?sort=random'));
  });

  it('filters by genre, year and whether there is a file', async () => {
    expect(await ids('/v1/tracks?genre=1')).toEqual([1, 2, 3]);
    expect(await ids('/v1/tracks?genre=1&year=2003')).toEqual([2, 3]);
    expect(await ids('/v1/tracks?year=1959&sort=added')).toEqual([8, 7, 6]);
    expect(await ids('/v1/tracks?playable=true')).toEqual([1, 2, 3, 4]);
    expect(await ids('/v1/tracks?genre=2&playable=true')).toEqual([2]);
    expect(await ids('/v1/tracks?genre=99')).toEqual([]);
    expect((await ids('/v1/tracks?genre=2&sort=random&seed=3')).sort()).toEqual([2, 6, 7]);
    expect(await pages('/v1/tracks?genre=2&sort=random&seed=3', 1)).toEqual(await ids('/v1/tracks?genre=2&sort=random&seed=3'));
    expect(await pages('/v1/tracks?playable=true', 1)).toEqual([1, 2, 3, 4]);
  });

  it('returns those of given ids in that order, and names unknown ones', async () => {
    const answer = (await get('/v1/tracks?ids=3,99,1,70,3')).json();
    expect(answer.items.map((item: { id: number }) => item.id)).toEqual([3, 1, 1, 3]);
    expect(answer).toMatchObject({ nextCursor: null, unknown: [99] });
    const many = Array.from({ length: 101 }, (_, index) => index).join(',');
    for (const query of [
      'ids=',
      'ids=a',
      `ids=${many}`,
      'ids=1&year=2000',
      'ids=1&cursor=x',
      'seed=1',
      'sort=random&order=asc',
      'seed=-1&sort=random',
    ])
      expect([query, (await get(`/v1/tracks?${query}`)).json().code]).toEqual([query, 'invalid_parameter']);
  });

  it('lists genres with their counts', async () => {
    expect((await get('/v1/genres')).json()).toEqual({
      items: [
        { id: 3, name: 'Blues', trackCount: 0 },
        { id: 2, name: 'Jazz', trackCount: 3 },
        { id: 1, name: 'Mandopop', trackCount: 3 },
      ],
      nextCursor: null,
      total: 3,
    });
  });
});

describe('when more is asked of a track', () => {
  it('returns lyrics with their lines, or says that there are none', async () => {
    expect((await get('/v1/tracks/1/lyrics')).json()).toMatchObject({
      trackId: 1,
      plain: '窗外的麻雀',
      lines: [
        { startMs: 20_500, text: '窗外的麻雀' },
        { startMs: 24_100, text: '在电线杆上多嘴' },
        { startMs: 90_123, text: '在电线杆上多嘴' },
      ],
      language: 'zh',
    });
    expect((await get('/v1/tracks/6/lyrics')).json()).toMatchObject({ plain: 'instrumental', timed: null, lines: null });
    expect((await get('/v1/tracks/2/lyrics')).json().code).toBe('no_lyrics');
    expect((await get('/v1/tracks/99/lyrics')).json().code).toBe('not_found');
  });

  it('reads LRC whatever it holds', () => {
    expect(timedLines('[offset:+500]\r\n[00:01.00] a \n\n[1:2]b\nno time')).toEqual([
      { startMs: 500, text: 'a' },
      { startMs: 61_500, text: 'b' },
    ]);
    fc.assert(fc.property(fc.string(), (text) => void expect(timedLines(text).every(({ startMs }) => startMs >= 0)).toBe(true)));
  });

  it('finds similar tracks and says why', async () => {
    const { items } = (await get('/v1/tracks/1/similar?limit=3')).json();
    expect(items).toHaveLength(3);
    expect(items[0].track.id).not.toBe(1);
    expect(items[0].reasons).toContainEqual({ kind: 'artist', id: 1, name: '周杰伦' });
    expect(items[0].reasons.some((reason: { kind: string }) => reason.kind === 'playlist')).toBe(true);
    expect((await get('/v1/tracks/99/similar')).status).toBe(404);
  });
});

describe('when an id means something else now (308)', () => {
  it.each([
    ['/v1/playlists/50', '/v1/albums/1'],
    ['/v1/playlists/50/tracks?limit=3', '/v1/albums/1/tracks?limit=3'],
    ['/v1/artists/60/tracks', '/v1/artists/1/tracks'],
    ['/v1/artists/60/albums?limit=2', '/v1/artists/1/albums?limit=2'],
    ['/v1/albums/80', '/v1/albums/2'],
    ['/v1/tracks/70', '/v1/tracks/1'],
    ['/v1/tracks/70/lyrics', '/v1/tracks/1/lyrics'],
    ['/v1/tracks/70/similar?limit=5', '/v1/tracks/1/similar?limit=5'],
    ['/v1/tracks/70/playback?quality=high', '/v1/tracks/1/playback?quality=high'],
    ['/v1/tracks/70/stream', '/v1/tracks/1/stream'],
  ])('leads from %s to %s', async (from, to) => {
    const answer = await get(from);
    expect([answer.status, answer.headers.location]).toEqual([308, to]);
    expect([200, 302]).toContain((await get(to)).status);
  });
});

describe('when a client keeps a copy', () => {
  it('gets what is gone and what changed, in pages', async () => {
    const whole = (await get(`/v1/changes?since=${earlierSnapshotId}`)).json();
    expect(whole.deleted).toEqual([
      { kind: 'track', id: 76 },
      { kind: 'track', id: 77 },
      { kind: 'playlist', id: 78 },
    ]);
    expect(whole.tracks.map(({ id }: { id: number }) => id)).toEqual([10, 11, 12]);
    expect([whole.albums.length, whole.artists[0].id, whole.playlists]).toEqual([1, 4, []]);
    expect(whole).toMatchObject({ since: earlierSnapshotId, to: snapshotIds[0], nextCursor: null });
    for (const limit of [1, 2, 3]) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = (await get(`/v1/changes?since=${earlierSnapshotId}&limit=${limit}${cursor && `&cursor=${cursor}`}`)).json();
        const kinds = ['tracks', 'albums', 'artists', 'playlists'] as const;
        const items = [
          ...page.deleted.map((one: { id: number }) => -one.id),
          ...kinds.flatMap((kind) => page[kind].map(({ id }: { id: number }) => id)),
        ];
        expect(items.length).toBeLessThanOrEqual(limit);
        seen.push(...items.map(String));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(['-76', '-77', '-78', '10', '11', '12', '4', '4']);
    }
  });

  it('gets nothing since the snapshot in use, and 410 for one that is too old', async () => {
    const none = (await get(`/v1/changes?since=${snapshotIds[0]}`)).json();
    expect([none.deleted, none.tracks, none.nextCursor]).toEqual([[], [], null]);
    const old = await get('/v1/changes?since=snap-20200101T000000Z-aaaaaaaaaaaa');
    expect([old.status, old.json().code]).toEqual([410, 'changes_outdated']);
    for (const query of ['', '?since=', '?since=x']) expect((await get(`/v1/changes${query}`)).status).toBe(400);
  });

  it('is told how much there is', async () => {
    expect((await get('/v1/stats')).json()).toMatchObject({
      tracks: 12,
      albums: 4,
      artists: 5,
      playlists: 7,
      genres: 3,
      toplists: 3,
      lyrics: 2,
      covers: 2,
    });
  });
});

describe('when a new snapshot comes in the middle of a list', () => {
  it('goes on in the one it began in while that is kept, else answers 410', async () => {
    const cursor = (await get('/v1/tracks?limit=5')).json().nextCursor;
    const before = world.snapshots.inUse;
    try {
      world.use(1);
      world.snapshots.earlier = before;
      const next = await get(`/v1/tracks?limit=5&cursor=${cursor}`);
      expect([next.status, next.headers['x-snapshot-id'], idsOf(next)]).toEqual([200, snapshotIds[0], [6, 7, 8, 9, 10]]);
      expect(next.headers.etag).toContain(snapshotIds[0]);
      expect((await get('/v1/tracks?limit=5')).headers['x-snapshot-id']).toBe(snapshotIds[1]);
      world.snapshots.earlier = undefined;
      expect((await get(`/v1/tracks?limit=5&cursor=${cursor}`)).json().code).toBe('cursor_outdated');
    } finally {
      world.snapshots.earlier = undefined;
      world.use(0);
    }
  });
});

describe('when a snapshot of schema version 1 is served', () => {
  it('has what it has, and empty lists for the rest', async () => {
    const first = await ApiWorld.open({ version: 1 });
    try {
      const address = await first.serve();
      const read = async (path: string) => (await ask(address, path)).json();
      expect(await read('/v1/tracks/1')).toMatchObject({ name: '七里香', album: '七里香', albumId: null, genres: [], cover: null });
      for (const path of ['/v1/albums', '/v1/genres']) expect(await read(path)).toMatchObject({ items: [], nextCursor: null });
      expect((await read('/v1/tracks?sort=added&limit=3')).items).toHaveLength(3);
      expect(await read('/v1/artists/1')).toMatchObject({ name: '周杰伦', sortName: '周杰伦', albumCount: 0 });
      expect(await read('/v1/playlists/1')).toMatchObject({ name: '华语经典', cover: null, mosaic: null });
      expect((await read(`/v1/changes?since=${earlierSnapshotId}`)).code).toBe('changes_outdated');
    } finally {
      await first.close();
    }
  });
});

describe('when numbers are permuted', () => {
  it('has every number once, whatever the size and the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 0, max: 0xffff_ffff }), (size, seed) => {
        const permutation = new Permutation(size, seed);
        const all = Array.from({ length: size }, (_, place) => permutation.at(place));
        expect(new Set(all).size).toBe(size);
        expect(Math.max(...all)).toBe(size - 1);
      }),
      { numRuns: 50 },
    );
  });
});
