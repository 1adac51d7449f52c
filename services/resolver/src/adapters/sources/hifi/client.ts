import { Fault } from '@catalogsync/faults';
import { type AddressTrust, configuredAddress, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { everyRow, type RowsAt } from '../every-page.js';
import { withLogInHint } from '../log-in-hints.js';
import { briefly } from '../retries.js';
import type { HifiAddresses } from './addresses.js';
import {
  type Entry,
  handedOutShape,
  infoShape,
  type Mix,
  mixShape,
  type Playlist,
  type Presented,
  playlistShape,
  presentedShape,
  searchShape,
  type Track,
} from './wire.js';

/** A manifest, and how far the addresses in it may lead. */
export interface HandedOut {
  readonly presented: Presented;
  readonly trust: AddressTrust;
}

/** A playlist as it describes itself, with its entries. */
export interface WholePlaylist {
  readonly about: Playlist;
  readonly entries: readonly Entry[];
  readonly total: number | undefined;
}

const mostRows = 100;
const maxAnswerBytes = 16 * 1024 * 1024;
const logInHint = "The proxy's own log-in at TIDAL has ended or is missing: renew it there, or name another proxy in HIFI_URLS.";

/** Talks to the HiFi proxies that the user runs. */
export class HifiClient {
  constructor(
    private readonly http: HttpClient,
    private readonly addresses: HifiAddresses,
  ) {}

  async search(words: string, limit: number, signal: AbortSignal): Promise<{ version: string; tracks: readonly Track[] }> {
    const parameters = { s: words, limit: String(Math.min(limit, mostRows)), offset: '0' };
    const { version = '', data } = await this.ask('search', parameters, searchShape, signal);
    return { version, tracks: data.items };
  }

  async track(id: string, signal: AbortSignal): Promise<Track> {
    return (await this.ask('info', { id }, infoShape, signal)).data;
  }

  /** What a playlist says of itself. */
  async playlist(id: string, signal: AbortSignal): Promise<Playlist> {
    return (await this.ask('playlist', { id, limit: '1', offset: '0' }, playlistShape, signal)).playlist;
  }

  async wholePlaylist(id: string, signal: AbortSignal): Promise<WholePlaylist> {
    let about: Playlist | undefined;
    const read = async ({ offset, count }: RowsAt) => {
      const asked = { id, limit: String(count), offset: String(offset) };
      const { playlist, items } = await this.ask('playlist', asked, playlistShape, signal);
      about = playlist;
      const { numberOfTracks, numberOfVideos = 0 } = playlist;
      return { rows: items, total: numberOfTracks === undefined ? undefined : numberOfTracks + numberOfVideos, places: count };
    };
    const { rows: entries, total } = await everyRow({ endpoint: 'hifi playlist', size: mostRows, read });
    return { about: about ?? { title: '' }, entries, total };
  }

  async mix(id: string, signal: AbortSignal): Promise<{ readonly about: Mix; readonly entries: readonly Entry[] }> {
    const { mix, items } = await this.ask('mix', { id }, mixShape, signal);
    return { about: mix, entries: items };
  }

  /** How the file of a song is handed out. @throws Fault `unsupported` if the proxy does not say */
  async handedOut(id: string, quality: string, signal: AbortSignal): Promise<HandedOut> {
    const { answer, trust } = await this.answer('track', { id, quality }, handedOutShape, signal);
    const elements = Array.isArray(answer) ? answer : [answer.data];
    // Older proxies send several objects in any order: the one with a manifest says how the file is protected.
    const presented = elements.find((element) => 'manifest' in element);
    if (presented !== undefined) return { presented: presentedShape.check(presented, 'hifi track'), trust };
    if (!elements.some((element) => 'OriginalTrackUrl' in element)) presentedShape.check(elements[0] ?? {}, 'hifi track');
    throw new Fault('unsupported', 'the proxy gives an address but does not say whether the file is whole and unprotected', {
      hint: 'Update the proxy.',
    });
  }

  private async ask<S extends TSchema>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    return (await this.answer(path, parameters, shape, signal)).answer;
  }

  private answer<S extends TSchema>(path: string, parameters: Readonly<Record<string, string>>, shape: JsonShape<S>, signal: AbortSignal) {
    return this.addresses.first(
      (url) =>
        withLogInHint(logInHint, async () => {
          const { bytes, trust } = await this.http.fetchBytes({
            url: `${url}/${path}/?${new URLSearchParams(parameters)}`,
            trust: configuredAddress(url),
            headers: { accept: 'application/json' },
            maxBytes: maxAnswerBytes,
            // The next proxy gets its turn while the caller still waits.
            headersTimeoutMs: 10_000,
            signal,
            ...briefly,
          });
          return { answer: shape.parse(bytes, `hifi ${path}`), trust };
        }),
      signal,
    );
  }
}
