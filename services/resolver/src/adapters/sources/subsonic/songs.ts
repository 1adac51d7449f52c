import type { SubsonicSong } from '@catalogsync/opensubsonic';
import { announcedAudio, describedTrack, plainExtension, secondsToMs } from '../../../core/sources/described.js';
import type { FurtherDetails, ReplayGain } from '../../../core/sources/further-details.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { knownId, wordOf } from '../service-values.js';

/** No file has more kbit/s: a larger number is in bit/s, as some servers write it. */
const mostKilobits = 20_000;

/** Covers are left out: their addresses would contain the user's credentials. */
export function toTrack(song: SubsonicSong): SourceTrack {
  return describedTrack({
    remoteId: String(song.id),
    name: song.title,
    artists: creditsOf(song),
    album: song.album,
    albumArtist: song.displayAlbumArtist ?? song.albumArtists?.[0]?.name,
    durationMs: secondsToMs(song.duration),
    isrc: song.isrc?.[0],
    trackNumber: song.track,
    discNumber: song.discNumber,
    year: song.year,
    genre: song.genre,
    ...furtherOf(song),
    ext: plainExtension(song.suffix),
    fileSizeBytes: song.size,
  });
}

function furtherOf(song: SubsonicSong): FurtherDetails {
  const { genres, replayGain } = song;
  return {
    remoteAlbumId: knownId(song.albumId),
    musicBrainzRecordingId: wordOf(song.musicBrainzId),
    composer: wordOf(song.displayComposer),
    bpm: Number(song.bpm) || undefined,
    genres: Array.isArray(genres) ? genres.map((genre: unknown) => wordOf((genre as { name?: unknown } | null)?.name)) : undefined,
    replayGain: typeof replayGain === 'object' && replayGain !== null ? gainsOf({ ...replayGain }) : undefined,
    explicit: song.explicitStatus === 'explicit' ? true : song.explicitStatus === 'clean' ? false : undefined,
  };
}

function gainsOf(given: Readonly<Record<string, unknown>>): ReplayGain {
  const numberAt = (name: string): number | undefined => (typeof given[name] === 'number' ? given[name] : undefined);
  return {
    ...{ trackGain: numberAt('trackGain'), trackPeak: numberAt('trackPeak') },
    ...{ albumGain: numberAt('albumGain'), albumPeak: numberAt('albumPeak') },
  };
}

export function toHit(song: SubsonicSong): SearchHit {
  const track = toTrack(song);
  const bitrate = song.bitRate ?? 0;
  return {
    track,
    audio: announcedAudio({
      ext: track.ext,
      bitrate: bitrate > mostKilobits ? bitrate : bitrate * 1000,
      sampleRate: song.samplingRate,
      bitDepth: song.bitDepth,
      fileSizeBytes: track.fileSizeBytes,
      durationMs: track.durationMs,
    }),
    fetchKey: JSON.stringify([track.remoteId, track.ext ?? '']),
    trial: false,
  };
}

/** Some servers list folders and films among the songs. */
export function isMusic(song: SubsonicSong): boolean {
  return song.isDir !== true && song.isVideo !== true;
}

function creditsOf(song: SubsonicSong): SourceTrack['artists'] {
  if (song.artists !== undefined && song.artists.length > 0) {
    return song.artists.map(({ id, name }) => ({ remoteId: id === undefined ? undefined : String(id), name }));
  }
  if (song.artist === undefined || song.artist === '') return [];
  return [{ remoteId: song.artistId === undefined ? undefined : String(song.artistId), name: song.artist }];
}
