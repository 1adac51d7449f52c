import { type AddressTrust, configuredAddress, type HttpClient, JsonShape } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';
import { atEndpoint, expectAnyOf, unexpected, unlessGone } from '../layout.js';
import type { RequestPace } from '../request-pace.js';
import { briefly } from '../retries.js';
import { withExactNumbers } from './exact-json.js';
import { faultOfCode, session } from './failures.js';
import {
  answerShape,
  chartsShape,
  fileShape,
  type HandedOut,
  type ListedPlaylist,
  type PlaylistDetail,
  type Privilege,
  playlistShape,
  playlistsShape,
  type Song,
  searchShape,
  songsShape,
} from './wire.js';

export interface NeteaseSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** The value of the user's own cookie MUSIC_U; empty for none. */
  readonly cookie: string;
  /** Resolves when the next request may be sent. */
  readonly pace: RequestPace;
}

/** How well a file sounds, in the words of the service; best first (behaviour 64). */
export const levels = ['lossless', 'exhigh', 'higher', 'standard'] as const;
export type Level = (typeof levels)[number];

/** Ids go into the address, which servers cut at 8 kB. */
const songsPerRequest = 150;

/** Songs that come with their playlist; more are asked for by their ids. */
const songsOfPlaylist = 1000;

const searchesAtMost = 100;

const maxBytes = 32 * 1024 * 1024;

const anything = new JsonShape(Type.Unknown());

/** The plain `/api` paths of NetEase Cloud Music. */
export class NeteaseClient {
  private readonly headers: Readonly<Record<string, string>>;
  private readonly trust: AddressTrust;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: NeteaseSettings,
  ) {
    this.trust = configuredAddress(settings.url);
    const token = settings.cookie
      .trim()
      .replace(/^MUSIC_U=/, '')
      .replace(/[^\x21-\x7e]|[;,"\\]/g, '');
    this.headers = { referer: 'https://music.163.com/', ...(token === '' ? {} : { cookie: `MUSIC_U=${token}` }) };
  }

  async search(words: string, limit: number, signal: AbortSignal): Promise<Song[]> {
    const asked = { s: words, type: '1', limit: String(Math.min(limit, searchesAtMost)), offset: '0' };
    // The older search answers where the newer one does not exist.
    const found = await unlessGone(() => this.found('/api/cloudsearch/pc', asked, signal));
    return found ?? this.found('/api/search/get', asked, signal);
  }

  /** Those that NetEase still describes, in no certain order. */
  async songs(ids: readonly string[], signal: AbortSignal): Promise<Song[]> {
    const all: Song[] = [];
    for (let at = 0; at < ids.length; at += songsPerRequest) {
      // The ids are checked to be digits; as text they would be refused, as numbers some would be rounded.
      const list = ids.slice(at, at + songsPerRequest).map((id) => `{"id":${id}}`);
      const { songs, privileges } = await this.ask('/api/v3/song/detail', { c: `[${list.join(',')}]` }, songsShape, signal);
      expectNames(songs, nameOf('/api/v3/song/detail'));
      all.push(...withPrivileges(songs, privileges));
    }
    return all;
  }

  async charts(signal: AbortSignal): Promise<ListedPlaylist[]> {
    const { list } = await this.ask('/api/toplist', {}, chartsShape, signal);
    expectAnyOf(['name'], list, nameOf('/api/toplist'));
    return list;
  }

  /** @returns total as the service claims it */
  async playlists(
    category: string,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ readonly playlists: readonly ListedPlaylist[]; readonly total: number | undefined }> {
    const asked = { cat: category, order: 'hot', limit: String(limit), offset: String(offset), total: 'true' };
    const { playlists, total } = await this.ask('/api/playlist/list', asked, playlistsShape, signal);
    expectAnyOf(['name'], playlists, nameOf('/api/playlist/list'));
    return { playlists, total };
  }

  /** @throws Fault `not_found` if there is none with this id, `permission_denied` if it is private */
  async playlist(id: string, signal: AbortSignal): Promise<PlaylistDetail & { readonly tracks: Song[] }> {
    const path = '/api/v6/playlist/detail';
    const { playlist, privileges } = await this.ask(path, { id, n: String(songsOfPlaylist) }, playlistShape, signal);
    if (String(playlist.id) !== id) throw unexpected(nameOf(path), 'playlist.id is that of another playlist');
    const { tracks = [] } = playlist;
    expectNames(tracks, nameOf(path));
    return { ...playlist, tracks: withPrivileges(tracks, privileges) };
  }

  /** What the service says to the wish for a file. */
  async file(
    id: string,
    level: Level,
    signal: AbortSignal,
  ): Promise<{ readonly handedOut: HandedOut | undefined; readonly trust: AddressTrust }> {
    const path = '/api/song/enhance/player/url/v1';
    const asked = { ids: `[${id}]`, level, encodeType: level === 'lossless' ? 'flac' : 'mp3' };
    const { value, trust } = await this.answer(path, asked, signal);
    return { handedOut: fileShape.check(value, nameOf(path)).data[0], trust };
  }

  private async found(path: string, asked: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Song[]> {
    const { songs, songCount = 0 } = (await this.ask(path, asked, searchShape, signal)).result;
    if (songs === undefined && songCount > 0) {
      throw unexpected(nameOf(path), `result.songs is missing, songCount is ${songCount}`);
    }
    expectNames(songs ?? [], nameOf(path));
    return songs ?? [];
  }

  private async ask<S extends TSchema>(
    path: string,
    asked: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    return shape.check((await this.answer(path, asked, signal)).value, nameOf(path));
  }

  /** A successful answer of whatever shape. */
  private async answer(
    path: string,
    asked: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ readonly value: unknown; readonly trust: AddressTrust }> {
    const url = `${this.settings.url}${path}?${new URLSearchParams(asked)}`;
    const headers = { accept: 'application/json', ...this.headers };
    await this.settings.pace.take(signal);
    const { bytes, trust } = await atEndpoint(nameOf(path), session, () =>
      this.http.fetchBytes({ url, trust: this.trust, sameServer: true, maxBytes, headers, signal, ...briefly }),
    );
    const value = anything.parse(withExactNumbers(new TextDecoder().decode(bytes)), nameOf(path));
    const { code = 200 } = answerShape.check(value, nameOf(path));
    const fault = faultOfCode(code, nameOf(path));
    if (fault !== undefined) throw fault;
    return { value, trust };
  }
}

/** The endpoint in messages. */
const nameOf = (path: string): string => `netease ${path}`;

/** Of songs that users have uploaded, `pc` says everything. */
function expectNames(songs: readonly Song[], endpoint: string): void {
  expectAnyOf(['name', 'pc'], songs, endpoint);
  expectAnyOf(['ar', 'artists', 'pc'], songs, endpoint);
}

/** Rights are listed beside the songs, or within each. */
function withPrivileges(songs: readonly Song[], privileges: readonly Privilege[] = []): Song[] {
  const byId = new Map(privileges.map((privilege) => [String(privilege.id), privilege]));
  return songs.map((song) => {
    const privilege = song.privilege ?? byId.get(String(song.id));
    return privilege === undefined ? song : { ...song, privilege };
  });
}
