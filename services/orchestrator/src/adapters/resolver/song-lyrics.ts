import { resolverLyricsV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import type { LyricsFinder, SongOfFile } from '../../core/lyrics/files-of-songs.js';
import type { LocalLyrics } from '../../core/lyrics/read-lyrics.js';
import { songMessage } from './recording-messages.js';

/** A file is opened. */
const readMs = 60_000;

/** The resolver asks several sources, one after another. */
const findMs = 150_000;

/** Lyrics through the resolver, which asks every source that has any. */
export class SongLyrics extends clientOf(resolverLyricsV1.LyricsServiceService, 'resolver') implements LyricsFinder, LocalLyrics {
  async find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined> {
    const { lyrics } = await this.rpc.findLyrics({ song: songMessage(song), ownSourceOnly: false }, { deadlineMs: findMs, signal });
    return lyrics || undefined;
  }

  async read(source: string, remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const song = { platform: source, remoteId, title: '', artists: [], album: '', durationMs: 0, isrc: '' };
    const { lyrics } = await this.rpc.findLyrics({ song, ownSourceOnly: true }, { deadlineMs: readMs, signal });
    return lyrics || undefined;
  }
}
