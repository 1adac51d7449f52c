import { createHash } from 'node:crypto';
import type { Region } from '../contents/audio-layout.js';
import type { ReadAt } from '../read-at.js';
import { type AudioFile, audioRegions } from './audio-regions.js';
import { oggAudio } from './ogg-audio.js';

/** Bytes of audio taken from each end, and from the middle of uncompressed audio. */
const windowLength = 64 * 1024;

const uncompressed: ReadonlySet<string> = new Set(['WAV', 'AIFF', 'DSF', 'DSDIFF']);

/** 128 bits: two of a billion streams agree by chance once in 10^20 libraries. */
const hashLength = 16;

/**
 * A hash of the audio without its tags, so that a file is recognised although it was tagged anew. It covers the length of the audio
 * to the byte and its first and last 64 KiB, not the whole file. Compressed audio of two songs differs within a few frames even if
 * both begin with silence of the same kind, as its length does. Uncompressed audio does not: CD tracks that begin and end with
 * digital silence may well have equal lengths, so three more windows are taken from its middle. `undefined` if no audio is found
 * where the format has it, such as in a damaged file.
 */
export async function audioHash(file: AudioFile, read: ReadAt): Promise<string | undefined> {
  const hash = createHash('sha256').update(`${file.container}\n`);
  if (file.container === 'Ogg') {
    const audio = await oggAudio(file, read);
    if (audio === undefined) return undefined;
    hash.update(`${audio.granulePosition}\n`).update(audio.first).update(audio.last);
  } else {
    const regions = (await audioRegions(file, read)).filter(({ from, to }) => to > from);
    const length = regions.reduce((sum, { from, to }) => sum + to - from, 0);
    if (length === 0) return undefined;
    hash.update(`${length}\n`);
    const windows = windowsOf(length, uncompressed.has(file.container));
    for (const { from, to } of windows.flatMap((window) => partsOf(regions, window))) hash.update(await read(from, to - from));
  }
  return hash.digest().subarray(0, hashLength).toString('base64url');
}

function windowsOf(length: number, fromMiddle: boolean): Region[] {
  if (length <= 2 * windowLength) return [{ from: 0, to: length }];
  const quarters = fromMiddle && length >= 8 * windowLength ? [1, 2, 3].map((at) => Math.floor((length * at) / 4)) : [];
  return [0, ...quarters, length - windowLength].map((from) => ({ from, to: from + windowLength }));
}

/** The parts of a file that a window of its audio consists of. */
function partsOf(regions: readonly Region[], window: Region): Region[] {
  const parts: Region[] = [];
  let before = 0;
  for (const { from, to } of regions) {
    const [first, end] = [Math.max(window.from - before, 0), Math.min(window.to - before, to - from)];
    if (first < end) parts.push({ from: from + first, to: from + end });
    before += to - from;
  }
  return parts;
}
