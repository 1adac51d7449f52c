import { resolverLyricsV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import { SINGER_SEPARATOR } from '../../core/catalogue/song-artists.js';
import type { LyricsFinder, SongOfFile } from '../../core/lyrics/files-of-songs.js';

/** The resolver asks several sources, one after another. */
const findMs = 150_000;

/** Lyrics through the resolver, which asks every source that has any. */
export class SongLyrics extends clientOf(resolverLyricsV1.LyricsServiceService, 'resolver') implements LyricsFinder {
  async find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined> {
    const { platform, remoteId, name: title, album = '', durationMs = 0, isrc = '' } = song;
    const artists = song.singers?.split(SINGER_SEPARATOR) ?? [];
    const request = { song: { platform, remoteId, title, artists, album, durationMs, isrc } };
    const { lyrics } = await this.rpc.findLyrics(request, { deadlineMs: findMs, signal });
    return lyrics || undefined;
  }
}
