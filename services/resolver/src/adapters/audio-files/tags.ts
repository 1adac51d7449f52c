import type { IAudioMetadata } from 'music-metadata';
import { cleanTag } from '../../core/library/legacy-text.js';
import type { AudioTags } from '../../core/library/model.js';
import { furtherTags } from './further-tags.js';

/** Separators that taggers put between artists in one field. A bare "/" or "&" may belong to a name. */
const artistSeparator = /\s*[;；、]\s*|\s+\/\s+|\0/u;

/** Artists whose name contains a slash, as the end of a mark such as `</b>` does, which ID3v2.3 also uses as a separator (its section 4.2.1). */
const slashedNames: ReadonlySet<string> = new Set(['ac/dc']);

const losslessCodecs = /^(?:FLAC|ALAC|PCM|DSD|TTA|WavPack|MPEG-4\/ALS|A_(?:FLAC|PCM|ALAC|TTA)|Windows Media Audio Lossless)/i;

/** Maps what music-metadata found to our terms: text cleaned and repaired. */
export function toAudioTags(metadata: IAudioMetadata): AudioTags {
  const { common, format } = metadata;
  const lossless = format.lossless ?? (format.codec === undefined ? undefined : losslessCodecs.test(format.codec));
  return {
    title: cleanTag(common.title),
    artists: artistNames(common.artists ?? []),
    album: cleanTag(common.album),
    albumArtist: artistNames(common.albumartists ?? []).join(' / ') || undefined,
    compilation: common.compilation === true,
    trackNumber: count(common.track.no, 9999),
    discNumber: count(common.disk.no, 999),
    year: count(common.year, 9999),
    genre: cleanTag(common.genre?.[0]),
    isrc: isrcOf(common.isrc?.[0]),
    durationMs: count(Math.round((format.duration ?? 0) * 1000), Number.MAX_SAFE_INTEGER),
    bitrate: count(Math.round(format.bitrate ?? 0), 1e9),
    sampleRate: count(format.sampleRate, 1e8),
    bitDepth: lossless === true ? count(format.bitsPerSample, 64) : undefined,
    lossless,
    ...furtherTags(metadata),
  };
}

function artistNames(raw: readonly string[]): string[] {
  const names = rejoinSlashed(raw).flatMap((value) => value.split(artistSeparator));
  return [...new Set(names.flatMap((name) => cleanTag(name) ?? []))];
}

function rejoinSlashed(raw: readonly string[]): string[] {
  const names: string[] = [];
  for (const value of raw) {
    const previous = names.at(-1);
    const isOne = slashedNames.has(`${previous}/${value}`.toLowerCase()) || (/<[^>]*$/.test(previous ?? '') && /^\w+\s*>/.test(value));
    if (previous !== undefined && isOne) names[names.length - 1] = `${previous}/${value}`;
    else names.push(value);
  }
  return names;
}

/** A positive whole number; anything else is unknown. */
function count(value: number | null | undefined, most: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most ? value : undefined;
}

/** ISO 3901: country, registrant, year, designation. */
function isrcOf(value: string | undefined): string | undefined {
  const code = (value ?? '').replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(code) ? code : undefined;
}
