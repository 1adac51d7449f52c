import { Fault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { RequestPace } from '../request-pace.js';
import { type Recording, type Release, recordingShape, recordingsShape, releaseShape } from './wire.js';

export interface MusicBrainzSettings {
  /** Base address without a trailing slash, such as `https://musicbrainz.org/ws/2`. */
  readonly url: string;
  /** Names the program and somebody who can be reached. */
  readonly userAgent: string;
  /** Between the beginnings of two requests. */
  readonly pauseMs: number;
}

type Refusal = Parameters<NonNullable<Parameters<HttpClient['fetchBytes']>[0]['refused']>>[0];

/** How long to stay away where the service does not say. */
const rateRestMs = 5000;
const overloadRestMs = 120_000;

/** MusicBrainz's WS/2. One request at a time and one a second, whatever asks: it blocks addresses that ask more often. */
export class MusicBrainzClient {
  private readonly pace: RequestPace;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: MusicBrainzSettings,
  ) {
    this.pace = new RequestPace('MusicBrainz', { tokens: 1, perMs: Math.max(1, settings.pauseMs) });
  }

  /** A merged recording comes under its new id. @throws Fault `not_found` */
  recording(id: string, signal: AbortSignal): Promise<Recording> {
    const inc = 'artist-credits+isrcs+releases+release-groups+media+aliases+work-rels';
    return this.ask(`recording/${id}`, { inc }, recordingShape, 'recording/{mbid}', signal);
  }

  /** All recordings with this ISRC, best known first. @throws Fault `not_found` */
  async withIsrc(isrc: string, signal: AbortSignal): Promise<readonly Recording[]> {
    const inc = 'artist-credits+releases';
    return (await this.ask(`isrc/${isrc}`, { inc }, recordingsShape, 'isrc/{isrc}', signal)).recordings;
  }

  /** @param query in Lucene's syntax */
  async search(query: string, limit: number, signal: AbortSignal): Promise<readonly Recording[]> {
    const parameters = { query, limit: String(Math.min(limit, 100)) };
    return (await this.ask('recording', parameters, recordingsShape, 'recording search', signal)).recordings;
  }

  /** With all its tracks. A merged release comes under its new id. @throws Fault `not_found` */
  release(id: string, signal: AbortSignal): Promise<Release> {
    const inc = 'recordings+artist-credits+isrcs+release-groups+aliases';
    return this.ask(`release/${id}`, { inc }, releaseShape, 'release/{mbid}', signal);
  }

  private async ask<S extends TSchema>(
    path: string,
    { inc, ...parameters }: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    endpoint: string,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const { url, userAgent } = this.settings;
    await this.pace.take(signal);
    // The plus signs of `inc` are separators, which encoding would hide.
    const query = `${new URLSearchParams({ ...parameters, fmt: 'json' })}${inc === undefined ? '' : `&inc=${inc}`}`;
    const { bytes } = await this.http.fetchBytes({
      url: `${url}/${path}?${query}`,
      trust: configuredAddress(url),
      maxBytes: 32 * 1024 * 1024,
      headers: { accept: 'application/json', 'user-agent': userAgent },
      refused: (answer) => this.refusal(answer),
      // Asking again at once prolongs a block.
      attempts: 1,
      signal,
    });
    return shape.parse(bytes, `musicbrainz ${endpoint}`);
  }

  /** Status 503 means either that the caller is too fast, or that the service has too much to do. */
  private refusal({ status, text, header }: Refusal): Fault | undefined {
    if (status === 403) {
      const hint = 'Set MUSICBRAINZ_CONTACT to a mail or web address where you can be reached.';
      return new Fault('permission_denied', 'MusicBrainz refuses callers that do not say who they are', { hint });
    }
    if (status !== 503) return undefined;
    const asked = Number(header('retry-after'));
    const waitMs = Number.isFinite(asked) && asked > 0 ? asked * 1000 : undefined;
    if (header('x-ratelimit-who') === 'search-shed' || /currently busy/i.test(text)) {
      return new Fault('unavailable', 'MusicBrainz is overloaded', { retry: 'later', retryAfterMs: waitMs ?? overloadRestMs });
    }
    if (!/rate limit/i.test(text)) return undefined;
    this.pace.rest(waitMs ?? rateRestMs);
    return new Fault('rate_limited', 'MusicBrainz is asked too often from this address', {
      hint: 'Make sure that no other program here uses it at the same time.',
      retry: 'later',
      retryAfterMs: waitMs ?? rateRestMs,
    });
  }
}
