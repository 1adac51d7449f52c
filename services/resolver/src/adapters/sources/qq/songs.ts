import { announcedAudio, describedTrack, secondsToMs } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { plainText } from '../markup.js';
import { moreOf } from '../more-of.js';
import { encodingsOf, fetchKeyOf } from './encodings.js';
import type { Song } from './wire.js';

const readFields = [
  ...['id', 'mid', 'name', 'title', 'singer', 'album', 'interval', 'index_album', 'time_public', 'file', 'grp', 'url'],
  ...['songid', 'songmid', 'songname', 'songorig', 'albummid', 'albumname', 'albumid', 'pubtime', 'lyric', 'docid', 'songurl'],
  ...['strMediaMid', 'size128', 'size320', 'sizeflac', 'sizeape', 'sizeogg', 'size5_1', 'preview', 'volume'],
  ...['title_hilight', 'songname_hilight', 'albumname_hilight', 'desc_hilight', 'lyric_hilight'],
];

/** Text that the service sends as HTML; where it sends the tags themselves as entities, line breaks are left. */
export const textOf = (markup = ''): string =>
  plainText(markup)
    .replace(/(?:\s*<br\s*\/?>\s*)+/gi, ' ')
    .trim();

/** A file that a user uploaded has no mid; a song without any id is undefined. */
export function idOf({ mid, songmid = mid, id, songid = id }: Song): string | undefined {
  if (songmid) return songmid;
  return Number(songid) > 0 ? String(songid) : undefined;
}

/** Describes songs in all their shapes. */
export class SongReader {
  /**
   * @param coversUrl base address of covers, which are named by their albums
   * @param hasSession songs that must be paid for may be permitted
   */
  constructor(
    private readonly coversUrl: string,
    private readonly hasSession: boolean,
  ) {}

  /** Undefined for a song without an id. */
  toTrack(song: Song): SourceTrack | undefined {
    const remoteId = idOf(song);
    if (remoteId === undefined) return undefined;
    const albumMid = song.album?.mid || song.albummid;
    return describedTrack({
      remoteId,
      name: textOf(song.name || song.title || song.songname),
      artists: (song.singer ?? []).map(({ mid, name, title }) => ({ remoteId: mid, name: textOf(name || title) })),
      album: textOf(song.album?.name || song.album?.title || song.albumname),
      durationMs: secondsToMs(song.interval),
      trackNumber: song.index_album,
      year: yearOf(song),
      releaseDate: song.time_public,
      remoteAlbumId: albumMid,
      coverUrl: albumMid ? `${this.coversUrl}/music/photo_new/T002R800x800M000${albumMid}.jpg` : undefined,
      otherNames: [song.title, song.songorig].map(textOf),
      more: moreOf(song, readFields),
    });
  }

  toHit(song: Song): SearchHit | undefined {
    const track = this.toTrack(song);
    if (track === undefined) return undefined;
    const encodings = encodingsOf(song);
    // Without a session the service gives the usual mp3, if anything.
    const usual = this.hasSession ? undefined : encodings.find(({ name }) => name === 'mp3 128');
    const { ext, bitrate, bytes } = usual ?? encodings[0] ?? {};
    const mustBePaid = (song.pay?.pay_play ?? song.pay?.payplay ?? 0) > 0;
    return {
      track,
      audio: announcedAudio({ ext, bitrate, fileSizeBytes: bytes, durationMs: track.durationMs }),
      fetchKey: mustBePaid && !this.hasSession ? undefined : fetchKeyOf(song),
      trial: false,
    };
  }
}

function yearOf({ time_public: published = '', pubtime = 0 }: Song): number | undefined {
  const [year] = /^\d{4}/.exec(published) ?? [];
  if (year !== undefined) return Number(year);
  return pubtime > 0 ? new Date(pubtime * 1000).getUTCFullYear() : undefined;
}
