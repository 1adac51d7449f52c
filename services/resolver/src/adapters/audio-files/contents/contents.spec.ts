import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultQualityProfile, type QualityProfile } from '@catalogsync/catalog';
import { audioBytes, requireProgram, silentWav } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Expectation } from '../../../core/verification/model.js';
import { FileVerifier, type Verified } from '../../../core/verification/verify-file.js';
import { AudioFileMeter } from '../audio-file-meter.js';
import { AudioFileReader } from '../audio-file-reader.js';
import { FileContentsReader } from './file-contents-reader.js';
import { FlacFrames } from './flac-frames.js';
import { OggPages } from './ogg-pages.js';

// Real here: files, encoders' output, the library's own reader. Nothing else writes to the folder, so names stay as given.
let dir: string;
const never = new AbortController().signal;
const rejectedContents = new Set<string>();
const verifier = new FileVerifier(
  new FileContentsReader(),
  new AudioFileMeter(new AudioFileReader()),
  {
    withExtension: async (path, ext) => {
      const target = path.replace(/\.[^./]*$/, `.${ext}`);
      if (target === path) return path;
      await rename(path, target);
      return target;
    },
  },
  {
    isRejectedContent: async (sha256) => rejectedContents.has(sha256),
  },
);
const lenient: Expectation = {
  durationMs: 3000,
  toleranceMs: 300,
  profile: defaultQualityProfile,
};
let count = 0;
const verify = async (bytes: Buffer, name: string, expectation: Partial<Expectation> = {}): Promise<Verified> => {
  const path = join(dir, `${count++}-${name}`);
  await writeFile(path, bytes);
  return verifier.verify(path, { ...lenient, ...expectation }, never);
};
const reason = async (bytes: Buffer, name: string, expectation: Partial<Expectation> = {}): Promise<string> => {
  const { verdict } = await verify(bytes, name, expectation);
  return verdict.accepted ? 'accepted' : verdict.refusal.reason;
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'contents-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

(requireProgram('ffmpeg') ? describe : describe.skip)('when a downloaded file is verified', () => {
  const formats = ['mp3', 'flac', 'ogg', 'opus', 'm4a', 'wav', 'aiff', 'wv', 'mka', 'aac', 'oga', 'wma'];
  const song = (ext: string): Promise<Buffer> => audioBytes({ ext, duration: 3, tags: { title: '七里香' } });

  it.each(formats)('accepts an intact %s file and measures it', async (ext) => {
    const { verdict, path } = await verify(await song(ext), `song.${ext}`);
    expect(verdict).toMatchObject({ accepted: true, audio: { ext } });
    expect(path.endsWith(`.${ext}`)).toBe(true);
    if (!verdict.accepted) return;
    expect(verdict.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Math.abs(verdict.audio.durationMs! - 3000)).toBeLessThan(200);
    expect(verdict.audio.lossless).toBe(['flac', 'wav', 'aiff', 'wv', 'oga'].includes(ext));
  });

  it.each(formats)('trusts the bytes of a %s file, not its name', async (ext) => {
    const { verdict, path } = await verify(await song(ext), ext === 'flac' ? 'lies.mp3' : 'lies.flac');
    expect(verdict).toMatchObject({ accepted: true, audio: { ext } });
    expect(path.endsWith(`.${ext}`)).toBe(true);
  });

  it.each(['flac', 'ogg', 'opus', 'oga', 'm4a', 'wav', 'aiff'])('refuses a truncated %s file', async (ext) => {
    const bytes = await song(ext);
    expect(await reason(bytes.subarray(0, bytes.length - 700), `cut.${ext}`, { durationMs: undefined })).toBe('damaged');
  });

  it('refuses an mp3 that is shorter than its own header says', async () => {
    const bytes = await song('mp3');
    expect(await reason(bytes.subarray(0, Math.floor(bytes.length / 2)), 'cut.mp3', { durationMs: undefined })).toBe('damaged');
  });

  it.each(['flac', 'ogg', 'opus', 'oga'])('refuses a %s file with one flipped bit in its audio', async (ext) => {
    const bytes = Buffer.from(await song(ext));
    const at = Math.floor(bytes.length * 0.8);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    expect(await reason(bytes, `bit.${ext}`)).toBe('damaged');
  });

  it.each(['mp3', 'flac', 'ogg', 'm4a'])('refuses a %s file with a hole of zeros in its audio', async (ext) => {
    // Long enough for a hole of 70,000 bytes to be a small part of it.
    const bytes = Buffer.from(await audioBytes({ ext, duration: 60 }));
    const from = Math.floor(bytes.length / 2);
    bytes.fill(0, from, from + Math.min(70_000, Math.floor(bytes.length / 3)));
    expect(['zeros', 'damaged']).toContain(await reason(bytes, `hole.${ext}`, { durationMs: 60_000 }));
  });

  it('refuses anything that is not audio', async () => {
    expect(await reason(Buffer.alloc(0), 'empty.mp3')).toBe('empty');
    expect(await reason(Buffer.alloc(300_000), 'zeros.flac')).toBe('zeros');
    expect(await reason(Buffer.alloc(40), 'few-zeros.mp3')).toBe('zeros');
    expect(await reason(Buffer.from('<!DOCTYPE html><title>Log in</title>'), 'page.mp3')).toBe('not_audio');
    expect(await reason(Buffer.from([0x50, 0x4b, 3, 4, ...Array(500).keys()].map((byte) => byte & 255)), 'archive.flac')).toBe('not_audio');
    expect(await reason(Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x0a0123456789 no frames follow'), 'tag-only.mp3')).toBe('not_audio');
  });

  it('refuses a film, and accepts an audio-only mp4 as m4a', async () => {
    const film = await audioBytes({ ext: 'mp4', duration: 1, output: ['-f', 'lavfi', '-i', 'color=red:size=64x64:duration=1'] });
    expect(await reason(film, 'film.m4a', { durationMs: 1000 })).toBe('not_audio');
    const sound = await audioBytes({ ext: 'mp4', duration: 1 });
    expect((await verify(sound, 'song.mp4', { durationMs: 1000 })).verdict).toMatchObject({ accepted: true, audio: { ext: 'm4a' } });
  });

  it('distinguishes a trial clip from another version', async () => {
    const bytes = await song('mp3');
    expect(await reason(bytes, 'trial.mp3', { durationMs: 240_000, toleranceMs: 5000 })).toBe('trial_clip');
    expect(await reason(bytes, 'other.mp3', { durationMs: 4000 })).toBe('wrong_duration');
    expect(await reason(bytes, 'longer.mp3', { durationMs: 2000 })).toBe('wrong_duration');
    expect(await reason(bytes, 'own-choice.mp3', { durationMs: 240_000, toleranceMs: Number.POSITIVE_INFINITY })).toBe('accepted');
  });

  it("applies the profile's floor to what is measured", async () => {
    const lossless: QualityProfile = { targets: [0, 1], floor: 1 };
    expect(await reason(await song('mp3'), 'low.flac', { profile: lossless })).toBe('below_floor');
    expect(await reason(await song('flac'), 'good.mp3', { profile: lossless })).toBe('accepted');
  });

  it('never accepts a file that a person has rejected', async () => {
    const bytes = await audioBytes({ ext: 'mp3', duration: 3, frequency: 555 });
    const first = await verify(bytes, 'first.mp3');
    expect(first.verdict.accepted).toBe(true);
    rejectedContents.add(first.verdict.sha256);
    expect(await reason(bytes, 'second.mp3')).toBe('rejected_before');
  });

  it('accepts digital silence in uncompressed files, up to half of the file', async () => {
    const bytes = Buffer.from(await song('wav'));
    bytes.fill(0, bytes.length - 100_000);
    expect(await reason(bytes, 'quiet-end.wav')).toBe('accepted');
    expect(await reason(silentWav(1, 24_000), 'silent.wav')).toBe('zeros');
  });

  it('reaches the same verdict however the bytes are split', async () => {
    const flac = await song('flac');
    const oggBytes = await song('ogg');
    const start = flac.indexOf(Buffer.from([0xff, 0xf8]));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 }), (lengths) => {
        for (const [check, bytes] of [
          [new FlacFrames(132_300), flac.subarray(start)],
          [new OggPages(), oggBytes],
        ] as const) {
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const length = lengths[turn % lengths.length] ?? 1;
            check.push(bytes.subarray(at, at + length));
            at += length;
          }
          expect(check.end()).toBeUndefined();
        }
      }),
      { numRuns: 20 },
    );
  });

  it('never accepts, hangs or throws on bytes that only begin like audio', async () => {
    const heads = await Promise.all(formats.map(async (ext) => (await song(ext)).subarray(0, 600)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 3000 }), async (head, noise) => {
        expect(await reason(Buffer.concat([head, noise]), 'noise.bin', { durationMs: 180_000, toleranceMs: 5000 })).not.toBe('accepted');
      }),
      { numRuns: 100 },
    );
  });

  it('stops when it is canceled', async () => {
    const path = join(dir, 'canceled.mp3');
    await writeFile(path, await song('mp3'));
    const aborted = AbortSignal.abort();
    await expect(verifier.verify(path, lenient, aborted)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
