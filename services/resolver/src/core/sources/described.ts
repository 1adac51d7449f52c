import type { AudioProperties } from './search.js';
import type { SourceTrack } from './source-track.js';

const unknownTrack: Omit<SourceTrack, 'remoteId' | 'name'> = {
  artists: [],
  album: '',
  albumArtist: '',
  durationMs: 0,
  isrc: '',
  trackNumber: 0,
  discNumber: 0,
  year: 0,
  genre: '',
  coverUrl: '',
  ext: '',
  fileSizeBytes: 0,
};

const mostInt32 = 0x7fffffff;

/** No name of a song or an artist is longer; a longer one may be an attack on whatever shows it. */
const longestName = 1000;

/**
 * A track of what is known; the rest is unknown. Whatever a service claims, numbers come out whole and not
 * negative, names of a sane length and free of half characters.
 */
export function describedTrack(known: Partial<SourceTrack> & Pick<SourceTrack, 'remoteId' | 'name'>): SourceTrack {
  const track = { ...unknownTrack, ...known };
  return {
    ...track,
    name: saneName(track.name),
    artists: track.artists.map(({ remoteId, name }) => ({ remoteId, name: saneName(name) })),
    album: saneName(track.album),
    albumArtist: saneName(track.albumArtist),
    genre: saneName(track.genre),
    durationMs: wholeNumber(track.durationMs),
    trackNumber: wholeNumber(track.trackNumber, mostInt32),
    discNumber: wholeNumber(track.discNumber, mostInt32),
    year: wholeNumber(track.year, 9999),
    fileSizeBytes: wholeNumber(track.fileSizeBytes),
  };
}

const unknownAudio: AudioProperties = { ext: '', bitrate: 0, sampleRate: 0, bitDepth: 0, fileSizeBytes: 0, durationMs: 0 };

/** Audio properties of what is known, as sane as those of `describedTrack`; the rest is unknown. */
export function announcedAudio(known: Partial<AudioProperties>): AudioProperties {
  const audio = { ...unknownAudio, ...known };
  return {
    ext: audio.ext,
    bitrate: wholeNumber(audio.bitrate, mostInt32),
    sampleRate: wholeNumber(audio.sampleRate, mostInt32),
    bitDepth: wholeNumber(audio.bitDepth, 64),
    fileSizeBytes: wholeNumber(audio.fileSizeBytes),
    durationMs: wholeNumber(audio.durationMs),
  };
}

/** A whole number that is not negative; 0 for what cannot be true. */
export function wholeNumber(value: number, most = Number.MAX_SAFE_INTEGER): number {
  const rounded = Math.round(value);
  return rounded > 0 && rounded <= most ? rounded : 0;
}

function saneName(name: string): string {
  return name
    .slice(0, longestName)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}

/** Seconds as a service writes them (a number, `"215.43"`, `"03:35"`, `"1:03:35"`) in ms; 0 for anything else. */
export function secondsToMs(value: number | string | undefined): number {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? Math.round(value * 1000) : 0;
  if (value === undefined || !/^\s*(\d+:){0,2}\d+(\.\d+)?\s*$/.test(value)) return 0;
  return Math.round(value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** The extension as it may become part of a file's name: short, letters and digits only; else empty. */
export function plainExtension(text: string): string {
  const ext = text.trim().replace(/^\./, '').toLowerCase();
  return /^[a-z0-9]{1,8}$/.test(ext) ? ext : '';
}

/** The extension at the end of a path or name of either separator; empty if there is none. */
export function extensionOfName(name: string): string {
  return plainExtension(/[^/\\]\.([^./\\]+)$/.exec(name)?.[1] ?? '');
}

/** `Artist - Title` as people name files and uploads, in its two parts; no artist where there is no such dash. */
export function splitArtistTitle(text: string): { readonly artist: string; readonly title: string } {
  const [, artist, title] = /^(.+?)\s+[-–—]\s+(.+)$/su.exec(text.trim()) ?? [];
  return artist === undefined || title === undefined ? { artist: '', title: text.trim() } : { artist: artist.trim(), title: title.trim() };
}
