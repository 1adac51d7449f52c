import { JsonShape } from '@catalogsync/outbound-http';
import { Type } from 'typebox';
import { announcedAudio, describedTrack, plainExtension, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { plainText } from '../markup.js';
import { moreOf } from '../more-of.js';
import { countOf, isSet, knownId, webAddress } from '../service-values.js';
import { yearOf } from '../titles.js';
import type { Song, SongLink } from './wire.js';

export const songId = /^[0-9A-Za-z]{1,40}$/;

/** The song, and the bit rates to ask for in kbit/s, the best first. */
export const fetchKeyShape = new JsonShape(
  Type.Tuple([Type.String({ pattern: songId.source }), Type.Array(Type.String({ pattern: '^\\d{1,5}$' }), { maxItems: 10 })]),
);

/** No lossy file has more kbit/s: the service writes 3000 for lossless ones of any rate. */
const mostLossy = 320;

const readFields = [
  ...['TSID', 'id', 'assetId', 'title', 'artist', 'albumTitle', 'duration', 'pic', 'isrc', 'genre', 'rateFileInfo', 'lyric'],
  ...['path', 'format', 'rate', 'size', 'expireTime', 'trail_audio_info'],
];

export function trackOf(song: Song): SourceTrack {
  const { TSID, id, assetId, title = '', artist = [], albumTitle = '', duration, pic, isrc, genre = '', releaseDate } = song;
  return describedTrack({
    remoteId: String(TSID ?? id ?? assetId ?? ''),
    name: plainText(title),
    artists: artist.map(({ artistCode, name }) => ({ remoteId: String(artistCode ?? ''), name: plainText(name) })),
    album: plainText(albumTitle),
    durationMs: typeof duration === 'boolean' ? undefined : secondsToMs(duration),
    isrc,
    genre: plainText(genre),
    year: yearOf(releaseDate),
    releaseDate,
    remoteAlbumId: knownId(song.albumAssetCode),
    coverUrl: webAddress(pic),
    more: moreOf(song, readFields),
  });
}

/** Songs for members and buyers are given to others as clips. */
const isClip = ({ isVip, isPaid }: Song): boolean => isSet(isVip) || isSet(isPaid);

export function hitOf(song: Song): SearchHit {
  const track = trackOf(song);
  const files = Object.entries(song.rateFileInfo ?? {}).sort(([a], [b]) => Number(b) - Number(a));
  const [best] = files;
  const audio = best && fileOf(best[0], best[1].format, countOf(best[1].size));
  const rates = files.map(([rate]) => rate).filter((rate) => /^\d{1,5}$/.test(rate));
  return { track, audio: announcedAudio({ ...audio, durationMs: track.durationMs }), fetchKey: keyOf(track, rates), trial: isClip(song) };
}

export function hitOfLink(link: SongLink): SearchHit {
  const track = trackOf(link);
  const { path = '', format, rate, size, trail_audio_info: clip } = link;
  const hasFile = path !== '';
  const audio = hasFile ? fileOf(String(rate ?? ''), format, countOf(size)) : {};
  return {
    track,
    audio: announcedAudio({ ...audio, durationMs: track.durationMs }),
    fetchKey: hasFile || clip !== undefined ? keyOf(track, []) : undefined,
    trial: !hasFile && clip !== undefined,
  };
}

const keyOf = ({ remoteId }: SourceTrack, rates: readonly string[]): string | undefined =>
  songId.test(remoteId) ? JSON.stringify([remoteId, rates.slice(0, 10)]) : undefined;

function fileOf(rate: string, format: string | undefined, fileSizeBytes: number | undefined) {
  const kilobits = countOf(rate) ?? 0;
  return { ext: plainExtension(format), bitrate: kilobits > mostLossy ? undefined : kilobits * 1000, fileSizeBytes };
}
