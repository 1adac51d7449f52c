import { announcedAudio, describedTrack, plainExtension, secondsToMs, splitArtistTitle } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import type { ListedEntry } from './wire.js';

/** Channels that YouTube generates for an artist's releases; their video titles are plain song titles. */
const releases = / - Topic$/;

/** Words about the upload, not the recording. Words such as live, remix or cover stay. */
const uploadWords =
  /\s*[([【](official\s*)?(music\s*|lyrics?\s*)?(video|audio|visuali[sz]er|lyrics?|m\/?v|hd|hq|4k|free dl|free download|explicit|clean audio)(\s*(video|version|hd|hq|4k))?[)\]】]/gi;

export function toTrack(entry: ListedEntry): SourceTrack {
  const { title, artists } = creditsOf(entry);
  return describedTrack({
    remoteId: String(entry.id),
    name: title,
    artists: artists.map((name) => ({ remoteId: undefined, name })),
    album: entry.album,
    durationMs: secondsToMs(entry.duration),
    year: entry.release_year,
    genre: entry.genre,
    coverUrl: entry.thumbnail,
    ext: plainExtension(entry.ext),
  });
}

/** @param trial whether only a clip is known to be available */
export function toHit(entry: ListedEntry): SearchHit {
  const track = toTrack(entry);
  const audio = announcedAudio({
    ext: track.ext,
    bitrate: Math.round((entry.abr ?? 0) * 1000),
    sampleRate: entry.asr,
    fileSizeBytes: entry.filesize,
    durationMs: track.durationMs,
  });
  return { track, audio, fetchKey: track.remoteId, trial: isClip(entry) };
}

/** Broadcasts have no end, and a list of lists is not a song. */
export function isSong(entry: ListedEntry): boolean {
  const live = entry.live_status === 'is_live' || entry.live_status === 'is_upcoming';
  return !live && entry._type !== 'playlist' && entry.title !== undefined && entry.title !== '';
}

/** Known only for a song queried by itself: a list says nothing about formats. */
function isClip({ formats = [] }: ListedEntry): boolean {
  const sounds = formats.filter(({ format_id: id = '' }) => id !== '');
  return sounds.length > 0 && sounds.every(({ format_id: id = '' }) => id.endsWith('_preview'));
}

function creditsOf(entry: ListedEntry): { readonly title: string; readonly artists: readonly string[] } {
  const { track, artist = '', title = '', channel, uploader } = entry;
  const named = entry.artists ?? (artist === '' ? [] : [artist]);
  if (track !== undefined && named.length > 0) return { title: track, artists: named };
  const plain = title.replace(uploadWords, '').trim() || title;
  const by = (channel ?? uploader ?? '').trim();
  if (releases.test(by)) return { title: plain, artists: [by.replace(releases, '')] };
  const split = splitArtistTitle(plain);
  if (split.artist !== undefined) return { title: split.title, artists: [split.artist] };
  return { title: plain, artists: named.length > 0 ? named : by === '' ? [] : [by] };
}
