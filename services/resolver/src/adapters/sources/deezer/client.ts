import type { Fault } from '@catalogsync/faults';
import type { HttpClient, JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { type EveryRow, everyPage } from '../every-page.js';
import { unexpected } from '../layout.js';
import { type CalledService, ServiceCalls } from '../service-calls.js';
import { deezerFault, hint } from './failures.js';
import { answerShape, genresShape, type Playlist, playlistShape, playlistsShape, type Track, trackShape, tracksShape } from './wire.js';

/** The most rows that Deezer gives in one answer. */
export const mostRows = 100;

/** Talks to Deezer's public API, which needs no log-in. */
export class DeezerClient {
  private readonly calls: ServiceCalls;

  constructor(http: HttpClient, settings: Pick<CalledService, 'url' | 'pace'>) {
    this.calls = new ServiceCalls(http, { name: 'deezer', ...settings, hint, refusalIn });
  }

  async search(words: string, limit: number, signal: AbortSignal): Promise<readonly Track[]> {
    const parameters = { q: words, index: '0', limit: String(Math.min(limit, mostRows)) };
    return (await this.ask('/search', parameters, { endpoint: 'search', shape: tracksShape }, signal)).data;
  }

  /** @param id a number, or `isrc:` and an ISRC */
  track(id: string, signal: AbortSignal): Promise<Track> {
    return this.ask(`/track/${id}`, {}, { endpoint: 'track/{id}', shape: trackShape }, signal);
  }

  playlist(id: string, signal: AbortSignal): Promise<Playlist> {
    return this.ask(`/playlist/${id}`, {}, { endpoint: 'playlist/{id}', shape: playlistShape }, signal);
  }

  playlistTracks(id: string, signal: AbortSignal): Promise<EveryRow<Track>> {
    return this.everyTrack(`/playlist/${id}/tracks`, 'playlist/{id}/tracks', signal);
  }

  chartTracks(genre: string, signal: AbortSignal): Promise<EveryRow<Track>> {
    return this.everyTrack(`/chart/${genre}/tracks`, 'chart/{genre}/tracks', signal);
  }

  async chartPlaylists(genre: string, limit: number, signal: AbortSignal): Promise<readonly Playlist[]> {
    const parameters = { index: '0', limit: String(limit) };
    return (await this.ask(`/chart/${genre}/playlists`, parameters, { endpoint: 'chart/{genre}/playlists', shape: playlistsShape }, signal))
      .data;
  }

  async genres(signal: AbortSignal): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const { data } = await this.ask('/genre', {}, { endpoint: 'genre', shape: genresShape }, signal);
    return data.map(({ id, name }) => ({ id: String(id), name }));
  }

  private everyTrack(path: string, endpoint: string, signal: AbortSignal): Promise<EveryRow<Track>> {
    return everyPage(`deezer ${endpoint}`, 0, async (index: number) => {
      const parameters = { index: String(index), limit: String(mostRows) };
      const { data, total, next } = await this.ask(path, parameters, { endpoint, shape: tracksShape }, signal);
      return { rows: data, total, next: next === undefined ? undefined : indexIn(next, index, endpoint) };
    });
  }

  private async ask<S extends TSchema>(
    path: string,
    query: Readonly<Record<string, string>>,
    expected: { readonly endpoint: string; readonly shape: JsonShape<S> },
    signal: AbortSignal,
  ): Promise<Static<S>> {
    return (await this.calls.ask({ path, query, ...expected }, signal)).value;
  }
}

/** Deezer says where its next page begins: it may have sent fewer rows than were asked for. @throws Fault `data_corrupt` if that leads back */
function indexIn(next: string, index: number, endpoint: string): number {
  const named = Number(URL.parse(next)?.searchParams.get('index'));
  if (Number.isSafeInteger(named) && named > index) return named;
  throw unexpected(`deezer ${endpoint}`, 'next does not lead to a further page');
}

function refusalIn(answer: object, endpoint: string): Fault | undefined {
  const { error } = answerShape.check(answer, endpoint);
  return error === undefined ? undefined : deezerFault(error, endpoint);
}
