import { Fault } from '@catalogsync/faults';
import type { HttpClient, OutboundRequest } from '@catalogsync/outbound-http';
import { type CoverSource, type LyricsSource, maxCoverBytes, maxLyricsBytes } from '../../../core/sources/companions.js';
import { isAddress } from './list-reader.js';
import type { FoundSong, ListedSongs } from './listed-songs.js';

/** Lyrics and covers that lists name. */
export class ListCompanions implements LyricsSource, CoverSource {
  constructor(
    private readonly songs: ListedSongs,
    private readonly http: HttpClient,
  ) {}

  /** What is at an address is shown as words, so it must be text, and from where the list is. */
  async lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.songs.find(remoteId, signal);
    const lyrics = found?.song.lyrics;
    if (found === undefined || lyrics === undefined || !/^https?:\/\/\S+$/i.test(lyrics)) return lyrics;
    const url = new URL(lyrics);
    if (url.origin !== homeOf(found)) {
      throw new Fault('permission_denied', `the lyrics at ${url.host} are not where the list "${found.list.name}" is`, {
        hint: 'Put them on the same server, or their words into the list.',
      });
    }
    const request = { ...requestOf(lyrics, found, signal), maxBytes: maxLyricsBytes, sameServer: true };
    const { bytes, contentType } = await this.http.fetchBytes(request);
    return textOf(bytes, url.host, contentType);
  }

  async cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const found = await this.songs.find(remoteId, signal);
    const url = found?.song.coverUrl;
    if (found === undefined || url === undefined) return undefined;
    return (await this.http.fetchBytes({ ...requestOf(url, found, signal), maxBytes: maxCoverBytes })).bytes;
  }
}

/** The server of the list; a list in a file has none, so that of the song itself. */
function homeOf({ list, song }: FoundSong): string {
  return new URL(isAddress(list.place) ? list.place : song.url).origin;
}

function requestOf(url: string, { list }: FoundSong, signal: AbortSignal): Omit<OutboundRequest, 'maxBytes'> {
  return { url, trust: list.trust, attempts: 2, maxRetryAfterMs: 2000, signal };
}

/** @throws Fault `data_corrupt` unless it says that it is text, and is in the encoding that it declares, UTF-8 by default */
function textOf(bytes: Uint8Array, host: string, contentType = ''): string {
  if (!/^\s*text\//i.test(contentType)) {
    throw new Fault('data_corrupt', `the lyrics at ${host} are not sent as text`, {
      hint: 'Their server must send them with a content type such as text/plain.',
    });
  }
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('data_corrupt', `the lyrics at ${host} are not text in the encoding that they declare`, { cause: error });
  }
}
