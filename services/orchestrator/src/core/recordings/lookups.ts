import { defaultTolerance, type Recording, RecordingReader } from '@catalogsync/catalog';
import { textHash } from '../catalogue/text-hash.js';
import type { Lookup, SongToLink } from './recording-store.js';

/** A song prepared for linking. */
export interface LinkableSong {
  readonly id: number;
  readonly platform: string;
  readonly recording: Recording;
  readonly lookups: readonly Lookup[];
}

/** Without a length a name proves too little: the song is then found by its ISRC alone. */
function lookupsOf({ isrc, durationMs }: Recording, keys: readonly string[]): Lookup[] {
  const length = Math.round(durationMs ?? 0);
  const within = (gap: number) => ({ durationMs: length, from: length - gap, to: length + gap });
  const lookups =
    isrc === undefined ? [] : byIsrc(textHash(isrc), durationMs === undefined ? undefined : within(defaultTolerance.isrcDurationMs));
  if (durationMs === undefined) return lookups;
  const near = within(defaultTolerance.exactDurationMs);
  return [...lookups, ...keys.map((key) => ({ key: textHash(key), ...near }))];
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
