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

  async openFetch(downloadId: string, source: string, fetchKey: string): Promise<string> {
    const folder = `${downloadId}/${source}/${fetchKey}`;
    this.there.add(folder);
    return folder;
  }

  async discard(path: string): Promise<void> {
    this.there.delete(path);
  }
}

/** A fetcher whose albums arrive when the test says so. */
class Slow implements AlbumFetcher {
  readonly begun: { readonly request: FetchRequest; readonly signal: AbortSignal; end(fault?: Fault): void }[] = [];

  fetchAlbum(request: FetchRequest, signal: AbortSignal): Promise<readonly AlbumFile[]> {
    return new Promise((resolve, reject) => {
      const end = (fault?: Fault): void => (fault === undefined ? resolve([]) : reject(fault));
      this.begun.push({ request, signal, end });
      signal.addEventListener('abort', () => reject(new Fault('canceled', 'left')), { once: true });
    });
  }
}

function shelfWith(kept = 2) {
  const timing = new TestTiming();
  const folders = new Folders();
  const fetcher = new Slow();
  const shelf = new AlbumShelf(folders as unknown as StagingArea, { maxBytes: 1000, keepMs: 60_000, kept }, timing, () => undefined);
  const take = (fetchKey: string, signal = never, report = silent) =>
    shelf.withAlbum({ source: 'one', fetchKey, fetcher }, report, signal, async ({ folder }) => folder);
  /** Takes an album that arrives immediately. */
  const fetched = async (fetchKey: string): Promise<string> => {
    const taken = take(fetchKey);
    await settled();
    fetcher.begun.at(-1)?.end();
    return taken;
  };
  return { timing, folders, fetcher, shelf, take, fetched };
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
