import { Fault } from '@catalogsync/faults';
import { JsonShape } from '@catalogsync/outbound-http';
import { Type } from 'typebox';
import { parseFetchKey } from '../identity.js';
import type { Song } from './wire.js';

/** One way in which the service keeps songs. */
interface Encoding {
  readonly name: string;
  /** Names of its files begin with it. */
  readonly prefix: string;
  readonly ext: string;
  /** Bit/s; of lossless files it varies. */
  readonly bitrate: number | undefined;
  readonly sizeIn: (song: Song) => number | undefined;
}

/** Best first (behaviour 64). The encrypted ones (mflac, mgg) are not asked for. */
const encodings: readonly Encoding[] = [
  { name: 'flac', prefix: 'F000', ext: 'flac', bitrate: undefined, sizeIn: (song) => song.file?.size_flac ?? song.sizeflac },
  {
    ...{ name: 'mp3 320', prefix: 'M800', ext: 'mp3', bitrate: 320_000 },
    sizeIn: ({ file, size320 }) => file?.size_320mp3 ?? file?.size_320 ?? size320,
  },
  { name: 'ogg 192', prefix: 'O600', ext: 'ogg', bitrate: 192_000, sizeIn: ({ file }) => file?.size_192ogg },
  {
    ...{ name: 'mp3 128', prefix: 'M500', ext: 'mp3', bitrate: 128_000 },
    sizeIn: ({ file, size128 }) => file?.size_128mp3 ?? file?.size_128 ?? size128,
  },
  { name: 'aac 96', prefix: 'C400', ext: 'm4a', bitrate: 96_000, sizeIn: ({ file }) => file?.size_96aac },
  { name: 'aac 48', prefix: 'C200', ext: 'm4a', bitrate: 48_000, sizeIn: ({ file }) => file?.size_48aac },
];

/** The encodings that a song has, best first. */
export function encodingsOf(song: Song): { name: string; ext: string; bitrate: number | undefined; bytes: number; prefix: string }[] {
  return encodings.flatMap(({ sizeIn, ...encoding }) => {
    const bytes = sizeIn(song) ?? 0;
    return bytes > 0 ? [{ ...encoding, bytes }] : [];
  });
}

/** The song's mid, that of its files, and the prefixes of their names. */
const fetchKeyShape = new JsonShape(Type.Tuple([Type.String(), Type.String(), Type.Array(Type.String())]));

const midForm = /^\w{6,40}$/;

/** Undefined for a song that has no file to ask for. */
export function fetchKeyOf(song: Song): string | undefined {
  const mid = song.mid || song.songmid || '';
  const mediaMid = song.file?.media_mid || song.file?.strMediaMid || song.strMediaMid || mid;
  const prefixes = encodingsOf(song).map(({ prefix }) => prefix);
  // Some older rows say nothing about files; the usual one may be there.
  return mid === '' ? undefined : JSON.stringify([mid, mediaMid, prefixes.length === 0 ? ['M500'] : prefixes]);
}

/** @throws Fault `invalid_argument` for a key that `fetchKeyOf` did not make */
export function wantedFiles(fetchKey: string): { readonly mid: string; readonly filenames: readonly string[] } {
  const [mid, mediaMid, prefixes] = parseFetchKey(fetchKey, fetchKeyShape, 'qq');
  const filenames = encodings.flatMap(({ prefix, ext }) => (prefixes.includes(prefix) ? [`${prefix}${mid}${mediaMid}.${ext}`] : []));
  if (!midForm.test(mid) || !midForm.test(mediaMid) || filenames.length === 0) {
    throw new Fault('invalid_argument', 'this is not a fetch key from the qq source');
  }
  return { mid, filenames };
}
