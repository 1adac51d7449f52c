import { mediaServerPlaylistsV1, mediaServerPlaysV1, mediaServerV1 } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { PlaylistChange, TrackChange } from '../../core/changes/change-playlist.js';
import type { ServerCheck } from '../../core/check/check-server.js';
import type { LocatorOf, WantedSong } from '../../core/mirror/song-matcher.js';
import type { Play, ServerAlbum, ServerArtist, ServerPlaylist, ServerTrack, TrackPlays } from '../../core/servers/values.js';

export const changeModes = enumWords(mediaServerPlaylistsV1.ChangeMode, 'CHANGE_MODE_');
const changeKinds = enumWords(mediaServerPlaylistsV1.TrackChangeKind, 'TRACK_CHANGE_KIND_');
const checkResults = enumWords(mediaServerV1.CheckResult, 'CHECK_RESULT_');

/** Tracks as messages; `locatorOf` knows where the server sees our library. */
export const trackWith =
  (locatorOf: LocatorOf) =>
  (track: Pick<ServerTrack, 'id'> & Partial<ServerTrack>): mediaServerPlaylistsV1.Track => {
    const { id, title = '', artists = [], album = '', durationMs = 0, isrc = '' } = track;
    return {
      id,
      title,
      artists: [...artists],
      album,
      durationMs: Math.round(durationMs),
      isrc,
      locator: locatorOf({ ...track, title, artists }) ?? '',
    };
  };

export function toArtist({ id, name, sortName = '', albumCount = 0, genres = [], musicBrainzId = '' }: ServerArtist): mediaServerV1.Artist {
  return { id, name, sortName, albumCount, genres: [...genres], musicbrainzId: musicBrainzId };
}

export function toAlbum({ id, name, artist, year = 0, addedAt = 0 }: ServerAlbum): mediaServerV1.Album {
  return { id, name, artist, year, addedAt };
}

export function toPlaylist({ id, name, description = '', trackCount = 0, readOnly = '' }: ServerPlaylist): mediaServerPlaylistsV1.Playlist {
  return { id, name, description, trackCount, readOnly };
}

export function toCheck({ what, result, detail, hint = '' }: ServerCheck): mediaServerV1.Check {
  return { what, result: checkResults.numberOf(result), detail, hint };
}

export function toChange({ tracks, ...change }: PlaylistChange, locatorOf: LocatorOf): mediaServerPlaylistsV1.PlaylistChange {
  const toTrack = trackWith(locatorOf);
  const toTrackChange = ({ kind, track, position }: TrackChange) => ({ kind: changeKinds.numberOf(kind), track: toTrack(track), position });
  return { ...change, tracks: tracks.map(toTrackChange) };
}

export function toPlay({ id, track, playedAt }: Play, locatorOf: LocatorOf): mediaServerPlaysV1.Play {
  return { id, track: trackWith(locatorOf)(track), playedAt };
}

export function toTrackPlays({ track, count, lastPlayedAt = 0 }: TrackPlays, locatorOf: LocatorOf): mediaServerPlaysV1.TrackPlays {
  return { track: trackWith(locatorOf)(track), count, lastPlayedAt };
}

export function toWantedSong(song: mediaServerPlaylistsV1.WantedSong): WantedSong {
  const { songId, title, artists, album, durationMs, isrc, locators, otherTitles } = song;
  return {
    songId,
    title,
    artists,
    locators,
    otherTitles,
    ...(album === '' ? {} : { album }),
    ...(durationMs === 0 ? {} : { durationMs }),
    ...(isrc === '' ? {} : { isrc }),
  };
}
