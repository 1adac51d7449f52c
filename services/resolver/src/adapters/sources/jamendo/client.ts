import { Fault } from '@catalogsync/faults';
import { type AddressTrust, foreignAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { TSchema } from 'typebox';
import { everyRow, type RowsAt } from '../every-page.js';
import type { RequestPace } from '../request-pace.js';
import { ServiceCalls } from '../service-calls.js';
import { answerShape, type JamendoPlaylist, type JamendoTrack, playlistsShape, playlistTracksShape, tracksShape } from './wire.js';

export interface JamendoSettings {
  /** Base address without a trailing slash, such as `https://api.jamendo.com/v3.0`. */
  readonly url: string;
  readonly clientId: string;
  /** The format of downloads as the service names it. */
  readonly format: string;
  /** A request waits for its turn. */
  readonly pace: RequestPace;
}

/** The largest page that the service sends. */
const pageSize = 200;

const hint = 'Set JAMENDO_CLIENT_ID to the client id of your application at Jamendo.';

/** How `tracks` may be asked. */
export interface TrackQuery {
  readonly id?: string;
  readonly search?: string;
  readonly order?: string;
}

/** Tracks, the total that the service claims, and where the addresses in them come from. */
export interface Tracks {
  readonly tracks: readonly JamendoTrack[];
  readonly claimed: number;
  readonly trust: AddressTrust;
}

export interface PlaylistTracks {
  readonly playlist: JamendoPlaylist;
  readonly tracks: readonly JamendoTrack[];
}

/** Jamendo's API 3.0. It reports failures inside answers of status 200; the client id goes in the query, which no message shows. */
export class JamendoClient {
  private readonly calls: ServiceCalls;

  constructor(
    http: HttpClient,
    private readonly settings: JamendoSettings,
  ) {
    const { url, pace, clientId } = settings;
    const refused = (answer: object, endpoint: string) => refusalIn(answer, endpoint, clientId);
    this.calls = new ServiceCalls(http, { name: 'jamendo', url, pace, hint, refusalIn: refused });
  }

  /** Up to `limit` tracks, page after page. */
  async tracks(query: TrackQuery, limit: number, signal: AbortSignal): Promise<Tracks> {
    let claimed = 0;
    let trust = foreignAddress;
    const read = async ({ offset, count }: RowsAt) => {
      const parameters = { ...query, include: 'musicinfo licenses', imagesize: '600', audiodlformat: this.settings.format };
      const answer = await this.ask('tracks', { ...parameters, limit: String(count), offset: String(offset) }, tracksShape, signal);
      trust = answer.trust;
      const { headers, results } = answer.value;
      claimed += Number(headers.results_count ?? results.length);
      return { rows: results };
    };
    const { rows: tracks } = await everyRow({ endpoint: 'jamendo tracks', size: pageSize, most: limit, read });
    return { tracks, claimed, trust };
  }

  /** Playlists whose names hold these words, up to `limit`. */
  async playlistsNamed(words: string, limit: number, signal: AbortSignal): Promise<readonly JamendoPlaylist[]> {
    const read = async ({ offset, count }: RowsAt) => {
      const page = { namesearch: words, limit: String(count), offset: String(offset) };
      return { rows: (await this.ask('playlists', page, playlistsShape, signal)).value.results };
    };
    return (await everyRow({ endpoint: 'jamendo playlists', size: pageSize, most: limit, read })).rows;
  }

  /** With all its tracks. @throws Fault `not_found` */
  async playlist(id: string, signal: AbortSignal): Promise<PlaylistTracks> {
    let playlist: JamendoPlaylist | undefined;
    const read = async ({ offset, count }: RowsAt) => {
      const page = { id, audiodlformat: this.settings.format, limit: String(count), offset: String(offset) };
      const [found] = (await this.ask('playlists/tracks', page, playlistTracksShape, signal)).value.results;
      playlist ??= found;
      return { rows: found?.tracks ?? [] };
    };
    const { rows: tracks } = await everyRow({ endpoint: 'jamendo playlists/tracks', size: pageSize, read });
    if (playlist === undefined) throw new Fault('not_found', `Jamendo has no playlist ${id}`);
    return { playlist, tracks };
  }

  private ask<S extends TSchema>(endpoint: string, parameters: Readonly<Record<string, string>>, shape: JsonShape<S>, signal: AbortSignal) {
    const query = { ...parameters, client_id: this.settings.clientId, format: 'json' };
    return this.calls.ask({ path: `/${endpoint}/`, query, shape, endpoint }, signal);
  }
}

/** The codes that the service documents. Its words may repeat the client id, which no message shows. */
function refusalIn(answer: object, endpoint: string, clientId: string): Fault | undefined {
  const { status, code, error_message: text = '' } = answerShape.check(answer, endpoint).headers;
  if (status === 'success') return undefined;
  const message = `${endpoint}: Jamendo answered with code ${code}${text === '' ? '' : `: ${text.replaceAll(clientId || '…', '…').slice(0, 200)}`}`;
  switch (code) {
    case 5:
      return new Fault('unauthenticated', message);
    case 6:
      return new Fault('rate_limited', message, { hint: 'The free plan allows 35,000 calls a month.', retry: 'later' });
    case 1:
    case 2:
    case 3:
    case 4:
      return new Fault('invalid_argument', message);
    default:
      return new Fault('unavailable', message, { retry: 'later' });
  }
}
