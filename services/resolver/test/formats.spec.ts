import 'reflect-metadata';
import { copyFileSync, existsSync } from 'node:fs';
import { audioBytes, requireProgram, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: files made by ffmpeg in every format, Debian's asc-music, SQLite, gRPC over a Unix socket.
const tags = {
  title: '七里香',
  artist: '周杰伦',
  album: '七里香',
  album_artist: '周杰伦',
  track: '2/10',
  disc: '1',
  date: '2004-08-03',
  genre: '流行',
};
const formats = ['mp3', 'flac', 'ogg', 'm4a', 'opus', 'wv', 'wma'] as const;
const untagged = ['aac', 'aiff', 'mka', 'webm', 'wav'] as const;
const ascMusic = '/usr/share/games/asc/music/frontiers.mp3';

const library = new LibraryHarness();

(requireProgram('ffmpeg') ? describe : describe.skip)('when folders hold tagged files of every format', () => {
  beforeAll(async () => {
    for (const [index, ext] of [...formats, ...untagged].entries()) {
      await writeAudio(library.path(`${ext}/song.${ext}`), { tags: ext === 'aac' ? {} : { ...tags, track: `${index + 1}` }, duration: 3 });
    }
    await writeAudio(library.path('long/vbr.mp3'), { duration: 30, output: ['-q:a', '4', '-write_xing', '0'] });
    await writeAudio(library.path('long/paged.ogg'), { duration: 60 });
    if (existsSync(ascMusic)) copyFileSync(ascMusic, library.path('real.mp3'));
    await library.start();
  });
  afterAll(() => library.dispose());

  it('lists each with its duration and its tags', async () => {
    const summary = await library.scan();
    expect(summary).toMatchObject({
      problemCount: 0,
      problems: [],
      files: formats.length + untagged.length + 2 + (existsSync(ascMusic) ? 1 : 0),
    });
    for (const file of await library.files()) {
      const expected = file.locator.startsWith('long/')
        ? file.ext === 'mp3'
          ? 30_000
          : 60_000
        : file.locator === 'real.mp3'
          ? 441_000
          : 3000;
      expect({ locator: file.locator, off: Math.abs(file.durationMs - expected) < 200 }).toEqual({ locator: file.locator, off: true });
      expect(file.bitrate).toBeGreaterThan(0);
    }
    const tracks = (await library.changes()).tracks.filter(
      ({ album, ext }) => album === '七里香' && formats.some((format) => format === ext),
    );
    expect(tracks.map((track) => track.ext)).toEqual(expect.arrayContaining([...formats]));
    for (const track of tracks) expect(track).toMatchObject({ name: '七里香', artists: [{ name: '周杰伦' }] });
    expect(tracks.find((track) => track.ext === 'flac')).toMatchObject({
      trackNumber: 2,
      discNumber: 1,
      year: 2004,
      genre: '流行',
      albumArtist: '周杰伦',
    });
  });

  it('distinguishes lossless from lossy files', async () => {
    const labels = Object.fromEntries((await library.files()).map((file) => [file.locator, file.qualityLabel]));
    expect(labels).toMatchObject({
      'flac/song.flac': 'lossless',
      'wav/song.wav': 'lossless',
      'mp3/song.mp3': 'low',
      'm4a/song.m4a': 'low',
    });
  });

  it('reads Chinese tags that a WAV file stores in undeclared UTF-8', async () => {
    const { tracks } = await library.changes();
    expect(tracks.find((track) => track.ext === 'wav')).toMatchObject({ name: '七里香', album: '七里香' });
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when files are broken or mislabelled', () => {
  const broken = new LibraryHarness();
  beforeAll(async () => {
    const mp3 = await audioBytes({ ext: 'mp3', duration: 5, tags });
    const flac = await audioBytes({ ext: 'flac', duration: 5, tags });
    const halved = ['mp3', 'flac', 'ogg', 'm4a', 'opus', 'wav', 'aiff'];
    broken.write('good.mp3', mp3);
    broken.write('empty.flac', '');
    for (const ext of ['mp3', 'flac', 'ogg', 'm4a', 'wav', 'aac', 'ape', 'wv'])
      broken.write(`text.${ext}`, 'this is a letter, not music\n'.repeat(800));
    for (const ext of halved) {
      const whole = await audioBytes({ ext, duration: 5, tags });
      broken.write(`half.${ext}`, whole.subarray(0, Math.floor(whole.length / 2) + 7));
      broken.write(`start.${ext}`, whole.subarray(0, 90));
    }
    broken.write('liar.mp3', flac);
    broken.write('liar.flac', mp3);
    broken.write('random.mp3', Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index * 31 + (index >> 3)) & 0x7f)));
    await broken.start();
  });
  afterAll(() => broken.dispose());

  it('lists the good file and reports every other with its path and a reason', async () => {
    const summary = await broken.scan();
    expect(Object.keys(await broken.ids())).toEqual(['good.mp3']);
    expect(summary).toMatchObject({ files: 1, added: 1, changed: 0 });
    expect(broken.filesOpened).toBe(1 + 26);
    const reasons = Object.fromEntries(summary.problems.map((problem) => [problem.path.slice(broken.music.length + 1), problem.reason]));
    expect(Object.keys(reasons)).toHaveLength(1 + 8 + 14 + 3);
    expect(reasons).toMatchObject({
      'empty.flac': 'the file is empty',
      'liar.mp3': expect.stringContaining('FLAC'),
      'half.mp3': expect.stringContaining('truncated'),
      'half.flac': expect.stringContaining('truncated'),
      'half.ogg': expect.stringContaining('truncated'),
      'half.wav': expect.stringContaining('truncated'),
      'text.mp3': expect.stringContaining('no audio'),
    });
  });

  it('does not open them again at the next scan, and tells nothing again', async () => {
    const summary = await broken.scan();
    expect(summary).toMatchObject({ files: 1, problemCount: 0, knownFaultCount: 26, added: 0, changed: 0 });
    expect(broken.filesOpened).toBe(0);
  });

  it('lists a file that has been repaired', async () => {
    broken.write('empty.flac', await audioBytes({ ext: 'flac', duration: 2, tags }));
    expect(await broken.scan()).toMatchObject({ files: 2, problemCount: 0, knownFaultCount: 25, added: 1 });
    expect(broken.filesOpened).toBe(1);
  });
});
