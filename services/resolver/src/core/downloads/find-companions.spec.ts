import { Fault, type FaultCode } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { TestTiming } from '../gate/fixtures/test-timing.js';
import type { Cover } from '../sources/companions.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { type Provenance, SourceCompanions } from './find-companions.js';

const never = new AbortController().signal;
const picture = (mark: number) => Buffer.from([0xff, 0xd8, 0xff, mark, 0xff, 0xd9]);
const markOf = (cover: Cover | undefined): number | undefined => cover?.bytes[3];

/** A registry of working sources in memory, time that the test passes, covers by address. */
class World {
  readonly timing = new TestTiming();
  readonly asked: string[] = [];
  readonly warnings: string[] = [];
  readonly lyrics = new Map<string, string | Fault>();
  /** These answer only when the time is up. */
  readonly slow = new Set<string>();
  readonly covers = new Map<string, Uint8Array | Fault>();

  finder(names: readonly string[], wantsLyrics = true): SourceCompanions {
    return new SourceCompanions(
      new SourceRegistry(names.map((name) => this.source(name))),
      { fetchCover: async (url) => ({ bytes: this.answer(this.covers, url) ?? new Uint8Array(), mediaType: 'image/jpeg' }) },
      wantsLyrics,
      this.timing,
      (_error, message) => void this.warnings.push(message),
    );
  }

  private source(name: string): Source {
    if (name.startsWith('bare')) return { name, configured: true };
    return {
      name,
      configured: !name.startsWith('unset'),
      lyrics: {
        lyrics: async (id, signal) => {
          const words = this.answer(this.lyrics, `${name} ${id}`);
          if (!this.slow.has(`${name} ${id}`)) return words;
          return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
        },
      },
      covers: { cover: async (id) => this.answer(this.covers, `${name} ${id}`) },
    };
  }

  private answer<T>(all: ReadonlyMap<string, T | Fault>, key: string): T | undefined {
    this.asked.push(key);
    const value = all.get(key);
    if (value instanceof Fault) throw value;
    return value;
  }
}

const provenance = (more: Partial<Provenance['target']> = {}, coverUrl = ''): Provenance => ({
  source: 'file',
  remoteId: 'f1',
  coverUrl,
  target: {
    ...{
      platform: 'own',
      remoteId: 'o1',
      title: 't',
      artists: ['a'],
      album: undefined,
      albumArtist: undefined,
      durationMs: undefined,
      isrc: undefined,
    },
    ...{
      trackNumber: undefined,
      discNumber: undefined,
      year: undefined,
      genre: undefined,
      coverUrl: undefined,
      lyrics: undefined,
      ...more,
    },
  },
});

describe('when a song has its file and lacks lyrics and cover', () => {
  it("asks the source of the file first, then the song's own source", async () => {
    const world = new World();
    world.lyrics.set('own o1', '[00:01.00]own');
    world.covers.set('file f1', picture(1)).set('own o1', picture(2));
    const { lyrics, cover, coverIsOwn } = await world.finder(['own', 'file', 'other']).find(provenance(), never);
    expect([lyrics, markOf(cover), coverIsOwn]).toEqual(['[00:01.00]own', 1, false]);
    expect(world.asked.filter((key) => key.startsWith('other'))).toEqual([]);
  });

  it("asks no source for what the request names, and treats the request's cover as the song's own", async () => {
    const world = new World();
    world.covers.set('https://covers.example/1', picture(3));
    const found = await world.finder(['own', 'file']).find(provenance({ lyrics: 'given', coverUrl: 'https://covers.example/1' }), never);
    expect([found.lyrics, markOf(found.cover), found.coverIsOwn]).toEqual(['given', 3, true]);
    expect(world.asked).toEqual(['https://covers.example/1']);
  });

  it('never fails for lack of them: faults, HTML pages and nonsense yield nothing', async () => {
    const world = new World();
    world.lyrics.set('file f1', new Fault('unavailable', 'down')).set('own o1', '<html>');
    world.covers.set('file f1', Buffer.from('<html>')).set('own o1', new Fault('data_corrupt', 'nonsense'));
    const found = await world.finder(['own', 'file']).find(provenance({ coverUrl: 'file:///etc/passwd' }, 'no address'), never);
    expect(found).toEqual({ lyrics: undefined, cover: undefined, coverIsOwn: false });
    expect(world.warnings).toHaveLength(2);
  });

  it('uses the cover that the offer names where no source returns one', async () => {
    const world = new World();
    world.covers.set('https://covers.example/2', picture(4));
    expect(markOf((await world.finder(['own', 'file']).find(provenance({}, 'https://covers.example/2'), never)).cover)).toBe(4);
  });

  it('leaves a failed source alone for a minute', async () => {
    const world = new World();
    world.lyrics.set('file f1', new Fault('timeout', 'slow'));
    const finder = world.finder(['file']);
    const asked = async (): Promise<number> => {
      world.asked.splice(0);
      await finder.find(provenance({ platform: undefined }), never);
      return world.asked.filter((key) => key === 'file f1').length;
    };
    // One of the two requests is for the cover, which does not fail.
    expect([await asked(), await asked()]).toEqual([2, 1]);
    await world.timing.pass(59_999);
    expect(await asked()).toBe(1);
    await world.timing.pass(1);
    expect(await asked()).toBe(2);
  });

  it('does not ask sources that are not configured, and returns no lyrics when LYRICS is off', async () => {
    const world = new World();
    await world.finder(['unset-file']).find({ ...provenance({ platform: 'unset-file' }), source: 'unset-file' }, never);
    expect(world.asked).toEqual([]);
    world.lyrics.set('file f1', 'words');
    expect((await world.finder(['file'], false).find(provenance({ lyrics: 'given' }), never)).lyrics).toBeUndefined();
  });

  it('ends when aborted', async () => {
    const world = new World();
    const canceled = new AbortController();
    world.lyrics.set('file f1', new Fault('canceled', 'over'));
    canceled.abort(new Fault('canceled', 'the download was canceled'));
    await expect(world.finder(['file']).find(provenance(), canceled.signal)).rejects.toMatchObject({ code: 'canceled' });
  });

  it.each<[FaultCode, boolean]>([
    ['unavailable', true],
    ['timeout', true],
    ['rate_limited', true],
    ['unauthenticated', true],
    ['not_found', false],
    ['data_corrupt', false],
    ['permission_denied', false],
  ])('after %s, leaves a source alone: %s', async (code, rests) => {
    const world = new World();
    for (const name of ['file', 'own']) world.lyrics.set(name === 'file' ? 'file f1' : 'own o1', new Fault(code, 'no'));
    const finder = world.finder(['file', 'own']);
    for (const expected of [['file f1', 'own o1'], rests ? [] : ['file f1', 'own o1']]) {
      world.asked.splice(0);
      await finder.find(provenance({ coverUrl: 'https://covers.example/1' }), never);
      expect(world.asked.filter((key) => !key.startsWith('https'))).toEqual(expected);
    }
  });

  it('waits half a minute for a source, then asks the next one', async () => {
    const world = new World();
    world.lyrics.set('own o1', 'words');
    world.slow.add('file f1');
    const finding = world.finder(['own', 'file']).find(provenance(), never);
    await world.timing.pass(29_999);
    world.asked.splice(0);
    await world.timing.pass(1);
    expect((await finding).lyrics).toBe('words');
    expect(world.asked).toEqual(['own o1']);
    expect(world.warnings).toEqual(['cannot get lyrics']);
  });

  it('leaves the covers of a failed host alone, not those of others', async () => {
    const world = new World();
    world.covers.set('https://down.example/1', new Fault('unavailable', 'down')).set('https://up.example/1', picture(5));
    const finder = world.finder([]);
    const coverAt = async (coverUrl: string) => markOf((await finder.find(provenance({ coverUrl }), never)).cover);
    expect(await coverAt('https://down.example/1')).toBeUndefined();
    world.covers.set('https://down.example/2', picture(6));
    expect([await coverAt('https://down.example/2'), await coverAt('https://up.example/1')]).toEqual([undefined, 5]);
    await world.timing.pass(60_000);
    expect(await coverAt('https://down.example/2')).toBe(6);
  });

  it.each([
    ['https://covers.example/1', true],
    ['http://covers.example/1', true],
    ['ftp://covers.example/1', false],
    ['xhttp://covers.example/1', false],
    ['https-x://covers.example/1', false],
    ['data:image/png;base64,AA', false],
    ['covers.example/1', false],
    ['', false],
  ])('fetches a cover only from the web: %s: %s', async (url, isFetched) => {
    const world = new World();
    await world.finder([]).find(provenance({ coverUrl: url }), never);
    await world.finder([]).find(provenance({}, url), never);
    expect(world.asked).toEqual(isFetched ? [url, url] : []);
  });

  it("asks a source once for each id it has of the song, and not for the song's own if it has none", async () => {
    const world = new World();
    const asked = async (target: Partial<Provenance['target']>, names = ['own', 'file']): Promise<string[]> => {
      world.asked.splice(0);
      await world.finder(names).find(provenance(target), never);
      return world.asked.sort();
    };
    // Once for lyrics, once for a cover.
    const once = ['file f1', 'file f1'];
    expect(await asked({ platform: 'file', remoteId: 'f1' })).toEqual(once);
    expect(await asked({ platform: 'file', remoteId: 'f2' })).toEqual([...once, 'file f2', 'file f2']);
    expect(await asked({ platform: 'file', remoteId: undefined })).toEqual(once);
    expect(await asked({ platform: undefined })).toEqual(once);
    expect(await asked({}, ['another', 'file'])).toEqual(once);
  });

  it('asks no source that has neither lyrics nor covers', async () => {
    const world = new World();
    await world.finder(['file', 'bare']).find(provenance({ platform: 'bare', remoteId: 'b1' }), never);
    expect(world.asked).toEqual(['file f1', 'file f1']);
    expect(world.warnings).toEqual([]);
  });

  it('looks for the lyrics of a request that names none that can be used, and for a cover whose address fails', async () => {
    const world = new World();
    world.lyrics.set('file f1', 'words');
    world.covers.set('https://covers.example/1', new Fault('not_found', 'gone')).set('own o1', picture(7));
    const found = await world.finder(['own', 'file']).find(provenance({ lyrics: '<html>', coverUrl: 'https://covers.example/1' }), never);
    expect([found.lyrics, markOf(found.cover), found.coverIsOwn]).toEqual(['words', 7, false]);
  });
});
