import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { knownId } from '../service-values.js';
import { fullTitle, yearOf } from '../titles.js';
import { artistsOf } from './credits.js';
import type { Track } from './wire.js';

/** Read, or about a playlist's entry rather than the song. */
const readFields = [
  ...['id', 'title', 'version', 'isrc', 'duration', 'performer', 'album', 'track_number', 'media_number'],
  ...['position', 'playlist_track_id', 'created_at'],
];

export function toTrack(track: Track): SourceTrack {
  const { album } = track;
  return describedTrack({
    remoteId: String(track.id),
    name: fullTitle(track.title, track.version),
    artists: artistsOf(track),
    album: album.title,
    albumArtist: album.artist?.name,
    durationMs: secondsToMs(track.duration),
    isrc: track.isrc,
    trackNumber: track.track_number,
    discNumber: track.media_number,
    year: yearOf(album.release_date_original),
    releaseDate: album.release_date_original,
    explicit: track.parental_warning,
    composer: track.composer?.name,
    remoteAlbumId: knownId(album.id),
    genre: album.genre?.name,
    coverUrl: album.image?.large ?? album.image?.small,
    more: moreOf(track, readFields),
  });
}

/** It offers no file: the address of one needs a signature that belongs to Qobuz's own player. */
export function toHit(track: Track): SearchHit {
  const described = toTrack(track);
  const audio = announcedAudio({
    durationMs: described.durationMs,
    bitDepth: track.maximum_bit_depth,
    sampleRate: (track.maximum_sampling_rate ?? 0) * 1000,
  });
  return { track: described, audio, fetchKey: undefined, trial: false };
}
