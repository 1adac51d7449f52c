import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import type { Companions } from '../../core/downloads/find-companions.js';
import type { DownloadTarget } from '../../core/downloads/model.js';
import type { Cover } from '../../core/sources/companions.js';
import { FileContentsReader } from '../audio-files/contents/file-contents-reader.js';
import { TagLibFileTagger } from './taglib-file-tagger.js';

// Real here: TagLib, files, encoders' output; read back with a second and a third reader.
const run = promisify(execFile);
const never = new AbortController().signal;
let dir: string;
let cover: Cover;
const tagger = new TagLibFileTagger(new FileContentsReader(), () => undefined);
const target: DownloadTarget = {
  platform: 'qq',
  remoteId: '1',
  title: '七里香 "live" / Ünïcode',
  artists: ['周杰伦', '费玉清'],
  album: 'Common Jasmine',
  albumArtist: '周杰伦',
  durationMs: 3000,
  isrc: 'TWK970400001',
  trackNumber: 3,
  discNumber: 1,
  year: 2004,
  genre: 'Mandopop',
  coverUrl: undefined,
  lyrics: undefined,
};
const lyrics = '[00:01.00]窗外的麻雀\n[00:05.00]在电线杆上多嘴';
const bare: Companions = { lyrics: undefined, cover: undefined, coverIsOwn: false };
const full = (): Companions => ({ lyrics, cover, coverIsOwn: true });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tagging-'));
  const file = join(dir, 'cover.png');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1', file]);
  cover = { bytes: await readFile(file), mediaType: 'image/png' };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Hash of the encoded audio alone. */
async function audioHash(path: string): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'md5', '-']);
  return stdout.trim();
}

async function song(name: string, ext: string): Promise<string> {
  const path = join(dir, `${name}.${ext}`);
  await writeFile(path, await audioBytes({ ext, duration: 3, tags: { title: 'old title', album: 'old album', genre: 'Old' } }));
  return path;
}

(requireProgram('ffmpeg') ? describe : describe.skip)('when a verified file gets its tags', () => {
  it.each(['mp3', 'flac', 'ogg', 'opus', 'm4a', 'wav', 'aiff', 'wv'])('writes them into %s and leaves the audio unchanged', async (ext) => {
    const path = await song('song', ext);
    const before = await audioHash(path);
    const result = await tagger.tag(path, target, full(), never);
    expect(result).toMatchObject({ path, tagged: true, lyricsPath: join(dir, 'song.lrc') });
    expect(await audioHash(path)).toBe(before);
    const { common, format } = await parseFile(path);
    expect(common).toMatchObject({ title: target.title, artists: target.artists, album: target.album, year: 2004 });
    expect(common.track.no).toBe(3);
    expect(common.albumartist).toBe('周杰伦');
    expect(common.picture?.[0]?.data.length).toBe(cover.bytes.length);
    expect(Math.abs((format.duration ?? 0) - 3)).toBeLessThan(0.2);
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format_tags:stream_tags', path]);
    expect(stdout).toContain('七里香');
    expect((await new FileContentsReader().readContents(path, never)).sha256).toBe(result.sha256);
  });

  it('leaves tags alone if their new value is unknown', async () => {
    const path = await song('partly', 'flac');
    await tagger.tag(path, { ...target, album: undefined, genre: undefined }, bare, never);
    expect((await parseFile(path)).common).toMatchObject({ title: target.title, album: 'old album', genre: ['Old'] });
  });

  it('writes lyrics next to the file, with plain line ends', async () => {
    const { lyricsPath } = await tagger.tag(await song('words', 'mp3'), target, full(), never);
    expect(await readFile(lyricsPath!, 'utf8')).toBe('[00:01.00]窗外的麻雀\n[00:05.00]在电线杆上多嘴\n');
    expect((await tagger.tag(await song('instrumental', 'mp3'), target, bare, never)).lyricsPath).toBeUndefined();
  });

  it("replaces a picture in the file only with the song's own", async () => {
    const path = await song('pictured', 'mp3');
    await tagger.tag(path, target, { ...full(), lyrics: undefined }, never);
    const other: Cover = { bytes: Buffer.concat([cover.bytes, Buffer.alloc(8)]), mediaType: 'image/png' };
    const sizeAfter = async (coverIsOwn: boolean): Promise<number | undefined> => {
      await tagger.tag(path, target, { lyrics: undefined, cover: other, coverIsOwn }, never);
      return (await parseFile(path)).common.picture?.[0]?.data.length;
    };
    expect(await sizeAfter(false)).toBe(cover.bytes.length);
    expect(await sizeAfter(true)).toBe(other.bytes.length);
  });

  it.each(['aac', 'oga'])('leaves %s, whose tags no player would find, unchanged byte for byte', async (ext) => {
    const path = await song('raw', ext);
    const before = await readFile(path);
    expect(await tagger.tag(path, target, full(), never)).toMatchObject({ tagged: false });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('keeps a file that cannot be tagged intact, and leaves no copy behind', async () => {
    const path = join(dir, 'odd.flac');
    await writeFile(path, 'fLaC but no more than its name');
    expect(await tagger.tag(path, target, { ...full(), lyrics: undefined }, never)).toMatchObject({ tagged: false, fileSizeBytes: 30 });
    expect(await readFile(path, 'utf8')).toContain('no more');
    expect((await readdir(dir)).filter((name) => name.startsWith('tagging'))).toEqual([]);
  });

  it('stops when it is canceled', async () => {
    const path = await song('canceled', 'mp3');
    await expect(tagger.tag(path, target, full(), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
