import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalLibraryFolder } from '../src/adapters/library-folder/local-library-folder.js';
import type { StagedFile } from '../src/core/download/song-downloader.js';

// Real here: files and folders. The order of writes and syncs, and a volume without hard links, are in cli/test/durability.spec.ts.

let base: string;
let library: LocalLibraryFolder;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'library-folder-'));
  library = new LocalLibraryFolder('local', join(base, 'library'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const signal = new AbortController().signal;
const place = { platform: 'qq', artists: ['周杰伦'], title: '七里香', remoteId: '1' };
const locator = 'qq/周杰伦/七里香.flac';
const lyrics = 'qq/周杰伦/七里香.lrc';

let staged = 0;
function stage(content: string, words?: string): StagedFile {
  staged += 1;
  const path = join(base, `staged-${staged}.flac`);
  writeFileSync(path, content);
  const lyricsPath = words === undefined ? undefined : join(base, `staged-${staged}.lrc`);
  if (lyricsPath !== undefined) writeFileSync(lyricsPath, words ?? '');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const measured = { bitrate: 900_000, sampleRate: 44_100, bitDepth: 16, durationMs: 1_000, qualityLabel: 'lossless' };
  return { path, lyricsPath, source: 'qq', sha256, ext: 'flac', fileSizeBytes: Buffer.byteLength(content), ...measured };
}

const inLibrary = (path: string): string => join(library.root, path);
const textOf = (path: string): string => readFileSync(inLibrary(path), 'utf8');
function owner(path: string, content: string): void {
  mkdirSync(dirname(inLibrary(path)), { recursive: true });
  writeFileSync(inLibrary(path), content);
}

describe('when an attempt is refused after it placed its file', () => {
  it('takes its file and its lyrics away again', async () => {
    await library.remove(await library.place(stage('song', 'words'), place, signal));
    expect([existsSync(inLibrary(locator)), existsSync(inLibrary(lyrics))]).toEqual([false, false]);
  });

  it('leaves a song that was there before', async () => {
    owner(locator, 'song');
    const placed = await library.place(stage('song'), place, signal);
    expect(placed.locator).toBe(locator);
    await library.remove(placed);
    expect(textOf(locator)).toBe('song');
  });

  it('leaves lyrics that were there before', async () => {
    owner(lyrics, 'mine');
    await library.remove(await library.place(stage('song', 'words'), place, signal));
    expect([existsSync(inLibrary(locator)), textOf(lyrics)]).toEqual([false, 'mine']);
  });

  it('leaves the other song that has its name', async () => {
    owner(locator, 'another song');
    const placed = await library.place(stage('song'), place, signal);
    expect(placed.locator).toBe('qq/周杰伦/七里香 [1].flac');
    await library.remove(placed);
    expect(readdirSync(dirname(inLibrary(locator)))).toEqual(['七里香.flac']);
    expect(textOf(locator)).toBe('another song');
  });

  it('leaves its file if another attempt has found it there, and may have recorded it', async () => {
    const first = await library.place(stage('song', 'words'), place, signal);
    const second = await library.place(stage('song'), place, signal);
    expect(second.locator).toBe(first.locator);
    await library.remove(first);
    expect([textOf(locator), textOf(lyrics)]).toEqual(['song', 'words']);
  });
});

describe('when a file is placed', () => {
  it('says what it made, and nothing of what was there before', async () => {
    expect(await library.place(stage('song', 'words'), place, signal)).toMatchObject({ locator, made: [locator, lyrics] });
    expect(await library.place(stage('song', 'other words'), place, signal)).toMatchObject({ locator, made: [] });
    owner('qq/周杰伦/晴天.lrc', 'mine');
    const sunny = 'qq/周杰伦/晴天.flac';
    expect(await library.place(stage('sun', 'words'), { ...place, title: '晴天' }, signal)).toMatchObject({
      locator: sunny,
      made: [sunny],
    });
    expect(await library.place(stage('sun'), { ...place, title: '晴天' }, signal)).toMatchObject({ locator: sunny, made: [] });
  });

  it('never replaces another one, whether longer, shorter or of the same length', async () => {
    for (const [at, content] of ['other', 'more than that', 'five!', ''].entries()) {
      const title = `song ${at}`;
      owner(`qq/周杰伦/${title}.flac`, content);
      const placed = await library.place(stage('fives'), { ...place, title }, signal);
      expect([placed.locator, textOf(`qq/周杰伦/${title}.flac`)]).toEqual([`qq/周杰伦/${title} [1].flac`, content]);
    }
  });

  it('gives each of many attempts at once a whole file, and keeps no copy', async () => {
    const contents = Array.from({ length: 12 }, (_, at) => `song ${at % 6} `.repeat(5_000));
    const placed = await Promise.all(contents.map((content) => library.place(stage(content), place, signal)));
    expect(placed.map((one) => textOf(one.locator))).toEqual(contents);
    expect(new Set(placed.map((one) => one.locator)).size).toBe(6);
    expect(readdirSync(inLibrary('.incoming'))).toEqual([]);
  });

  it('is refused, and leaves nothing, when the staged file is not what was verified', async () => {
    const changed = { ...stage('song'), sha256: '0'.repeat(64) };
    await expect(library.place(changed, place, signal)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(readdirSync(library.root)).toEqual(['.incoming']);
    expect(readdirSync(inLibrary('.incoming'))).toEqual([]);
  });

  it('clears only once what an earlier process left', async () => {
    owner('.incoming/half', 'half');
    await library.place(stage('song'), place, signal);
    expect(readdirSync(inLibrary('.incoming'))).toEqual([]);
    owner('.incoming/of another attempt', 'half');
    await library.place(stage('other'), { ...place, title: 'b' }, signal);
    expect(readdirSync(inLibrary('.incoming'))).toEqual(['of another attempt']);
  });
});
