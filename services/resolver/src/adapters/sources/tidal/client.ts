import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { type EveryRow, everyPage } from '../every-page.js';
import { withLogInHint } from '../log-in-hints.js';
import type { RequestPace } from '../request-pace.js';
import { briefly } from '../retries.js';
import { type AccessToken, logInHint } from './access-token.js';
import { DocumentObjects } from './document-objects.js';
import { type Playlist, playlistShape, type Reference, referencesShape, trackShape, tracksShape } from './wire.js';

export interface TidalSettings {
  /** Base address of the API without a trailing slash. */
  readonly url: string;
  /** Two letters; TIDAL shows what it has there. */
  readonly country: string;
  /** Waits until another request may begin. */
  readonly pace: RequestPace;
}

/** The most tracks that may be asked for by their ids at once. */
const mostIds = 20;
const maxAnswerBytes = 16 * 1024 * 1024;
const ofTracks = 'artists,albums,albums.coverArt,genres';

/** Talks to TIDAL's official API, version 2 (JSON:API). */
export class TidalClient {
  constructor(
    private readonly http: HttpClient,
    private readonly settings: TidalSettings,
    private readonly token: AccessToken,
  ) {}

  /** Tracks in TIDAL's order, at most about `limit`. */
  async search(words: string, limit: number, signal: AbortSignal): Promise<DocumentObjects> {
    const include = 'tracks,tracks.artists,tracks.albums,tracks.albums.coverArt';
    const objects = new DocumentObjects();
    const path = `/searchResults/${encodeURIComponent(words)}/relationships/tracks`;
    await everyPage('tidal searchResults/{words}/relationships/tracks', '', async (cursor: string) => {
      const page = await this.page(path, 'searchResults/{words}/relationships/tracks', { include, cursor }, signal);
      objects.add(page);
      return { rows: page.data, next: objects.order.length < limit ? page.links?.meta?.nextCursor : undefined };
    });
    return this.completed(objects, signal);
  }

  async tracksByIsrc(isrc: string, signal: AbortSignal): Promise<DocumentObjects> {
    const answer = await this.ask(
      '/tracks',
      'tracks',
      [
        ['include', ofTracks],
        ['filter[isrc]', isrc],
      ],
      tracksShape,
      signal,
    );
    return this.completed(new DocumentObjects().add(answer), signal);
  }

  async track(id: string, signal: AbortSignal): Promise<DocumentObjects> {
    const { data, included } = await this.ask(`/tracks/${id}`, 'tracks/{id}', [['include', ofTracks]], trackShape, signal);
    return new DocumentObjects().add({ data: [data], included });
  }

  async playlist(id: string, signal: AbortSignal): Promise<{ readonly playlist: Playlist; readonly objects: DocumentObjects }> {
    const { data, included } = await this.ask(`/playlists/${id}`, 'playlists/{id}', [['include', 'coverArt']], playlistShape, signal);
    return { playlist: data, objects: new DocumentObjects().add({ data: [], included }) };
  }

  /** Every entry of a playlist, videos too, and the tracks among the objects. */
  async playlistItems(
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly items: EveryRow<Reference>; readonly objects: DocumentObjects }> {
    const include = 'items,items.artists,items.albums,items.albums.coverArt';
    const objects = new DocumentObjects();
    const endpoint = 'playlists/{id}/relationships/items';
    const items = await everyPage(`tidal ${endpoint}`, '', async (cursor: string) => {
      const page = await this.page(`/playlists/${id}/relationships/items`, endpoint, { include, cursor }, signal);
      objects.add(page);
      return { rows: page.data, next: page.links?.meta?.nextCursor };
    });
    return { items, objects: await this.completed(objects, signal) };
  }

  private page(path: string, endpoint: string, { include, cursor }: { include: string; cursor: string }, signal: AbortSignal) {
    const parameters: [string, string][] = [['include', include]];
    if (cursor !== '') parameters.push(['page[cursor]', cursor]);
    return this.ask(path, endpoint, parameters, referencesShape, signal);
  }

  /** TIDAL leaves objects out of its answers at times: the tracks that lack something are asked for by their ids. */
  private async completed(objects: DocumentObjects, signal: AbortSignal): Promise<DocumentObjects> {
    const ids = objects.incomplete();
    for (let at = 0; at < ids.length; at += mostIds) {
      const wanted = ids.slice(at, at + mostIds).map((id): [string, string] => ['filter[id]', id]);
      objects.addObjects(await this.ask('/tracks', 'tracks', [['include', ofTracks], ...wanted], tracksShape, signal));
    }
    return objects;
  }

  private async ask<S extends TSchema>(
    path: string,
    endpoint: string,
    parameters: readonly [string, string][],
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const { country } = this.settings;
    if (!/^[A-Z]{2}$/.test(country)) {
      throw new Fault('failed_precondition', `"${country}" is not a country`, { hint: 'Set TIDAL_COUNTRY to two letters, such as DE.' });
    }
    const query = new URLSearchParams([['countryCode', country], ...parameters]);
    const once = async (token: string): Promise<Static<S>> => {
      await this.settings.pace.take(signal);
      return this.http.fetchJson({
        url: `${this.settings.url}${path}?${query}`,
        trust: configuredAddress(this.settings.url),
        headers: { accept: 'application/vnd.api+json', authorization: `Bearer ${token}` },
        maxBytes: maxAnswerBytes,
        shape,
        endpoint: `tidal ${endpoint}`,
        signal,
        ...briefly,
      });
    };
    return withLogInHint(logInHint, async () => {
      const token = await this.token.text(signal);
      try {
        return await once(token);
      } catch (error) {
        const fault = toFault(error);
        if (fault.code !== 'unauthenticated') throw fault;
        // It may have ended early: one more try with a new one.
        this.token.refused(token);
        return once(await this.token.text(signal));
      }
    });
  }
}
