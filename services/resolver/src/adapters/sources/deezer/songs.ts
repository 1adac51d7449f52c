import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { knownId } from '../service-values.js';
import { yearOf } from '../titles.js';
import type { Track } from './wire.js';

/** Read, or of no use later: addresses that end, and what follows from the id. */
const readFields = [
  ...['id', 'title', 'isrc', 'duration', 'track_position', 'disk_number', 'release_date', 'artist', 'contributors', 'album'],
  ...['type', 'link', 'share', 'preview', 'available_countries', 'position', 'track_token'],
];

export function toTrack(track: Track): SourceTrack {
  const { artist, contributors = [], album = {} } = track;
  return describedTrack({
    remoteId: String(track.id),
    name: track.title,
    // Only a track that was asked for by itself names all of its artists.
    artists: (contributors.length > 0 ? contributors : [artist]).map(({ id, name }) => ({
      remoteId: id === undefined ? undefined : String(id),
      name,
    })),
    album: album.title,
    durationMs: secondsToMs(track.duration),
    isrc: track.isrc,
    trackNumber: track.track_position,
    discNumber: track.disk_number,
    year: yearOf(track.release_date),
    releaseDate: track.release_date,
    explicit: track.explicit_lyrics,
    bpm: track.bpm,
    remoteAlbumId: knownId(album.id),
    coverUrl: album.cover_xl ?? album.cover_big ?? album.cover_medium,
    more: moreOf(track, readFields),
  });
}

/** It offers no file: a preview is 30 seconds long, and the rest is encrypted. */
export function toHit(track: Track): SearchHit {
  const described = toTrack(track);
  return { track: described, audio: announcedAudio({ durationMs: described.durationMs }), fetchKey: undefined, trial: false };
}
