import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AudioFileReader } from './audio-file-reader.js';

// Real here: files on disk, ffmpeg's encoders, music-metadata.
const root = mkdtempSync(join(tmpdir(), 'mistaken-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const reader = new AudioFileReader();

async function read(path: string, bytes: Buffer | string) {
  writeFileSync(join(root, path), bytes);
  const { size, mtimeMs, ino } = statSync(join(root, path));
  return reader.read({ root, path, size, mtimeMs, inode: ino }, new AbortController().signal);
}

const reasonOf = async (path: string, bytes: Buffer | string): Promise<string> => {
  const outcome = await read(path, bytes);
  return outcome.kind === 'broken' ? outcome.reason : outcome.kind;
};

(requireProgram('ffmpeg') ? describe : describe.skip)('when a file is not what its name says', () => {
  it('says what it is', async () => {
    const mp3 = await audioBytes({ ext: 'mp3', duration: 3, tags: { title: 'T' } });
    const adts = await audioBytes({ ext: 'aac', duration: 3 });
    const flac = await audioBytes({ ext: 'flac', duration: 3 });
    expect(await reasonOf('a.flac', mp3)).toBe('its name says FLAC, but it is MPEG audio');
    expect(await reasonOf('a.ogg', adts)).toBe('its name says Ogg, but it is AAC');
    expect(await reasonOf('a.wav', mp3)).toBe('its name says WAV, but it is MPEG audio');
    expect(await reasonOf('b.mp3', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x0a', 'latin1'), Buffer.alloc(10), flac]))).toBe(
      'its name says MPEG audio, but it is FLAC',
    );
    expect(await reasonOf('c.flac', Buffer.alloc(200_000))).toBe('it holds only zeros: its copying or downloading was never finished');
    expect(await reasonOf('d.flac', '')).toBe('the file is empty');
    expect(await reasonOf('e.flac', '<html><body>not found</body></html>')).toBe('its name says FLAC, but it is a web page');
    expect(await reasonOf('f.wv', 'some letters that are no music at all, though they go on for a while')).toBe(
      'its name says WavPack, but it is something else',
    );
    expect(await reasonOf('g.flac', flac.subarray(0, flac.length / 3))).toBe('truncated: it is shorter than its headers say');
  });

  it('takes every format under its own name', async () => {
    for (const ext of ['mp3', 'mp2', 'aac', 'flac', 'ogg', 'opus', 'm4a', 'wav', 'aiff', 'wv', 'wma', 'mka', 'webm']) {
      expect([ext, await reasonOf(`fine.${ext}`, await audioBytes({ ext, duration: 3 }))]).toEqual([ext, 'audio']);
    }
  });

  it('takes an artist in markup for one artist', async () => {
    for (const version of ['3', '4']) {
      const bytes = await audioBytes({
        ext: 'mp3',
        duration: 1,
        tags: { title: 'T', artist: '<b>Bold</b>' },
        output: ['-id3v2_version', version],
      });
      expect(await read(`markup${version}.mp3`, bytes)).toMatchObject({ tags: { artists: ['<b>Bold</b>'] } });
    }
    const two = await audioBytes({ ext: 'mp3', duration: 1, tags: { title: 'T', artist: 'A / B' } });
    expect(await read('two.mp3', two)).toMatchObject({ tags: { artists: ['A', 'B'] } });
  });
});
