import type { FaultCode } from '@catalogsync/faults';
import {
  lyricsListShape,
  lyricsShape,
  type StructuredLyrics,
  type SubsonicClient,
  type SubsonicSong,
  songShape,
} from '@catalogsync/opensubsonic';
import { orNothing } from '../../../core/sources/answers.js';
import { type CoverSource, type LyricsSource, lrcOf, maxCoverBytes } from '../../../core/sources/companions.js';

/** Error codes for an unknown method or an unknown song. */
const nothing: readonly FaultCode[] = ['not_found', 'unsupported', 'invalid_argument'];
/** Some servers answer every unknown address with a page. */
const noExtension: readonly FaultCode[] = [...nothing, 'data_corrupt'];

/** Lyrics and covers of one OpenSubsonic server. */
export class SubsonicCompanions implements LyricsSource, CoverSource {
  constructor(private readonly client: SubsonicClient) {}

  /** By the song's id (OpenSubsonic extension `songLyrics`), or by its name on servers without that. */
  async lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const timed = await orNothing(noExtension, async () => {
      const { lyricsList } = await this.client.call('getLyricsBySongId', { id: remoteId }, lyricsListShape, signal);
      return bestOf(lyricsList?.structuredLyrics ?? []);
    });
    if (timed !== undefined) return timed;
    const song = await this.song(remoteId, signal);
    if (song?.artist === undefined) return undefined;
    const names = { artist: song.artist, title: song.title };
    const named = await orNothing(nothing, () => this.client.call('getLyrics', names, lyricsShape, signal));
    const value = named?.lyrics?.value ?? '';
    return value === '' ? undefined : value;
  }

  async cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const coverArt = (await this.song(remoteId, signal))?.coverArt;
    if (coverArt === undefined) return undefined;
    return orNothing(nothing, () => this.client.picture(String(coverArt), maxCoverBytes, signal));
  }

  private async song(id: string, signal: AbortSignal): Promise<SubsonicSong | undefined> {
    return (await orNothing(nothing, () => this.client.call('getSong', { id }, songShape, signal)))?.song;
  }
}

/** Synced lyrics, else the first with any lines. A positive offset makes lines appear sooner. */
function bestOf(all: readonly StructuredLyrics[]): string | undefined {
  const filled = all.filter(({ line = [] }) => line.some(({ value }) => value.trim() !== ''));
  const timed = filled.find(({ synced, line = [] }) => synced && line.every(({ start }) => start !== undefined));
  if (timed !== undefined) {
    const { line = [], offset = 0 } = timed;
    return lrcOf(line.map(({ start = 0, value }) => ({ startMs: start - offset, text: value })));
  }
  return filled[0]?.line?.map(({ value }) => value).join('\n');
}
