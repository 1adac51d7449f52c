import { Fault } from '@catalogsync/faults';
import { configuredAddress, HttpClient, JsonShape } from '@catalogsync/outbound-http';
import { httpAddress, readConfig, silentLogger, systemClock, text } from '@catalogsync/runtime';
import { type EmulatedAnswer, type EmulatedFault, type EmulatedRequest, EmulatedServer, OpenApiChecker } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Static, type TSchema, Type } from 'typebox';
import { defineServer } from '../src/adapters/servers/server-definition.js';
import { MediaServerEngine } from '../src/core/engine/media-server-engine.js';
import { ServerRegistry } from '../src/core/engine/server-registry.js';
import {
  contractLibrary,
  type LibrarySong,
  mediaServerContract,
  type ServerUnderTest,
  type Trouble,
} from '../src/core/servers/media-server.contract.js';
import type { MediaServer, ServerPlaylists, TrackSearch } from '../src/core/servers/media-server.js';
import type { ServerAlbum, ServerArtist, ServerTrack } from '../src/core/servers/values.js';

// The proof of docs/adding-a-media-server.md: a fifth server, made as the page says, and no other file knows of it.
// Real here: HTTP on loopback, held to the server's OpenAPI document.

// What belongs to adapters/servers/tiny/wire.ts.

const song = Type.Object({
  id: Type.Integer(),
  title: Type.String(),
  artist: Type.String(),
  album: Type.String(),
  seconds: Type.Integer(),
});
const wire = {
  about: new JsonShape(Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }) })),
  names: new JsonShape(Type.Object({ items: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })) })),
  albums: new JsonShape(
    Type.Object({
      items: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), artist: Type.String(), added: Type.Integer() })),
    }),
  ),
  songs: new JsonShape(Type.Object({ items: Type.Array(song) })),
  scan: new JsonShape(Type.Object({ running: Type.Boolean() })),
  playlist: new JsonShape(Type.Object({ id: Type.Integer() })),
};

// tiny-server.ts.

const whyNot = {
  playHistory: 'it keeps no history of plays',
  trackPlayCounts: 'it does not count plays',
  updateArtistGenres: 'its artists have no genres',
  updateArtistPoster: 'it stores no pictures',
  updateAlbumPoster: 'it stores no pictures',
  updateArtistBiography: 'its artists have no biographies',
};

class TinyServer implements MediaServer {
  readonly configured: boolean;
  readonly settings = 'TINY_URL and TINY_TOKEN';
  readonly scansFolders = false;
  readonly optional = { playlists: this.playlists() };
  readonly whyNot = whyNot;

  constructor(
    private readonly http: HttpClient,
    private readonly account: { readonly url: string; readonly token: string },
  ) {
    this.configured = account.url !== '' && account.token !== '';
  }

  async isConnected(signal: AbortSignal): Promise<boolean> {
    await this.call('GET /about', wire.about, signal);
    return true;
  }

  async ensureConnection(signal: AbortSignal) {
    return { ...(await this.call('GET /about', wire.about, signal)), version: undefined };
  }

  allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    return this.pages((from) => this.call(`GET /artists?from=${from}`, wire.names, signal), named);
  }

  allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    return this.pages(
      (from) => this.call(`GET /albums?from=${from}`, wire.albums, signal),
      ({ id }) => String(id),
    );
  }

  async searchTracks({ title, artist, limit }: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    const query = new URLSearchParams({ title, artist, limit: String(limit) });
    return (await this.call(`GET /songs?${query}`, wire.songs, signal)).items.map(trackOf);
  }

  async recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    const { items } = await this.call(`GET /albums/newest?limit=${limit}`, wire.albums, signal);
    return items.map(({ id, name, artist, added }) => ({ id: String(id), name, artist, addedAt: added * 1000 }));
  }

  async triggerLibraryScan(_folder: string | undefined, signal: AbortSignal): Promise<void> {
    await this.call('POST /scan', wire.scan, signal);
  }

  async isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    return (await this.call('GET /scan', wire.scan, signal)).running;
  }

  private playlists(): ServerPlaylists {
    const send = async (path: string, signal: AbortSignal, json?: object) => (await this.call(path, wire.playlist, signal, json)).id;
    const songs = (ids: readonly string[]) => ({ songs: ids.map(Number) });
    const replace = async (id: string, trackIds: readonly string[], signal: AbortSignal) =>
      void (await send(`PUT /playlists/${id}`, signal, songs(trackIds)));
    return {
      changesAtOnce: true,
      list: (signal) => this.pages((from) => this.call(`GET /playlists?from=${from}`, wire.names, signal), named),
      entries: (id, signal) =>
        this.pages(
          (from) => this.call(`GET /playlists/${id}/songs?from=${from}`, wire.songs, signal),
          (one) => ({ track: trackOf(one) }),
        ),
      create: async ({ name, trackIds }, signal) => String(await send('POST /playlists', signal, { name, ...songs(trackIds) })),
      append: async (id, trackIds, signal) => void (await send(`POST /playlists/${id}/songs`, signal, songs(trackIds))),
      replace,
      // It has one call that sets all songs: the fewest steps are one.
      edit: (id, { after }, signal) =>
        replace(
          id,
          after.map(({ trackId }) => trackId),
          signal,
        ),
      remove: async (id, signal) => void (await send(`DELETE /playlists/${id}`, signal)),
    };
  }

  private async *pages<T, R>(read: (from: number) => Promise<{ items: readonly T[] }>, as: (item: T) => R): AsyncIterable<readonly R[]> {
    for (let from = 0; ; ) {
      const { items } = await read(from);
      if (items.length === 0) return;
      yield items.map(as);
      from += items.length;
    }
  }

  private call<S extends TSchema>(methodAndPath: string, shape: JsonShape<S>, signal: AbortSignal, json?: object): Promise<Static<S>> {
    const [method, path] = methodAndPath.split(' ', 2) as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
    const { url, token } = this.account;
    const headers = { authorization: `Bearer ${token}` };
    const request = { url: `${url}${path}`, trust: configuredAddress(url), headers, maxBytes: 2 ** 20, maxRetryAfterMs: 2000, signal };
    const endpoint = `tiny ${method} ${path.replace(/\?.*/, '')}`;
    return this.http.fetchJson({ ...request, method, ...(json === undefined ? {} : { json }), shape, endpoint });
  }
}

const named = ({ id, name }: { id: number; name: string }) => ({ id: String(id), name });

function trackOf({ id, title, artist, album, seconds }: Static<typeof song>): ServerTrack {
  return { id: String(id), title, artists: [artist], album, durationMs: seconds * 1000 };
}

// definition.ts.

const tiny = defineServer({
  name: 'tiny',
  aliases: ['little'],
  keys: {
    TINY_URL: httpAddress({ help: 'Address of a Tiny server.', default: '', defaultText: 'none' }),
    TINY_TOKEN: text({ help: 'Its token.', default: '', defaultText: 'none', secret: true }),
  },
  open: ({ TINY_URL: url, TINY_TOKEN: token }, { http }) => new TinyServer(http, { url, token }),
});

// The emulator, for libs/testkit, and the document that it is held to.

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const reference = (name: string) => json({ $ref: `#/components/schemas/${name}` });
const query = (name: string, type: string, required = true) => ({ name, in: 'query', required, schema: { type } });
const byId = { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }] };
const get = (answer: string, ...parameters: object[]) => ({
  parameters,
  responses: { 200: reference(answer), 404: { description: 'gone' } },
});
const send = (body?: string) => ({
  ...(body === undefined ? {} : { requestBody: { required: true, ...reference(body) } }),
  responses: { 200: reference('Made'), 404: { description: 'gone' } },
});
const closed = (properties: Record<string, object>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const [whole, word] = [{ type: 'integer' }, { type: 'string' }];
const page = (properties: Record<string, object>) => closed({ items: { type: 'array', items: closed(properties) } });
const ids = { type: 'array', items: whole };

const document = {
  openapi: '3.0.1',
  paths: {
    '/about': { get: get('About') },
    '/artists': { get: get('Names', query('from', 'integer')) },
    '/albums': { get: get('Albums', query('from', 'integer')) },
    '/albums/newest': { get: get('Albums', query('limit', 'integer')) },
    '/songs': { get: get('Songs', query('title', 'string'), query('artist', 'string'), query('limit', 'integer')) },
    '/scan': { get: get('Scan'), post: { responses: { 200: reference('Scan') } } },
    '/playlists': { get: get('Names', query('from', 'integer')), post: send('NewPlaylist') },
    '/playlists/{id}': { ...byId, put: send('PlaylistSongs'), delete: send() },
    '/playlists/{id}/songs': { ...byId, get: get('Songs', query('from', 'integer')), post: send('PlaylistSongs') },
  },
  components: {
    schemas: {
      About: closed({ id: word, name: word }),
      Names: page({ id: whole, name: word }),
      Albums: page({ id: whole, name: word, artist: word, added: whole }),
      Songs: page({ id: whole, title: word, artist: word, album: word, seconds: whole }),
      Scan: closed({ running: { type: 'boolean' } }),
      Made: closed({ id: whole }),
      PlaylistSongs: closed({ songs: ids }),
      NewPlaylist: closed({ name: word, songs: ids }),
    },
  },
};

/** Small, so that lists have several pages. */
const pageSize = 3;

class TinyEmulator {
  readonly checker = new OpenApiChecker(document, { statusesOfAll: [{ status: 401, why: 'every call wants the token' }] });
  token = 'sesame';
  /** Files that the next scan finds. */
  readonly found: LibrarySong[] = [];
  private readonly songs: LibrarySong[];
  private readonly lists = new Map<number, { name: string; songs: number[] }>();
  private polls = 0;
  private made = 0;

  constructor(songs: readonly LibrarySong[]) {
    this.songs = [...songs];
  }

  readonly handler = (request: EmulatedRequest): EmulatedAnswer | undefined => {
    if (request.headers.authorization !== `Bearer ${this.token}`) return { status: 401 };
    const [, kind = '', id] = request.path.split('/');
    const from = Number(request.query.get('from'));
    const paged = (items: readonly object[]): EmulatedAnswer => ({ body: { items: items.slice(from, from + pageSize) } });
    if (kind === 'about') return { body: { id: 'tiny-1', name: 'Tiny' } };
    if (kind === 'artists') return paged([...new Set(this.songs.map(({ artist }) => artist))].map((name, at) => ({ id: at + 1, name })));
    if (kind === 'albums') {
      const albums = this.songs.map(({ album: name, artist }, at) => ({ id: at + 1, name, artist, added: 1000 + at }));
      return id === 'newest' ? { body: { items: albums.reverse().slice(0, Number(request.query.get('limit'))) } } : paged(albums);
    }
    if (kind === 'songs') return this.search(request.query);
    return kind === 'scan' ? this.scan(request.method) : this.playlist(request, id, paged);
  };

  private search(asked: URLSearchParams): EmulatedAnswer {
    const holds = (value: string, name: string) => value.toLowerCase().includes((asked.get(name) ?? '').toLowerCase());
    const hits = this.songs.map(wireSong).filter(({ title, artist }) => holds(title, 'title') && holds(artist, 'artist'));
    return { body: { items: hits.slice(0, Number(asked.get('limit'))) } };
  }

  /** What it was asked to find is there when it says that it has ended. */
  private scan(method: string): EmulatedAnswer {
    if (method === 'POST') this.polls = 3;
    else this.polls = Math.max(0, this.polls - 1);
    if (this.polls === 0) this.songs.push(...this.found.splice(0));
    return { body: { running: this.polls > 0 } };
  }

  private playlist({ method, path, body }: EmulatedRequest, id: string | undefined, paged: (items: readonly object[]) => EmulatedAnswer) {
    const sent = (body === '' ? {} : JSON.parse(body)) as { name?: string; songs?: number[] };
    if (id === undefined) {
      if (method === 'GET') return paged([...this.lists].map(([known, { name }]) => ({ id: known, name })));
      this.made += 1;
      this.lists.set(this.made, { name: sent.name ?? '', songs: sent.songs ?? [] });
      return { body: { id: this.made } };
    }
    const list = this.lists.get(Number(id));
    if (list === undefined) return { status: 404 };
    if (method === 'GET') return paged(list.songs.flatMap((one) => this.songs.map(wireSong)[one - 1] ?? []));
    if (method === 'DELETE') this.lists.delete(Number(id));
    else list.songs = path.endsWith('/songs') ? [...list.songs, ...(sent.songs ?? [])] : (sent.songs ?? []);
    return { body: { id: Number(id) } };
  }
}

function wireSong({ title, artist, album, seconds }: LibrarySong, at: number): Static<typeof song> {
  return { id: at + 1, title, artist, album, seconds };
}

// Its conformance spec.

const faults: Readonly<Record<Exclude<Trouble, 'wrong_account'>, EmulatedFault>> = {
  refused: 'refuse',
  html_page: 'page',
  half_an_answer: 'cut',
  empty_answer: 'empty',
  busy: 'rate_limited',
};
const http = new HttpClient({ retryPauseMs: 1 });
afterAll(() => http.close());

interface Opened extends ServerUnderTest {
  readonly emulator: TinyEmulator;
  readonly url: string;
}

async function open(): Promise<Opened> {
  const emulator = new TinyEmulator(contractLibrary);
  const web = await EmulatedServer.start(emulator.checker.guard(emulator.handler));
  const config = readConfig(tiny.keys, { TINY_URL: web.url, TINY_TOKEN: 'sesame' });
  return {
    emulator,
    url: web.url,
    server: tiny.open(config, { http, clock: systemClock, log: silentLogger() }),
    trouble: async (trouble) => {
      emulator.token = trouble === 'wrong_account' ? 'changed' : 'sesame';
      await web.heal();
      if (trouble !== undefined && trouble !== 'wrong_account') await web.fail(faults[trouble]);
    },
    addSong: async (added) => void emulator.found.push(added),
    close: async () => {
      await web.stop();
      expect(emulator.checker.violations).toEqual([]);
    },
  };
}

mediaServerContract('Tiny', open);

describe('when a fifth server is registered', () => {
  let under: Opened;
  beforeAll(async () => {
    under = await open();
  });
  afterAll(() => under.close());
  const signal = new AbortController().signal;

  it('is dispatched to by its words, as any other', async () => {
    const registry = new ServerRegistry([
      { name: tiny.name, ...(tiny.aliases === undefined ? {} : { aliases: tiny.aliases }), server: under.server },
    ]);
    for (const word of ['tiny', 'Little']) {
      const engine = new MediaServerEngine({ current: async () => registry.choose(word) });
      expect(await engine.isConnected(signal)).toBe(true);
      expect(await engine.searchTracks({ title: 'Hurt', artist: '', limit: 1 }, signal)).toMatchObject({
        kind: 'done',
        value: [{ title: 'Hurt' }],
      });
      expect(await engine.updateArtistGenres('1', ['Pop'], signal)).toMatchObject({
        kind: 'unsupported',
        fault: { message: 'tiny: its artists have no genres' },
      });
      const steps = [];
      for await (const step of engine.allArtists(signal)) steps.push(step.kind);
      expect(steps).toEqual(['page', 'page', 'done']);
    }
  });

  it('asks nothing of a server without settings, and names them', async () => {
    const server = tiny.open(readConfig(tiny.keys, {}), { http, clock: systemClock, log: silentLogger() });
    const engine = new MediaServerEngine({ current: async () => ({ name: 'tiny', server }) });
    expect(await engine.ensureConnection(signal)).toMatchObject({ kind: 'failed', fault: { hint: 'Set TINY_URL and TINY_TOKEN.' } });
  });

  it('never shows its token', async () => {
    await under.trouble?.('wrong_account');
    const fault = await under.server.isConnected(signal).catch((error: Fault) => error);
    await under.trouble?.(undefined);
    expect(fault).toMatchObject({ code: 'unauthenticated' });
    expect(`${(fault as Fault).message} ${(fault as Fault).hint}`).not.toContain('sesame');
  });
});
