import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { type EveryRow, everyRow, type RowsAt } from '../every-page.js';
import { withLogInHint } from '../log-in-hints.js';
import type { RequestPace } from '../request-pace.js';
import { briefly } from '../retries.js';
import { featuredShape, type Playlist, playlistShape, searchShape, type Track, trackShape } from './wire.js';

export interface QobuzSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly appId: string;
  /** Of the user's session; empty for none. */
  readonly userToken: string;
  /** Waits until another request may begin. */
  readonly pace: RequestPace;
}

/** The most rows that Qobuz gives in one answer. */
export const mostRows = 500;

const maxAnswerBytes = 32 * 1024 * 1024;
const logInHint = 'Check QOBUZ_APP_ID, and QOBUZ_USER_TOKEN: sessions end.';

/** Talks to Qobuz as the user's own application. Id and token go in headers, never in an address. */
export class QobuzClient {
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: QobuzSettings,
  ) {
    const { appId, userToken } = settings;
    this.headers = { 'x-app-id': appId, ...(userToken === '' ? {} : { 'x-user-auth-token': userToken }) };
  }

  async search(query: string, limit: number, signal: AbortSignal): Promise<readonly Track[]> {
    const parameters = { query, limit: String(Math.min(limit, mostRows)), offset: '0' };
    return (await this.ask('track/search', parameters, searchShape, signal)).tracks.items;
  }

  track(id: string, signal: AbortSignal): Promise<Track> {
    return this.ask('track/get', { track_id: id }, trackShape, signal);
  }

  async playlist(id: string, signal: AbortSignal): Promise<Playlist> {
    return this.ask('playlist/get', { playlist_id: id, extra: 'tracks', limit: '1', offset: '0' }, playlistShape, signal);
  }

  playlistTracks(id: string, signal: AbortSignal): Promise<EveryRow<Track>> {
    const read = async ({ offset, count }: RowsAt) => {
      const parameters = { playlist_id: id, extra: 'tracks', limit: String(count), offset: String(offset) };
      const { items, total, limit } = (await this.ask('playlist/get', parameters, playlistShape, signal)).tracks;
      return { rows: items, total, places: limit };
    };
    return everyRow({ endpoint: 'qobuz playlist/get', size: mostRows, read });
  }

  /** Playlists that Qobuz presents. @param type such as `editor-picks` */
  async featured(type: string, limit: number, signal: AbortSignal): Promise<readonly Playlist[]> {
    return (await this.ask('playlist/getFeatured', { type, limit: String(limit), offset: '0' }, featuredShape, signal)).playlists.items;
  }

  private async ask<S extends TSchema>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const { url, pace } = this.settings;
    await pace.take(signal);
    return withLogInHint(logInHint, async () => {
      try {
        return await this.http.fetchJson({
          url: `${url}/${path}?${new URLSearchParams(parameters)}`,
          trust: configuredAddress(url),
          headers: this.headers,
          maxBytes: maxAnswerBytes,
          shape,
          endpoint: `qobuz ${path}`,
          signal,
          ...briefly,
        });
      } catch (error) {
        const fault = toFault(error);
        // Qobuz answers 400 to an application that it does not know; our parameters have the right form.
        throw fault.code === 'invalid_argument' ? new Fault('unauthenticated', fault.message, { cause: error }) : fault;
      }
    });
  }
}
