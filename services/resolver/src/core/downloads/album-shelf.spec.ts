import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { Timing } from '../gate/timing.js';
import type { AlbumFetcher, AlbumFile, AlbumHit } from '../sources/albums.js';
import { pickAlbum, pickTrack } from '../sources/albums.js';
import type { FetchRequest } from '../sources/fetch.js';
import { AlbumShelf } from './album-shelf.js';
import type { ReportBytes, StagingArea } from './ports.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;
const silent: ReportBytes = () => undefined;

/** Time that passes only when the test advances it. */
class TestTiming implements Timing {
  private at = 0;
  private readonly sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.at;
  }

  elapsed(): number {
    return this.at;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.sleepers.push({ until: this.at + ms, wake: resolve });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async pass(ms: number): Promise<void> {
    this.at += ms;
    for (const { until, wake } of this.sleepers) if (until <= this.at) wake();
    await settled();
  }
}

/** The part of a staging area that keeps folders. */
class Folders implements Pick<StagingArea, 'openFetch' | 'discard'> {
  readonly there = new Set<string>();
  readonly discarded: string[] = [];
  fault: Fault | undefined;

  async openFetch(downloadId: string, source: string, fetchKey: string): Promise<string> {
    const folder = `${downloadId}/${source}/${fetchKey}`;
    this.there.add(folder);
    return folder;
  }

  async discard(path: string): Promise<void> {
    this.discarded.push(path);
    if (this.fault !== undefined) throw this.fault;
    this.there.delete(path);
  }
}

/** A fetcher whose albums arrive when the test says so. */
class Slow implements AlbumFetcher {
  /** Goes on after an abort, as a peer that must first be asked to stop. */
  deaf = false;
  readonly begun: { readonly request: FetchRequest; readonly signal: AbortSignal; end(fault?: Fault): void }[] = [];

  fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]> {
    return new Promise((resolve, reject) => {
      const end = (fault?: Fault): void => (fault === undefined ? resolve([]) : reject(fault));
      this.begun.push({ request, signal, end });
      signal.addEventListener('abort', () => this.deaf || reject(new Fault('canceled', 'left')), { once: true });
    });
  }
}

function shelfWith(kept = 2) {
  const warnings: unknown[] = [];
  const timing = new TestTiming();
  const folders = new Folders();
  const fetcher = new Slow();
  const shelf = new AlbumShelf(folders as unknown as StagingArea, { maxBytes: 1000, keepMs: 60_000, kept }, timing, (error) => {
    warnings.push(error);
  });
  const take = (fetchKey: string, signal = never, report = silent, source = 'one') =>
    shelf.withAlbum({ source, fetchKey, fetcher }, report, signal, async ({ folder }) => folder);
  /** Takes an album that arrives immediately. */
  const fetched = async (fetchKey: string, source?: string): Promise<string> => {
    const taken = take(fetchKey, never, silent, source);
    await settled();
    fetcher.begun.at(-1)?.end();
    return taken;
  };
  return { timing, folders, fetcher, shelf, take, fetched, warnings };
}

describe('when several songs of one album are wanted', () => {
  it('fetches it once, and reports progress to all who wait', async () => {
    const { fetcher, take } = shelfWith();
    const told: string[] = [];
    const both = [take('a', never, () => told.push('first')), take('a', never, () => told.push('second'))];
    await settled();
    fetcher.begun[0]!.request.report({ bytesDone: 1, bytesTotal: 2 });
    fetcher.begun[0]!.end();
    expect(new Set(await Promise.all(both)).size).toBe(1);
    expect(told).toEqual(['first', 'second']);
    await take('a');
    expect(fetcher.begun).toHaveLength(1);
  });

  it('fetches others for another key or source, each into a folder of its own and no larger than allowed', async () => {
    const { fetcher, fetched } = shelfWith(3);
    const folders = [await fetched('a'), await fetched('b'), await fetched('a', 'two')];
    expect(new Set(folders).size).toBe(3);
    expect(fetcher.begun.map(({ request }) => [request.fetchKey, request.stagingFolder, request.maxBytes])).toEqual(
      ['a', 'b', 'a'].map((key, at) => [key, folders[at], 1000]),
    );
  });

  it('fetches nothing for a caller who has left, and tells one who leaves nothing more', async () => {
    const { fetcher, take } = shelfWith();
    await expect(take('a', AbortSignal.abort(new Fault('canceled', 'left')))).rejects.toMatchObject({ message: 'left' });
    expect(fetcher.begun).toEqual([]);
    const told: string[] = [];
    const left = new AbortController();
    const leaving = take('a', left.signal, () => told.push('left')).catch(() => undefined);
    const staying = take('a', never, () => told.push('stayed'));
    await settled();
    left.abort();
    await leaving;
    fetcher.begun[0]!.request.report({ bytesDone: 1 });
    fetcher.begun[0]!.end();
    await staying;
    expect(told).toEqual(['stayed']);
  });

  it('begins anew, elsewhere, for a request after the last has left, even while the earlier fetch still ends', async () => {
    const { fetcher, folders, take } = shelfWith();
    fetcher.deaf = true;
    const left = new AbortController();
    const leaving = take('a', left.signal).catch(() => undefined);
    await settled();
    left.abort();
    await leaving;
    const again = take('a');
    await settled();
    fetcher.begun[0]!.end(new Fault('canceled', 'left'));
    await settled();
    fetcher.begun[1]!.end();
    expect([await again]).toEqual([...folders.there]);
    await take('a');
    expect(fetcher.begun).toHaveLength(2);
    expect(fetcher.begun[1]!.request.stagingFolder).not.toBe(fetcher.begun[0]!.request.stagingFolder);
  });

  it('ends running fetches when the service ends', async () => {
    const { timing, fetcher, folders, shelf, take, fetched } = shelfWith();
    const kept = await fetched('kept');
    const running = take('a').catch((error: unknown) => error);
    await settled();
    shelf.close();
    expect(await running).toMatchObject({ code: 'canceled' });
    expect(fetcher.begun.at(-1)!.signal.aborted).toBe(true);
    await timing.pass(100_000);
    expect([...folders.there]).toEqual([kept]);
  });

  it('lets one caller leave immediately, and aborts the fetch when the last has left', async () => {
    const { fetcher, folders, take } = shelfWith();
    const [one, other] = [new AbortController(), new AbortController()];
    const taken = [take('a', one.signal), take('a', other.signal)].map((promise) => promise.catch((error: unknown) => error));
    await settled();
    one.abort();
    expect(await taken[0]).toMatchObject({ code: 'canceled' });
    expect(fetcher.begun[0]!.signal.aborted).toBe(false);
    other.abort();
    expect(await taken[1]).toMatchObject({ code: 'canceled' });
    expect(fetcher.begun[0]!.signal.aborted).toBe(true);
    await settled();
    expect(folders.there.size).toBe(0);
  });

  it('reports a failure to all who wait, then starts over', async () => {
    const { fetcher, folders, take } = shelfWith();
    const both = [take('a'), take('a')].map((promise) => promise.catch((error: unknown) => error));
    await settled();
    fetcher.begun[0]!.end(new Fault('unavailable', 'away'));
    expect(await Promise.all(both)).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }]);
    expect(folders.there.size).toBe(0);
    const again = take('a');
    await settled();
    fetcher.begun[1]!.end();
    expect(await again).not.toBe('');
  });
});

describe('when nobody uses an album any more', () => {
  it('stays for a while after its last use, then is removed', async () => {
    const { timing, folders, take, fetched } = shelfWith();
    await fetched('a');
    await timing.pass(50_000);
    await take('a');
    await timing.pass(50_000);
    expect(folders.there.size).toBe(1);
    await timing.pass(10_001);
    expect(folders.there.size).toBe(0);
  });

  it('is removed once its time is over, not later', async () => {
    const { timing, folders, fetched } = shelfWith();
    await fetched('a');
    await timing.pass(59_999);
    expect(folders.there.size).toBe(1);
    await timing.pass(1);
    expect(folders.there.size).toBe(0);
  });

  it('stays while no more are kept than may be', async () => {
    const { folders, fetched } = shelfWith(4);
    for (const key of ['a', 'b', 'c', 'd']) await fetched(key);
    await settled();
    expect(folders.there.size).toBe(4);
  });

  it('is removed only once, and the operator hears if it cannot be', async () => {
    const { timing, folders, fetched, warnings } = shelfWith(1);
    const a = await fetched('a');
    const full = new Fault('permission_denied', 'not yours');
    folders.fault = full;
    const b = await fetched('b');
    await settled();
    expect([folders.discarded, warnings]).toEqual([[a], [full]]);
    await timing.pass(100_000);
    expect([folders.discarded, warnings]).toEqual([
      [a, b],
      [full, full],
    ]);
  });

  it('the caller hears why it was not fetched, even if its folder cannot be removed', async () => {
    const { folders, fetcher, take, warnings } = shelfWith();
    folders.fault = new Fault('permission_denied', 'not yours');
    const taken = take('a').catch((error: unknown) => error);
    await settled();
    fetcher.begun[0]!.end(new Fault('unavailable', 'away'));
    expect([await taken, warnings]).toMatchObject([{ code: 'unavailable' }, [{ code: 'permission_denied' }]]);
  });

  it('is removed immediately where too many stay, the least recently used first', async () => {
    const { timing, folders, take, fetched } = shelfWith(2);
    const a = await fetched('a');
    await timing.pass(1);
    const b = await fetched('b');
    await timing.pass(1);
    await take('a');
    await timing.pass(1);
    const c = await fetched('c');
    await settled();
    expect([...folders.there].sort()).toEqual([a, c].sort());
    expect(folders.there.has(b)).toBe(false);
  });

  it('is never removed while in use, neither where too many stay nor after its time', async () => {
    const { timing, folders, shelf, fetcher, fetched } = shelfWith(1);
    let leave = (): void => undefined;
    // Its time runs since an earlier use.
    const used = [await fetched('used')];
    const inUse = shelf.withAlbum({ source: 'one', fetchKey: 'used', fetcher }, silent, never, () => {
      return new Promise<void>((resolve) => {
        leave = resolve;
      });
    });
    await settled();
    await fetched('a');
    await timing.pass(1);
    const b = await fetched('b');
    await settled();
    expect([...folders.there]).toEqual([...used, b]);
    await timing.pass(100_000);
    expect([...folders.there]).toEqual(used);
    leave();
    await inUse;
  });
});

describe('when the wanted album is chosen', () => {
  const hit = (name: string, artist: string, year = 0): AlbumHit => ({
    remoteId: `${name} ${year}`,
    name,
    artist,
    year,
    trackCount: 0,
    fetchKey: name,
  });
  const choose = (hits: readonly AlbumHit[], album: string, artist: string, year = 0) =>
    pickAlbum(hits, { album, artists: [artist], year })?.remoteId;

  it.each([
    ['the same name in another script', [hit('葉惠美', '周杰倫')], '叶惠美', '周杰伦', 0, '葉惠美 0'],
    ['the album before its other editions', [hit('Blue (Deluxe Edition)', 'A'), hit('Blue', 'A')], 'Blue', 'A', 0, 'Blue 0'],
    ['another edition if the album is missing', [hit('Blue (Deluxe Edition)', 'A')], 'Blue', 'A', 0, 'Blue (Deluxe Edition) 0'],
    [
      'the one of the right year among equal names',
      [hit('Weezer', 'Weezer', 1994), hit('Weezer', 'Weezer', 2001)],
      'Weezer',
      'Weezer',
      2001,
      'Weezer 2001',
    ],
    ['never the live album', [hit('Blue (Live)', 'A')], 'Blue', 'A', 0, undefined],
    ['never the album of another artist', [hit('Blue', 'B')], 'Blue', 'A', 0, undefined],
    ['never another album', [hit('Red', 'A'), hit('Blues', 'A')], 'Blue', 'A', 0, undefined],
    ['nothing for an album by various artists', [hit('Hits', 'Various Artists')], 'Hits', 'Various Artists', 0, undefined],
  ])('takes %s', (_, hits, album, artist, year, expected) => {
    expect(choose(hits, album, artist, year)).toBe(expected);
  });
});

describe('when a song is picked out of an album', () => {
  const file = (title: string, more: Partial<AlbumFile> = {}): AlbumFile => ({
    path: `/${title}`,
    title,
    artist: 'A',
    discNumber: 1,
    trackNumber: 1,
    durationMs: 200_000,
    ...more,
  });
  const target = { title: 'Song', artists: ['A'], album: 'Blue', durationMs: 200_000, isrc: undefined };

  it('picks the surest match, with or without guests', () => {
    expect(pickTrack([file('Other'), file('Song')], target)?.title).toBe('Song');
    expect(pickTrack([file('Song')], { ...target, artists: ['A', 'Guest'] })?.title).toBe('Song');
  });

  it.each([
    ['a title that is only similar', [file('Song of the Springtime Flower')], { ...target, title: 'Song of the Springtime Flowers' }],
    ['a song of another length', [file('Song', { durationMs: 260_000 })], target],
    ['another version', [file('Song (Live)')], target],
    ['the only file there is', [file('Anything')], target],
    ['nothing at all', [], target],
  ])('picks none rather than %s', (_, files, wanted) => {
    expect(pickTrack(files, wanted)).toBeUndefined();
  });
});
