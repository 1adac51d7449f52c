import type { Format } from '../../language/format.js';

interface Measured {
  readonly ext?: string | null;
  readonly sizeBytes?: number | null;
  readonly bitrate?: number | null;
  readonly sampleRate?: number | null;
  readonly bitDepth?: number | null;
}

/** FLAC; undefined if nothing is known. */
export const formatName = (ext: string | null | undefined): string | undefined => (ext ? ext.replace(/^\./, '').toUpperCase() : undefined);

const kilo = (value: number): string => String(Math.round(value / 100) / 10);

/** What was measured of an audio file, as far as it is known: "16 bit / 44.1 kHz", "320 kbit/s". */
export function figuresOf({ bitrate, sampleRate, bitDepth }: Measured): string[] {
  const sampling = [bitDepth ? `${bitDepth} bit` : undefined, sampleRate ? `${kilo(sampleRate)} kHz` : undefined]
    .filter(Boolean)
    .join(' / ');
  return [sampling, bitrate ? `${Math.round(bitrate / 1000)} kbit/s` : ''].filter((text) => text !== '');
}

/** FLAC · 31.4 MB */
export const formatAndSize = ({ ext, sizeBytes }: Measured, format: Format): string =>
  [formatName(ext), sizeBytes ? format.bytes(sizeBytes) : undefined].filter(Boolean).join(' · ');
