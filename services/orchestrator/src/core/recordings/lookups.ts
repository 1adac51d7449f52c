import { defaultTolerance, type Recording, RecordingReader } from '@catalogsync/catalog';
import type { Lookup, SongToLink } from './recording-store.js';

/** A song prepared for linking. */
export interface LinkableSong {
  readonly id: number;
  readonly platform: string;
  readonly recording: Recording;
  readonly lookups: readonly Lookup[];
}

/** 53 bits, the most that a number holds: among a million songs two texts of one hash are unlikely, and do no harm. */
function hashOf(text: string): number {
  let [low, high] = [0x2545f491, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x85ebca6b);
  }
  low = Math.imul(low ^ (high >>> 15), 0xc2b2ae35);
  high = Math.imul(high ^ (low >>> 13), 0x27d4eb2f);
  return ((high >>> 11) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

/** Without a length a name proves too little: the song is then found by its ISRC alone. */
function lookupsOf({ isrc, durationMs }: Recording, keys: readonly string[]): Lookup[] {
  const length = Math.round(durationMs ?? 0);
  const within = (gap: number) => ({ durationMs: length, from: length - gap, to: length + gap });
  const lookups =
    isrc === undefined ? [] : byIsrc(hashOf(isrc), durationMs === undefined ? undefined : within(defaultTolerance.isrcDurationMs));
  if (durationMs === undefined) return lookups;
  const near = within(defaultTolerance.exactDurationMs);
  return [...lookups, ...keys.map((key) => ({ key: hashOf(key), ...near }))];
}

/** A song of unknown length fits any other, and any other fits it. */
function byIsrc(key: number, near: Omit<Lookup, 'key'> | undefined): Lookup[] {
  if (near === undefined) return [{ key, durationMs: 0, from: 0, to: Number.MAX_SAFE_INTEGER }];
  return [
    { key, ...near },
    { key, durationMs: near.durationMs, from: 0, to: 0 },
  ];
}

/** Prepares the songs of a batch for linking. */
export class SongReader {
  private readonly reader = new RecordingReader();

  read({ id, platform, name, singers, album, durationMs, isrc }: SongToLink): LinkableSong {
    const { recording, keys } = this.reader.read({ title: name, artists: singers, album, durationMs, isrc });
    return { id, platform, recording, lookups: lookupsOf(recording, keys) };
  }
}
