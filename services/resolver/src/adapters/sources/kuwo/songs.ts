import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceArtist, SourceTrack } from '../../../core/sources/source-track.js';
import { plainText } from '../markup.js';
import { moreOf } from '../more-of.js';
import { countOf, isSet, knownId, type NumberOrText, webAddress } from '../service-values.js';
import { yearOf } from '../titles.js';
import type { FoundSong, ListedSong, SiteSong } from './wire.js';

/** What a song is called in requests for its file. */
export const songId = /^\d{1,20}$/;

/** What the service's plain link gives to everybody; better files need a session of its program. */
const plainFile = { ext: 'mp3', bitrate: 128_000 } as const;

/** The largest size that every cover has. */
const coverFolder = 'https://img1.kuwo.cn/star/albumcover/500/';

export function hitOfFound(song: FoundSong): SearchHit {
  const track = describedTrack({
    remoteId: song.MUSICRID.replace(/^MUSIC_/, ''),
    name: plainText(song.SONGNAME),
    otherNames: [plainText(song.SUBTITLE ?? '')],
    artists: artistsOf(song.ARTIST, song.ARTISTID),
    album: plainText(song.ALBUM ?? ''),
    remoteAlbumId: knownId(song.ALBUMID),
    durationMs: secondsOf(song.DURATION),
    coverUrl: coverAt(song.web_albumpic_short),
    more: moreOf(song, [
      'MUSICRID',
      'SONGNAME',
      'SUBTITLE',
      'ALBUM',
      'DURATION',
      'web_albumpic_short',
      ...readOfArtist(song.ARTIST, 'ARTIST'),
    ]),
  });
  return hitOf(track, song.payInfo);
}

export function trackOfListed(song: ListedSong): SourceTrack {
  return describedTrack({
    remoteId: String(song.id),
    name: plainText(song.name),
    artists: artistsOf(song.artist, song.artistid),
    album: plainText(song.album ?? ''),
    remoteAlbumId: knownId(song.albumid),
    durationMs: secondsOf(song.duration),
    coverUrl: coverAt(song.web_albumpic_short),
    more: moreOf(song, ['id', 'name', 'album', 'duration', 'web_albumpic_short', ...readOfArtist(song.artist, 'artist')]),
  });
}

export function hitOfSite(song: SiteSong): SearchHit {
  const read = ['rid', 'name', 'album', 'duration', 'track', 'pic', 'albumpic', 'pic120', 'musicrid', 'upPcStr', 'mvUpPcStr'];
  const track = describedTrack({
    remoteId: String(song.rid),
    name: plainText(song.name),
    artists: artistsOf(song.artist, song.artistid),
    album: plainText(song.album ?? ''),
    remoteAlbumId: knownId(song.albumid),
    durationMs: secondsOf(song.duration),
    trackNumber: countOf(song.track),
    year: yearOf(song.releaseDate),
    releaseDate: song.releaseDate,
    coverUrl: webAddress(song.pic) ?? webAddress(song.albumpic),
    more: moreOf(song, [...read, ...readOfArtist(song.artist, 'artist')]),
  });
  return hitOf(track, song.payInfo);
}

function hitOf(track: SourceTrack, { listen_fragment: clip, cannotOnlinePlay: barred }: NonNullable<FoundSong['payInfo']> = {}): SearchHit {
  return {
    track,
    audio: announcedAudio({ ...plainFile, durationMs: track.durationMs }),
    fetchKey: isSet(barred) || !songId.test(track.remoteId) ? undefined : track.remoteId,
    trial: isSet(clip),
  };
}

function secondsOf(value: NumberOrText | undefined): number | undefined {
  return typeof value === 'boolean' ? undefined : secondsToMs(value);
}

/** Names are joined by `&`; one that begins an entity is part of a name. Only the first artist's id is given. */
function artistsOf(joined = '', firstId: NumberOrText | undefined): SourceArtist[] {
  const names = joined
    .split(separator)
    .map(plainText)
    .filter((name) => name !== '');
  return names.map((name, index) => ({ remoteId: index === 0 && Number(firstId) > 0 ? String(firstId) : undefined, name }));
}

const separator = /&(?!(?:[a-z]\w{1,30}|#\d{1,7}|#x[\da-f]{1,6});)/i;

/** The joined names are kept as they came: a separator may belong to a name. */
function readOfArtist(joined: string | undefined, field: string): string[] {
  return separator.test(joined ?? '') ? [] : [field];
}

function coverAt(short: string | undefined): string | undefined {
  const path = /^\d+\/([\w/.-]+)$/.exec(short ?? '')?.[1];
  return path === undefined ? undefined : `${coverFolder}${path}`;
}
