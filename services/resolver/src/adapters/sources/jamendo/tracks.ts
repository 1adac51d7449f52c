import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { plainText } from '../markup.js';
import { moreOf } from '../more-of.js';
import { knownId } from '../service-values.js';
import { yearOf } from '../titles.js';
import type { JamendoTrack } from './wire.js';

/** Addresses of files expire and are never kept; the waveform is a picture in numbers. */
const read = [
  ...['id', 'name', 'duration', 'artist_id', 'artist_name', 'album_name', 'album_image', 'image', 'position', 'releasedate'],
  ...['audio', 'audiodownload', 'waveform', 'musicinfo'],
];

/** @param position its place on the album; in lists of playlists the field means the place in the list */
export function toTrack(track: JamendoTrack, position = Number(track.position ?? 0)): SourceTrack {
  const { artist_name: artist = '', artist_id: artistId = '', album_name: album = '', releasedate = '', album_image: image } = track;
  return describedTrack({
    remoteId: String(track.id),
    name: plainText(track.name),
    artists: artist === '' ? [] : [{ remoteId: String(artistId) || undefined, name: plainText(artist) }],
    album: plainText(album),
    durationMs: secondsToMs(track.duration),
    trackNumber: position,
    year: yearOf(releasedate),
    releaseDate: releasedate,
    remoteAlbumId: knownId(track.album_id),
    genre: track.musicinfo?.tags?.genres?.[0],
    genres: track.musicinfo?.tags?.genres,
    coverUrl: image || track.image,
    more: moreOf(track, read),
  });
}

/** A file only where the artist allows downloads; its address is asked for when it is fetched. */
export function toHit(track: JamendoTrack): SearchHit {
  const known = toTrack(track);
  const address = downloadOf(track);
  const audio = announcedAudio({ ext: address && extensionOf(address), durationMs: known.durationMs });
  return { track: known, audio, fetchKey: address && JSON.stringify([known.remoteId]), trial: false };
}

export function downloadOf({ audiodownload_allowed: allowed, audiodownload }: JamendoTrack): string | undefined {
  return allowed === true && audiodownload ? audiodownload : undefined;
}

/** The last part of the path is the format: `mp31`, `mp32`, `ogg`, `flac`, `wav`. */
export function extensionOf(address: string): string | undefined {
  const format = URL.parse(address)
    ?.pathname.split('/')
    .findLast((part) => part !== '');
  if (format === undefined || !/^(mp3[12]|ogg|flac|wav)$/.test(format)) return undefined;
  return format.startsWith('mp3') ? 'mp3' : format;
}
