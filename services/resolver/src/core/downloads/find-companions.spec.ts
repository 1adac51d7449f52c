import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { Cover } from '../sources/companions.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { type Provenance, SourceCompanions } from './find-companions.js';

const never = new AbortController().signal;
const picture = (mark: number) => Buffer.from([0xff, 0xd8, 0xff, mark, 0xff, 0xd9]);
const markOf = (cover: Cover | undefined): number | undefined => cover?.bytes[3];

/** A registry of working sources in memory, a clock set by the test, covers by address. */
class World {
  now = 1_000_000;
  readonly asked: string[] = [];
  readonly warnings: string[] = [];
  readonly lyrics = new Map<string, string | Fault>();
  readonly covers = new Map<string, Uint8Array | Fault>();

  finder(names: readonly string[], wantsLyrics = true): SourceCompanions {
    return new SourceCompanions(
      new SourceRegistry(names.map((name) => this.source(name))),
      { fetchCover: async (url) => ({ bytes: this.answer(this.covers, url) ?? new Uint8Array(), mediaType: 'image/jpeg' }) },
      wantsLyrics,
      {
        now: () => this.now,
        elapsed: () => this.now,
        sleep: (_ms, signal) => new Promise((end) => signal.addEventListener('abort', () => end())),
      },
      (_error, message) => void this.warnings.push(message),
    );
  }

  private source(name: string): Source {
    return {
      name,
      configured: !name.startsWith('unset'),
      lyrics: { lyrics: async (id) => this.answer(this.lyrics, `${name} ${id}`) },
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
    world.now += 60_001;
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
});
