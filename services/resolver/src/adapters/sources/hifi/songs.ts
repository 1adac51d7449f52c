import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { knownId } from '../service-values.js';
import { fullTitle, yearOf } from '../titles.js';
import { type Entry, type Track, trackShape } from './wire.js';

/** As TIDAL names qualities, best first. */
export const qualities = ['HI_RES_LOSSLESS', 'LOSSLESS', 'HIGH', 'LOW'] as const;
export type Quality = (typeof qualities)[number];

/** What a file of a quality is announced as. Files of the best one are FLAC inside MP4. */
const announced: Readonly<Record<Quality, { ext: string; bitrate?: number; sampleRate?: number; bitDepth?: number }>> = {
  HI_RES_LOSSLESS: { ext: 'flac', bitDepth: 24 },
  LOSSLESS: { ext: 'flac', bitDepth: 16, sampleRate: 44_100 },
  HIGH: { ext: 'm4a', bitrate: 320_000 },
  LOW: { ext: 'm4a', bitrate: 96_000 },
};

const readFields = [
  ...['id', 'title', 'version', 'duration', 'isrc', 'trackNumber', 'volumeNumber', 'artist', 'artists', 'album'],
  ...['url', 'mixes', 'adSupportedStreamReady', 'djReady', 'stemReady', 'editable', 'upload', 'spotlighted'],
];

function toTrack(track: Track): SourceTrack {
  const { artist, artists = [], album } = track;
  const credited = artists.length > 0 ? artists : artist === undefined ? [] : [artist];
  return describedTrack({
    remoteId: String(track.id),
    name: fullTitle(track.title, track.version),
    artists: credited.map(({ id, name }) => ({ remoteId: id === undefined ? undefined : String(id), name })),
    album: album?.title,
    durationMs: secondsToMs(track.duration),
    isrc: track.isrc,
    trackNumber: track.trackNumber,
    discNumber: track.volumeNumber,
    year: yearOf(album?.releaseDate),
    releaseDate: album?.releaseDate,
    explicit: track.explicit,
    remoteAlbumId: knownId(album?.id),
    coverUrl: pictureAt(album?.cover),
    more: moreOf(track, readFields),
  });
}

/** One that may not be streamed has no file. */
export function toHit(track: Track, quality: Quality): SearchHit {
  const described = toTrack(track);
  const isOffered = track.allowStreaming !== false && track.streamReady !== false;
  return {
    track: described,
    audio: announcedAudio({ durationMs: described.durationMs, ...(isOffered ? announced[bestOf(track, quality)] : {}) }),
    fetchKey: isOffered ? JSON.stringify([described.remoteId]) : undefined,
    trial: false,
  };
}

/** The songs among the entries of a list; videos are left out. @throws Fault `data_corrupt` */
export function tracksOf(entries: readonly Entry[], endpoint: string): SourceTrack[] {
  return entries.flatMap((entry) => {
    if (!('item' in entry)) return [toTrack(entry)];
    return (entry.type ?? 'track') === 'track' ? [toTrack(trackShape.check(entry.item, endpoint))] : [];
  });
}

/** Where TIDAL keeps a picture, in its largest size. */
export function pictureAt(id: string | undefined): string | undefined {
  return id === undefined || !/^[\w-]+$/.test(id)
    ? undefined
    : `https://resources.tidal.com/images/${id.replaceAll('-', '/')}/1280x1280.jpg`;
}

/** What is asked for, or what the song has, whichever is less. */
function bestOf(track: Track, wanted: Quality): Quality {
  const { audioQuality, mediaMetadata } = track as { audioQuality?: unknown; mediaMetadata?: { tags?: unknown } };
  const tags: unknown[] = Array.isArray(mediaMetadata?.tags) ? mediaMetadata.tags : [];
  const has = (quality: Quality): boolean =>
    audioQuality === quality || tags.includes(quality) || tags.includes(quality.replace('_RES', 'RES'));
  const best = qualities.findIndex(has);
  return best > qualities.indexOf(wanted) ? (qualities[best] ?? wanted) : wanted;
}
