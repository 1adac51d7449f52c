import { sampleRate } from './flac-file.js';

/** Semitones above the root: a pentatonic scale has no wrong notes. */
const scale = [0, 2, 4, 7, 9, 12, 14, 16];
const roots = 12;
const noteMs = 250;
const noteSamples = (noteMs * sampleRate) / 1000;

/** Notes as they were first needed, by semitone above the lowest root. */
const notes = new Map<number, Int16Array>();

function note(semitone: number): Int16Array {
  const known = notes.get(semitone);
  if (known !== undefined) return known;
  const frequency = 220 * 2 ** (semitone / 12);
  const made = Int16Array.from({ length: noteSamples }, (_, at) => plucked((2 * Math.PI * frequency * at) / sampleRate, at));
  notes.set(semitone, made);
  return made;
}

/** A tone with two overtones that begins softly and fades. */
function plucked(turn: number, at: number): number {
  const fade = Math.exp((-4 * at) / noteSamples) * Math.min(1, at / 80);
  return Math.round(9000 * fade * (Math.sin(turn) + 0.4 * Math.sin(2 * turn) + 0.2 * Math.sin(3 * turn)));
}

/** A little tune, another one for each number and always the same. */
export function tune(number: number, durationMs: number): Int16Array {
  const samples = new Int16Array(Math.round((durationMs * sampleRate) / 1000));
  let step = number;
  for (let at = 0; at < samples.length; at += noteSamples) {
    // A linear congruential generator; its high bits are the random ones.
    step = (Math.imul(step, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const semitone = (number % roots) + (scale[(step >> 16) % scale.length] ?? 0);
    samples.set(note(semitone).subarray(0, samples.length - at), at);
  }
  return samples;
}
