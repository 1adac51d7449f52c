import { announcedAudio, describedTrack } from '../../../core/sources/described.js';
import { dateAt } from '../../../core/sources/further-details.js';
import type { AudioProperties, SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { knownId } from '../service-values.js';
import type { Song } from './wire.js';

/** The service tells days by the time in China. */
const chinaOffsetMs = 8 * 3_600_000;

/** What the free version gives, and what it gives of songs that members get better. */
const freeBitrates: Readonly<Record<number, number>> = { 0: 320_000, 8: 128_000 };

const losslessBitrate = 900_000;

const readFields = [
  ...['id', 'name', 'ar', 'artists', 'al', 'album', 'dt', 'duration', 'tns', 'transNames', 'alia', 'alias'],
  ...['no', 'publishTime', 'l', 'm', 'h', 'sq', 'a'],
];

export function toTrack(song: Song): SourceTrack {
  const { pc, al = {}, album = al, publishTime = 0 } = song;
  return describedTrack({
    remoteId: String(song.id),
    name: song.name || pc?.sn || '',
    artists: artistsOf(song),
    album: album.name || pc?.alb,
    durationMs: song.dt ?? song.duration,
    trackNumber: song.no,
    year: publishTime > 0 ? new Date(publishTime + chinaOffsetMs).getUTCFullYear() : undefined,
    releaseDate: dateAt(publishTime, chinaOffsetMs),
    remoteAlbumId: knownId(album.id),
    coverUrl: album.picUrl,
    otherNames: [song.tns, song.transNames, song.alia, song.alias].flatMap((names) => names ?? []),
    more: moreOf(song, readFields),
  });
}

export function toHit(song: Song): SearchHit {
  const track = toTrack(song);
  return { track, audio: audioOf(song), fetchKey: mayBePlayed(song) ? track.remoteId : undefined, trial: false };
}

/** Withdrawn songs are still described. A song without a word about rights may be asked for. */
function mayBePlayed({ privilege, st = 0 }: Song): boolean {
  const { st: state = st, pl } = privilege ?? {};
  return state >= 0 && pl !== 0;
}

/** The best encoding that the caller is said to get; which it is shows only when the file is asked for. */
function audioOf({ privilege, fee = 0, l, m, h, sq, dt, duration }: Song): AudioProperties {
  const most = privilege?.pl ?? freeBitrates[fee] ?? 0;
  const lossless = most >= losslessBitrate ? sq : undefined;
  const best = lossless ?? [h, m, l].find((one) => one?.br !== undefined && one.br <= most);
  return announcedAudio({
    ext: best === undefined ? undefined : lossless === undefined ? 'mp3' : 'flac',
    bitrate: best?.br,
    sampleRate: best?.sr,
    fileSizeBytes: best?.size,
    durationMs: dt ?? duration,
  });
}

/** Cloud-disk songs have only a line of text about who sings, with artist number 0 without a name beside it. */
function artistsOf({ ar = [], artists = ar, pc }: Song): SourceTrack['artists'] {
  const named = artists.flatMap(({ id, name = '' }) => (name === '' ? [] : [{ remoteId: id ? String(id) : undefined, name }]));
  return named.length > 0 || !pc?.ar ? named : [{ remoteId: undefined, name: pc.ar }];
}
