import { Fault } from '@catalogsync/faults';
import type { AddressTrust, HttpClient, JsonShape } from '@catalogsync/outbound-http';
import type { TSchema } from 'typebox';
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
    const { url, pace } = settings;
    this.calls = new ServiceCalls(http, { name: 'jamendo', url, pace, hint, refusalIn });
  }

  /** Up to `limit` tracks, page after page. */
  async tracks(query: TrackQuery, limit: number, signal: AbortSignal): Promise<Tracks> {
    const tracks: JamendoTrack[] = [];
    let claimed = 0;
    for (;;) {
      const asked = Math.min(pageSize, limit - tracks.length);
      const parameters = { ...query, include: 'musicinfo licenses', imagesize: '600', audiodlformat: this.settings.format };
      const page = { ...parameters, limit: String(asked), offset: String(tracks.length) };
      const { value, trust } = await this.ask('tracks', page, tracksShape, signal);
      tracks.push(...value.results);
      claimed += Number(value.headers.results_count ?? value.results.length);
      if (value.results.length < asked || tracks.length >= limit) return { tracks, claimed, trust };
    }
  }

  /** Playlists whose names hold these words, up to `limit`. */
  async playlistsNamed(words: string, limit: number, signal: AbortSignal): Promise<readonly JamendoPlaylist[]> {
    const found: JamendoPlaylist[] = [];
    for (;;) {
      const asked = Math.min(pageSize, limit - found.length);
      const page = { namesearch: words, limit: String(asked), offset: String(found.length) };
      const { value } = await this.ask('playlists', page, playlistsShape, signal);
      found.push(...value.results);
      if (value.results.length < asked || found.length >= limit) return found;
    }
  }

  /** All tracks of a playlist; undefined if there is no such playlist. */
  async playlist(id: string, signal: AbortSignal): Promise<PlaylistTracks | undefined> {
    const tracks: JamendoTrack[] = [];
    let playlist: JamendoPlaylist | undefined;
    for (;;) {
      const page = { id, audiodlformat: this.settings.format, limit: String(pageSize), offset: String(tracks.length) };
      const { value } = await this.ask('playlists/tracks', page, playlistTracksShape, signal);
      const [found] = value.results;
      playlist ??= found;
      tracks.push(...(found?.tracks ?? []));
      if (found === undefined || found.tracks.length < pageSize) return playlist && { playlist, tracks };
    }
  }

  private ask<S extends TSchema>(endpoint: string, parameters: Readonly<Record<string, string>>, shape: JsonShape<S>, signal: AbortSignal) {
    const query = { ...parameters, client_id: this.settings.clientId, format: 'json' };
    return this.calls.ask({ path: `/${endpoint}/`, query, shape, endpoint }, signal);
  }
}

/** The codes that the service documents. */
function refusalIn(answer: object, endpoint: string): Fault | undefined {
  const { status, code, error_message: text = '' } = answerShape.check(answer, endpoint).headers;
  if (status === 'success') return undefined;
  const message = `${endpoint}: Jamendo answered with code ${code}${text === '' ? '' : `: ${text.slice(0, 200)}`}`;
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
