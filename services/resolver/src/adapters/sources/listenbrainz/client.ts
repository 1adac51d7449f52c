import { Fault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { type EveryRow, everyRow, type RowsAt } from '../every-page.js';
import { unexpected } from '../layout.js';
import { RequestPace } from '../request-pace.js';
import {
  type ChartEntry,
  chartShape,
  type JspfPlaylist,
  type LookedUp,
  lookupShape,
  playlistShape,
  playlistsShape,
  type RecordingMetadata,
  recordingsShape,
  tokenShape,
} from './wire.js';

export interface ListenBrainzSettings {
  /** Base address without a trailing slash, such as `https://api.listenbrainz.org`. */
  readonly url: string;
  /** Empty for none. */
  readonly token: string;
}

/** The lists of a user: made by the user, for the user, together with others. */
export const userLists = ['playlists', 'playlists/createdfor', 'playlists/collaborator'] as const;
export type UserList = (typeof userLists)[number];

export interface Chart {
  readonly entries: readonly ChartEntry[];
  readonly claimed: number | undefined;
  /** Unix time; undefined if the service does not say. */
  readonly updatedAt: number | undefined;
}

const playlistsPerPage = 100;
const entriesPerPage = 1000;

/** ListenBrainz's API 1. Every answer says how many calls are left; when none are, the next waits until the window ends. */
export class ListenBrainzClient {
  private readonly pace = new RequestPace('ListenBrainz', { tokens: 30, perMs: 10_000 });

  constructor(
    private readonly http: HttpClient,
    private readonly settings: ListenBrainzSettings,
  ) {}

  /** The name of the token's user. @throws Fault `unauthenticated` if it is not valid */
  async userOfToken(signal: AbortSignal): Promise<string> {
    const { valid, user_name: user = '' } = await this.ask('validate-token', {}, tokenShape, signal);
    if (!valid) throw wrongToken();
    return user;
  }

  /** Without their tracks. @throws Fault `not_found` for an unknown user */
  async playlists(user: string, list: UserList, signal: AbortSignal): Promise<EveryRow<JspfPlaylist>> {
    const endpoint = `user/{name}/${list}`;
    const read = async ({ offset, count }: RowsAt) => {
      const page = { count: String(count), offset: String(offset) };
      const answer = await this.ask(`user/${encodeURIComponent(user)}/${list}`, page, playlistsShape, signal, endpoint);
      return { rows: answer.playlists.map(({ playlist }) => playlist), total: answer.playlist_count };
    };
    const keyOf = ({ identifier }: JspfPlaylist): unknown => identifier;
    return everyRow({ endpoint: `listenbrainz ${endpoint}`, size: playlistsPerPage, keyOf, read });
  }

  /** With all its tracks. @throws Fault `not_found` for an unknown playlist, or a private one of somebody else */
  async playlist(id: string, signal: AbortSignal): Promise<JspfPlaylist> {
    return (await this.ask(`playlist/${id}`, {}, playlistShape, signal, 'playlist/{mbid}')).playlist;
  }

  /** The first entries of the chart of a range; undefined if it is not calculated yet. */
  async chart(range: string, limit: number, signal: AbortSignal): Promise<Chart | undefined> {
    const endpoint = 'stats/sitewide/recordings';
    let updatedAt: number | undefined;
    let isCalculated = true;
    const read = async ({ offset, count }: RowsAt) => {
      const answer = await this.read(endpoint, { range, count: String(count), offset: String(offset) }, chartShape, signal);
      isCalculated &&= answer !== undefined;
      const { recordings = [], total_recording_count: total, last_updated } = answer?.payload ?? {};
      updatedAt ??= last_updated;
      return { rows: recordings, total };
    };
    const pages = { endpoint: `listenbrainz ${endpoint}`, size: entriesPerPage, most: limit, read };
    const { rows: entries, total: claimed } = await everyRow(pages);
    return isCalculated ? { entries, claimed, updatedAt } : undefined;
  }

  /** What is known of a recording; undefined if nothing is. */
  async recording(mbid: string, signal: AbortSignal): Promise<RecordingMetadata | undefined> {
    const found = await this.ask('metadata/recording/', { recording_mbids: mbid, inc: 'artist release' }, recordingsShape, signal);
    return found[mbid];
  }

  /** The one recording that the service thinks is meant; it says no score. Needs a token. */
  lookup(artist: string, title: string, signal: AbortSignal): Promise<LookedUp> {
    if (this.settings.token === '') {
      throw new Fault('unauthenticated', 'a search at ListenBrainz needs your token', { hint: 'Set LISTENBRAINZ_TOKEN.' });
    }
    return this.ask('metadata/lookup/', { artist_name: artist, recording_name: title }, lookupShape, signal);
  }

  private async ask<S extends TSchema>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
    endpoint = path,
  ): Promise<Static<S>> {
    const answer = await this.read(path, parameters, shape, signal, endpoint);
    if (answer === undefined) throw unexpected(`listenbrainz ${endpoint}`, 'no content');
    return answer;
  }

  /** Undefined for status 204. */
  private async read<S extends TSchema>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
    endpoint = path,
  ): Promise<Static<S> | undefined> {
    const { url, token } = this.settings;
    await this.pace.take(signal);
    const query = new URLSearchParams(parameters).toString();
    const { bytes, status, header } = await this.http.fetchBytes({
      url: `${url}/1/${path}${query === '' ? '' : `?${query}`}`,
      trust: configuredAddress(url),
      maxBytes: 32 * 1024 * 1024,
      headers: { accept: 'application/json', ...(token === '' ? {} : { authorization: `Token ${token}` }) },
      refused: ({ status: refusal }) => (refusal === 401 ? wrongToken() : undefined),
      attempts: 2,
      maxRetryAfterMs: 5000,
      signal,
    });
    if (header('x-ratelimit-remaining') === '0') this.pace.rest(1000 * Number(header('x-ratelimit-reset-in') ?? 0));
    return status === 204 ? undefined : shape.parse(bytes, `listenbrainz ${endpoint}`);
  }
}

function wrongToken(): Fault {
  return new Fault('unauthenticated', 'ListenBrainz refuses the token, or wants one', {
    hint: 'Set LISTENBRAINZ_TOKEN to the user token on your settings page at ListenBrainz.',
  });
}
