import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audioBytes, requireProgram, silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TagLib } from 'taglib-wasm';
import { containerOfName, id3Length } from '../container.js';
import { readingAt } from '../read-at.js';
import { audioHash } from './audio-hash.js';

// Real here: files that ffmpeg encodes, and tags written by ffmpeg and by TagLib. Formats that neither writes are laid out by hand.
const run = promisify(execFile);
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audio-hash-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function hashOf(path: string): Promise<string | undefined> {
  const handle = await open(path);
  try {
    const read = readingAt(handle);
    const container = containerOfName(path);
    if (container === undefined) throw new Error(`no container for ${path}`);
    return await audioHash({ container, size: (await handle.stat()).size, audioStart: id3Length(await read(0, 10)) }, read);
  } finally {
    await handle.close();
  }
}

let files = 0;
async function written(ext: string, bytes: Buffer): Promise<string> {
  const path = join(dir, `${files++}.${ext}`);
  await writeFile(path, bytes);
  return path;
}

const hashOfBytes = async (ext: string, bytes: Buffer): Promise<string | undefined> => hashOf(await written(ext, bytes));

/** Longer than the windows of every format, and than a page of comments. */
const tone = { duration: 20, tags: { title: 'One', artist: 'A' } } as const;
const longText = 'x'.repeat(150_000);

async function byFfmpeg(path: string): Promise<string> {
  const copy = join(dir, `${files++}.${path.slice(path.lastIndexOf('.') + 1)}`);
  const tags = ['-metadata', 'title=Another', '-metadata', 'artist=B', '-metadata', `comment=${longText.slice(0, 60_000)}`];
  await run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a', '-c', 'copy', '-fflags', '+bitexact', ...tags, copy]);
  return copy;
}

async function byTagLib(path: string, bytes: Buffer): Promise<string> {
  const copy = await written(path.slice(path.lastIndexOf('.') + 1), bytes);
  const tagLib = await TagLib.initialize({ forceWasmType: 'wasi' });
  await tagLib.edit(copy, (file) => {
    file.setProperties({ ...file.properties(), title: ['Another'], artist: ['B'], comment: [longText] });
  });
  return copy;
}

const encoded: readonly (readonly [ext: string, output: readonly string[], taggers: 'both' | 'ffmpeg' | 'taglib'])[] = [
  ['mp3', ['-b:a', '128k'], 'both'],
  ['mp3', ['-q:a', '4', '-write_xing', '0', '-id3v2_version', '3', '-write_id3v1', '1'], 'taglib'],
  ['mp2', [], 'ffmpeg'],
  ['flac', [], 'both'],
  ['ogg', [], 'both'],
  ['opus', ['-b:a', '96k'], 'both'],
  ['spx', ['-c:a', 'libspeex', '-ar', '16000'], 'taglib'],
  ['oga', ['-c:a', 'flac'], 'both'],
  ['m4a', [], 'both'],
  ['m4a', ['-c:a', 'alac'], 'both'],
  ['mp4', ['-movflags', '+faststart'], 'both'],
  ['wav', [], 'both'],
  ['aiff', [], 'both'],
  ['wv', [], 'both'],
  ['wma', [], 'both'],
  ['mka', ['-c:a', 'flac'], 'ffmpeg'],
  ['webm', ['-c:a', 'libopus'], 'ffmpeg'],
];

(requireProgram('ffmpeg') ? describe : describe.skip)('when a file is tagged anew', () => {
  it.each(encoded)('knows its audio again: %s %j', async (ext, output, taggers) => {
    const bytes = await audioBytes({ ...tone, ext, output });
    const path = await written(ext, bytes);
    const hash = await hashOf(path);
    expect(hash).toMatch(/^[\w-]{22}$/);
    if (taggers !== 'taglib') expect(await hashOf(await byFfmpeg(path))).toBe(hash);
    if (taggers !== 'ffmpeg') expect(await hashOf(await byTagLib(path, bytes))).toBe(hash);
  });

  it.each(encoded)('tells another song with the same tags from it: %s %j', async (ext, output) => {
    const one = await hashOfBytes(ext, await audioBytes({ ...tone, ext, output }));
    expect(await hashOfBytes(ext, await audioBytes({ ...tone, ext, output, frequency: 441 }))).not.toBe(one);
    expect(await hashOfBytes(ext, await audioBytes({ ...tone, ext, output, duration: 21 }))).not.toBe(one);
  });
});

const id3 = (length: number): Buffer => {
  const size = [21, 14, 7, 0].map((bits) => (length >> bits) & 0x7f);
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), Buffer.alloc(length, 65)]);
};
const id3v1 = (title: string): Buffer => Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, title)]);
const apeTag = (text: string): Buffer => {
  const part = (isHeader: boolean): Buffer => {
    const bytes = Buffer.alloc(32);
    bytes.write('APETAGEX', 0, 'latin1');
    bytes.writeUInt32LE(2000, 8);
    bytes.writeUInt32LE(text.length + 32, 12);
    bytes.writeUInt32LE(isHeader ? 0xa0000000 : 0x80000000, 20);
    return bytes;
  };
  return Buffer.concat([part(true), Buffer.from(text), part(false)]);
};
const lyrics3 = (text: string): Buffer => Buffer.from(`LYRICSBEGIN${text}${String(text.length + 11).padStart(6, '0')}LYRICS200`, 'latin1');
const id3AtEnd = (): Buffer => {
  const tag = id3(3000);
  const footer = Buffer.concat([Buffer.from('3DI\x04\0\x10', 'latin1'), tag.subarray(6, 10)]);
  return Buffer.concat([tag, footer]);
};

describe('when tags of any kind stand around the audio', () => {
  const audio = (seed: number): Buffer => Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31 + seed * (at % 251)) % 255));
  const magics = [
    ['ape', 'MAC '],
    ['wv', 'wvpk'],
    ['mpc', 'MPCK'],
  ] as const;
  const ends = [id3v1('A'), apeTag('x'.repeat(100_000)), Buffer.concat([apeTag('yy'), id3v1('B')]), lyrics3('la la'), id3AtEnd()];

  it.each(magics)('finds the audio of %s', async (ext, magic) => {
    const plain = Buffer.concat([Buffer.from(magic), audio(1)]);
    const hash = await hashOfBytes(ext, plain);
    for (const end of ends) expect(await hashOfBytes(ext, Buffer.concat([plain, end]))).toBe(hash);
    expect(await hashOfBytes(ext, Buffer.concat([id3(500), plain, Buffer.concat([lyrics3('la'), id3v1('C')])]))).toBe(hash);
    expect(await hashOfBytes(ext, Buffer.concat([Buffer.from(magic), audio(2)]))).not.toBe(hash);
  });

  it('finds the frames of an MP3 and of an ADTS stream behind several tags', async () => {
    for (const ext of ['mp3', 'aac']) {
      const plain = await audioBytes({ ...tone, ext, tags: {} });
      const bare = plain.subarray(id3Length(plain));
      const hash = await hashOfBytes(ext, bare);
      expect(await hashOfBytes(ext, Buffer.concat([id3(100), id3(90_000), bare, apeTag('z'), id3v1('D')]))).toBe(hash);
    }
  });

  it('finds the data of DSF and DSDIFF', async () => {
    const long = (value: number, isBig: boolean): Buffer => {
      const bytes = Buffer.alloc(8);
      if (isBig) bytes.writeBigUInt64BE(BigInt(value));
      else bytes.writeBigUInt64LE(BigInt(value));
      return bytes;
    };
    const dsf = (data: Buffer, tag: Buffer): Buffer =>
      Buffer.concat([
        ...[Buffer.from('DSD '), long(28, false), long(28 + 52 + 12 + data.length + tag.length, false), long(tag.length, false)],
        ...[Buffer.from('fmt '), long(52, false), Buffer.alloc(40, 1), Buffer.from('data'), long(12 + data.length, false), data, tag],
      ]);
    const dff = (data: Buffer, tag: Buffer): Buffer =>
      Buffer.concat([
        ...[Buffer.from('FRM8'), long(4 + 12 + data.length + tag.length, true), Buffer.from('DSD ')],
        ...[Buffer.from('FVER'), long(4, true), Buffer.alloc(4), Buffer.from('DSD '), long(data.length, true), data, tag],
      ]);
    for (const [ext, make] of [['dsf', dsf] as const, ['dff', dff] as const]) {
      const hash = await hashOfBytes(ext, make(audio(1), Buffer.alloc(0)));
      expect(hash).toBeDefined();
      expect(await hashOfBytes(ext, make(audio(1), id3(70_000)))).toBe(hash);
      expect(await hashOfBytes(ext, make(audio(3), Buffer.alloc(0)))).not.toBe(hash);
    }
  });

  it('tells apart uncompressed tracks of equal length that begin and end with silence', async () => {
    const track = (value: number): Buffer => {
      const bytes = silentWav(1, 600_000);
      bytes.fill(0, 44);
      bytes.fill(value, 400_000, 800_000);
      return bytes;
    };
    expect(await hashOfBytes('wav', track(1))).not.toBe(await hashOfBytes('wav', track(2)));
  });

  it('says nothing about damaged files, and never throws', async () => {
    const whole = await audioBytes({ ...tone, ext: 'flac' });
    expect(await hashOfBytes('flac', whole.subarray(0, 100))).toBeUndefined();
    for (const ext of ['mp3', 'flac', 'ogg', 'm4a', 'wav', 'aiff', 'dsf', 'dff', 'wma', 'mka', 'ape', 'mpc', 'wv']) {
      for (const length of [0, 1, 30, 5000]) await expect(hashOfBytes(ext, Buffer.alloc(length, 7))).resolves.not.toThrow();
    }
  });
});
