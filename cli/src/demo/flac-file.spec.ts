import { spawnSync } from 'node:child_process';
import { requireProgram } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { flacFile, sampleRate } from './flac-file.js';

const samplesOf = (length: number): Int16Array => Int16Array.from({ length }, (_, at) => ((at * 2654435761) >>> 16) - 32_768);

/** Decoded by a program that checks every checksum. */
function decoded(file: Buffer): { samples: Int16Array; complaints: string } {
  const { stdout, stderr } = spawnSync(
    'ffmpeg',
    ['-v', 'warning', '-err_detect', 'crccheck+explode', '-f', 'flac', '-i', '-', '-f', 's16le', '-'],
    {
      input: file,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return { samples: new Int16Array(new Uint8Array(stdout).buffer), complaints: stderr.toString() };
}

(requireProgram('ffmpeg') ? describe : describe.skip)('a FLAC file of the demo', () => {
  // Within one block, exactly one, a last one of one sample, and so many that their numbers take two bytes.
  it.each([1, 100, 4096, 4097, 20_000, 4096 * 130 + 7])('of %i samples decodes to the very samples, with sound checksums', (length) => {
    const samples = samplesOf(length);
    const { samples: heard, complaints } = decoded(flacFile(samples));
    expect(complaints).toBe('');
    expect(heard.length).toBe(length);
    expect(Buffer.from(heard.buffer).equals(Buffer.from(samples.buffer))).toBe(true);
  });

  it('says how long it is and at which rate', () => {
    const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=sample_rate,duration,channels', '-of', 'json', '-'], {
      input: flacFile(samplesOf(sampleRate * 2)),
    });
    expect(JSON.parse(stdout.toString())).toMatchObject({ streams: [{ sample_rate: '16000', duration: '2.000000', channels: 1 }] });
  });
});
