import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Tags as ffmpeg names them. */
export interface FixtureTags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  readonly album_artist?: string;
  readonly track?: string;
  readonly disc?: string;
  readonly date?: string;
  readonly genre?: string;
  readonly compilation?: string;
  /** Others, by the names that ffmpeg writes them under. */
  readonly [name: string]: string | undefined;
}

export interface AudioFixture {
  /** Also decides the format: mp3, flac, ogg, m4a, opus, wav, … */
  readonly ext: string;
  readonly tags?: FixtureTags;
  /** Seconds. */
  readonly duration?: number;
  /** Hertz of the tone; different tones give different file contents. */
  readonly frequency?: number;
  /** Further arguments of ffmpeg's output, such as `-write_xing 0`. */
  readonly output?: readonly string[];
}

/** Encoded files of this process by fixture: encoding one takes a tenth of a second. */
const cache = new Map<string, Promise<Buffer>>();

/** A real, tagged audio file: a sine tone encoded by ffmpeg. The same fixture gives the same bytes. */
export function audioBytes(fixture: AudioFixture): Promise<Buffer> {
  const key = JSON.stringify(fixture);
  let bytes = cache.get(key);
  if (bytes === undefined) {
    bytes = encode(fixture);
    cache.set(key, bytes);
  }
  return bytes;
}

async function encode({ ext, tags = {}, duration = 1, frequency = 440, output = [] }: AudioFixture): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'audio-'));
  try {
    const file = join(folder, `fixture.${ext}`);
    const metadata = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
    const source = `sine=frequency=${frequency}:duration=${duration}:sample_rate=44100`;
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-fflags', '+bitexact', ...metadata, ...output, file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a fixture to a path, creating its folders. */
export async function writeAudio(path: string, fixture: Omit<AudioFixture, 'ext'> = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await audioBytes({ ...fixture, ext: path.slice(path.lastIndexOf('.') + 1) }));
}

/**
 * A short silent WAV made without any program, for tests of many files or of places rather than formats.
 * Different `seed`s give different contents.
 */
export function silentWav(seed: number, samples = 100): Buffer {
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples * 2, 40);
  bytes.writeUInt32LE(seed, 44);
  return bytes;
}
