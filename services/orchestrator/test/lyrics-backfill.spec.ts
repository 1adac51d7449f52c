import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalLyricsFiles } from '../src/adapters/lyrics-files/local-lyrics-files.js';
import { type BackfillCounts, BackfillLyrics, type BackfillRequest, type FileOfSong } from '../src/core/lyrics/backfill-lyrics.js';

// Real here: files. The catalogue and the sources are in memory.
let root: string;
let files: FileOfSong[];
let asked: string[];
let answer: (remoteId: string) => string | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lyrics-'));
  files = [];
  asked = [];
  answer = (remoteId) => `words of ${remoteId}`;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const unknown = { singers: undefined, album: undefined, durationMs: undefined, isrc: undefined };
function add(id: number, locator = `qq/A/${id}.mp3`, isThere = true): void {
  files.push({ id, root, locator, song: { platform: 'qq', remoteId: `r${id}`, name: `n${id}`, ...unknown } });
  if (!isThere) return;
  mkdirSync(dirname(join(root, locator)), { recursive: true });
  writeFileSync(join(root, locator), 'sound');
}
const catalogue = {
  files: async (_wanted: object, after: number, limit: number) => files.filter(({ id }) => id > after).slice(0, limit),
};
const finder = {
  find: async ({ remoteId }: FileOfSong['song']) => {
    asked.push(remoteId);
    return answer(remoteId);
  },
};
const begin = (more: Partial<BackfillRequest> = {}, signal = new AbortController().signal, use = backfill()) =>
  use.run({ platform: '', includeLibrary: false, overwrite: false, dryRun: false, after: 0, ...more }, signal);
const backfill = () => new BackfillLyrics(catalogue, finder, new LocalLyricsFiles());
async function end(steps: AsyncIterable<BackfillCounts>): Promise<BackfillCounts | undefined> {
  let last: BackfillCounts | undefined;
  for await (const counts of steps) last = counts;
  return last;
}
const lrc = (id: number): string | undefined => {
  const path = join(root, `qq/A/${id}.lrc`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

describe('when files get the lyrics that they lack (behaviour 61)', () => {
  it('writes those that there are beside the files, and keeps what stands there', async () => {
    for (const id of [1, 2, 3]) add(id);
    add(4, undefined, false);
    writeFileSync(join(root, 'qq/A/2.lrc'), 'mine');
    answer = (remoteId) => (remoteId === 'r3' ? undefined : 'words');
    expect(await end(begin())).toEqual({ checked: 4, written: 1, had: 1, none: 1, gone: 1, failed: 0, position: 4, problem: '' });
    expect([lrc(1), lrc(2), lrc(3), lrc(4)]).toEqual(['words\n', 'mine', undefined, undefined]);
    expect(asked.sort()).toEqual(['r1', 'r3']);
  });

  it('asks only for what is missing when it runs again, and replaces only if told to', async () => {
    for (const id of [1, 2]) add(id);
    await end(begin());
    asked = [];
    expect(await end(begin())).toMatchObject({ had: 2, written: 0 });
    expect(asked).toEqual([]);
    answer = () => 'new words';
    expect(await end(begin({ overwrite: true }))).toMatchObject({ had: 0, written: 2 });
    expect(lrc(1)).toBe('new words\n');
  });

  it('writes nothing in a dry run, and says what it would write', async () => {
    add(1);
    expect(await end(begin({ dryRun: true }))).toMatchObject({ checked: 1, written: 1 });
    expect(lrc(1)).toBeUndefined();
  });

  it('goes on after the position of a run that was cut off', async () => {
    for (let id = 1; id <= 500; id++) add(id);
    const leaving = new AbortController();
    let position = 0;
    const cutOff = async (): Promise<void> => {
      for await (const counts of begin({}, leaving.signal)) {
        ({ position } = counts);
        if (counts.checked >= 250) leaving.abort(new Fault('canceled', 'enough'));
      }
    };
    await expect(cutOff()).rejects.toMatchObject({ code: 'canceled' });
    expect(await end(begin({ after: position }))).toMatchObject({ checked: 500 - position, position: 500 });
    expect(files.every(({ id }) => lrc(id) !== undefined)).toBe(true);
    expect(asked).toHaveLength(500);
  });

  it('counts a song whose sources fail, and gives up when every one does', async () => {
    for (let id = 1; id <= 100; id++) add(id);
    answer = (remoteId) => {
      if (remoteId === 'r7') throw new Fault('timeout', 'slow');
      return 'words';
    };
    expect(await end(begin())).toMatchObject({ failed: 1, written: 99, problem: 'n7: slow' });
    answer = () => {
      throw new Fault('unavailable', 'nobody there');
    };
    await expect(end(begin({ overwrite: true }))).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked.length).toBeLessThan(150);
  });

  it('never leaves the library, whatever an older program wrote into the catalogue', async () => {
    add(1, '../outside.mp3', false);
    expect(await end(begin())).toMatchObject({ failed: 1, written: 0 });
    expect(asked).toEqual([]);
  });

  it('runs once at a time', async () => {
    add(1);
    const one = backfill();
    const first = begin({}, undefined, one);
    await first.next();
    await expect(end(begin({}, undefined, one))).rejects.toMatchObject({ code: 'failed_precondition' });
    await first.return(undefined);
    expect(await end(begin({}, undefined, one))).toMatchObject({ had: 1 });
  });
});
