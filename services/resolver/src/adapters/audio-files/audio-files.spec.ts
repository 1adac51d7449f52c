import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audioBytes, requireProgram, silentWav } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FoundFile } from '../../core/library/model.js';
import { AudioFileReader } from './audio-file-reader.js';
import { id3Length } from './container.js';
import { findFrames, frameAt, measureFrames } from './mpeg-frames.js';
import { lastPage } from './ogg-tail.js';

// Real here: files on disk, ffmpeg's encoders, music-metadata.
const root = mkdtempSync(join(tmpdir(), 'audio-reader-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const reader = new AudioFileReader();
const signal = new AbortController().signal;

function found(path: string): FoundFile {
  const { size, mtimeMs, ino } = statSync(join(root, path));
  return { root, path, size, mtimeMs, inode: ino };
}

describe('when a file is opened', () => {
  it('leaves a file alone whose size or time differs from what the walk saw', async () => {
    writeFileSync(join(root, 'growing.wav'), silentWav(1));
    expect(await reader.read({ ...found('growing.wav'), size: 10 }, signal)).toEqual({ kind: 'unsettled' });
    expect(await reader.read({ ...found('growing.wav'), mtimeMs: 1 }, signal)).toEqual({ kind: 'unsettled' });
    expect(await reader.read(found('growing.wav'), signal)).toMatchObject({ kind: 'audio', tags: { durationMs: 13, lossless: true } });
  });

  it('distinguishes a vanished file from one it must not open, and follows no link', async () => {
    expect(await reader.read({ root, path: 'gone.wav', size: 1, mtimeMs: 1, inode: 1 }, signal)).toEqual({ kind: 'vanished' });
    writeFileSync(join(root, 'target.wav'), silentWav(1));
    symlinkSync('target.wav', join(root, 'link.wav'));
    expect(await reader.read({ ...found('target.wav'), path: 'link.wav' }, signal)).toMatchObject({ kind: 'unreadable' });
  });

  it('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.wav')]);
    const file = { ...found('pipe.wav') };
    expect((await reader.read(file, signal)).kind).toMatch(/broken|unreadable|unsettled/);
  });

  it('gives up on a file whose tags take too long to read, and says so', async () => {
    // More chunks than can be read in a millisecond: each is read separately.
    const plain = silentWav(1);
    const chunks = Buffer.alloc(8 * 20_000, Buffer.from('junk\0\0\0\0'));
    const slow = Buffer.concat([plain.subarray(0, 36), chunks, plain.subarray(36)]);
    slow.writeUInt32LE(slow.length - 8, 4);
    writeFileSync(join(root, 'slow.wav'), slow);
    expect(await reader.read(found('slow.wav'), signal)).toMatchObject({ kind: 'audio' });
    const impatient = new AudioFileReader(0);
    expect(await impatient.read(found('slow.wav'), signal)).toMatchObject({
      kind: 'broken',
      reason: 'its tags could not be read within 0 s',
    });
  });

  it('throws when the scan is aborted', async () => {
    await expect(reader.read(found('target.wav'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('gives two files the same fingerprint if and only if their contents are equal', async () => {
    const fingerprint = async (path: string): Promise<unknown> =>
      ((await reader.read(found(path), signal)) as { fingerprint?: string }).fingerprint;
    writeFileSync(join(root, 'one.wav'), silentWav(1, 90_000));
    writeFileSync(join(root, 'two.wav'), silentWav(1, 90_000));
    writeFileSync(join(root, 'three.wav'), silentWav(2, 90_000));
    writeFileSync(join(root, 'four.wav'), silentWav(1, 90_001));
    const [one, two, three, four] = await Promise.all(['one.wav', 'two.wav', 'three.wav', 'four.wav'].map(fingerprint));
    expect(one).toBe(two);
    expect(new Set([one, three, four]).size).toBe(3);
  });

  it('calls noise under any name broken or audio, and never throws', async () => {
    const ext = fc.constantFrom('mp3', 'flac', 'ogg', 'opus', 'm4a', 'wav', 'aiff', 'aac', 'ape', 'wv', 'wma', 'dsf', 'dff', 'mka', 'mpc');
    const magic = fc.constantFrom(
      '',
      'fLaC',
      'OggS\0',
      '\0\0\0\x18ftypM4A ',
      'RIFF\xff\xff\0\0WAVEfmt ',
      'FORM\0\0\0\x20AIFF',
      'ID3\x04\0\0\0\0\x01\0',
      'MAC ',
      'wvpk',
      'DSD ',
      'FRM8',
      '\x1a\x45\xdf\xa3',
      'MP+',
      '\xff\xfb\x90\x00',
    );
    await fc.assert(
      fc.asyncProperty(ext, magic, fc.uint8Array({ maxLength: 3000, size: 'max' }), async (extension, start, bytes) => {
        const path = `noise.${extension}`;
        writeFileSync(join(root, path), Buffer.concat([Buffer.from(start, 'latin1'), bytes]));
        expect(['audio', 'broken']).toContain((await reader.read(found(path), signal)).kind);
      }),
      { numRuns: 150 },
    );
  });
});

describe('when frames are counted', () => {
  const read =
    (bytes: Buffer) =>
    async (offset: number, length: number): Promise<Buffer> =>
      bytes.subarray(offset, offset + length);

  (requireProgram('ffmpeg') ? it : it.skip)('measures the encoded length, across blocks and formats', async () => {
    for (const [ext, output] of [
      ['mp3', ['-b:a', '320k', '-write_xing', '0']],
      ['mp3', ['-q:a', '6', '-ar', '22050', '-write_xing', '0']],
      ['mp2', []],
      ['aac', []],
    ] as const) {
      const bytes = await audioBytes({ ext, duration: 40, output });
      const { durationMs } = await measureFrames(read(bytes), id3Length(bytes), signal);
      expect(Math.abs(durationMs - 40_000)).toBeLessThan(150);
    }
  });

  it('terminates on any bytes, and finds no audio in text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        const bytes = Buffer.from(noise);
        expect((await measureFrames(read(bytes), 0, signal)).durationMs).toBeGreaterThanOrEqual(0);
        for (let at = 0; at < bytes.length; at++) expect(frameAt(bytes, at)?.length ?? 1).toBeGreaterThan(0);
        lastPage(bytes);
      }),
    );
    expect(findFrames(Buffer.from('a letter, not music'.repeat(100)))).toBe(-1);
  });
});
