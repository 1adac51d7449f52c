import { resolverLyricsV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import { SINGER_SEPARATOR } from '../../core/catalogue/song-artists.js';
import type { LyricsFinder, SongOfFile } from '../../core/lyrics/files-of-songs.js';
import type { LocalLyrics } from '../../core/lyrics/read-lyrics.js';

/** A file is opened. */
const readMs = 60_000;

/** The resolver asks several sources, one after another. */
const findMs = 150_000;

/** Lyrics through the resolver, which asks every source that has any. */
export class SongLyrics extends clientOf(resolverLyricsV1.LyricsServiceService, 'resolver') implements LyricsFinder, LocalLyrics {
  async find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined> {
    const { platform, remoteId, name: title, album = '', durationMs = 0, isrc = '' } = song;
    const artists = song.singers?.split(SINGER_SEPARATOR) ?? [];
    const request = { song: { platform, remoteId, title, artists, album, durationMs, isrc }, ownSourceOnly: false };
    const { lyrics } = await this.rpc.findLyrics(request, { deadlineMs: findMs, signal });
    return lyrics || undefined;
  }

  async read(source: string, remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const song = { platform: source, remoteId, title: '', artists: [], album: '', durationMs: 0, isrc: '' };
    const { lyrics } = await this.rpc.findLyrics({ song, ownSourceOnly: true }, { deadlineMs: readMs, signal });
    return lyrics || undefined;
  }
}
