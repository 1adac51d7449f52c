import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How large the library is that the servers of the benchmark pretend to have: 200,000 tracks. */
export const librarySize = { artists: 10_000, albums: 20_000 } as const;

/** What the servers of the benchmark answer after, in milliseconds. */
export const latencyMs = 20;

type Rows = (from: number, count: number) => object[];

const artistName = (index: number): string => `Artist ${String(index).padStart(5, '0')} 乐队`;
const albumName = (index: number): string => `Album ${String(index).padStart(5, '0')} of the long road`;
const rows =
  (total: number, row: (index: number) => object): Rows =>
  (from, count) =>
    Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at) => row(from + at));
const hex = (index: number): string => index.toString(16).padStart(32, '0');

const plexArtists = rows(librarySize.artists, (index) => ({
  ratingKey: String(index),
  key: `/library/metadata/${index}`,
  type: 'artist',
  title: artistName(index),
}));
const plexAlbums = rows(librarySize.albums, (index) => ({
  ...{ ratingKey: String(100_000 + index), key: `/library/metadata/${index}`, type: 'album', title: albumName(index) },
  ...{ parentTitle: artistName(index >> 1), parentRatingKey: String(index >> 1), year: 1999, addedAt: 1_700_000_000, leafCount: 10 },
}));
const jellyfinArtists = rows(librarySize.artists, (index) => ({ Id: hex(index), Name: artistName(index), Type: 'MusicArtist' }));
const jellyfinAlbums = rows(librarySize.albums, (index) => ({
  ...{ Id: hex(100_000 + index), Name: albumName(index), Type: 'MusicAlbum', ProductionYear: 1999 },
  AlbumArtists: [{ Id: hex(index >> 1), Name: artistName(index >> 1) }],
}));
const subsonicAlbums = rows(librarySize.albums, (index) => ({
  ...{
    id: `al-${index}`,
    name: albumName(index),
    artist: artistName(index >> 1),
    songCount: 10,
    duration: 2400,
    created: '2024-01-01T00:00:00Z',
    year: 1999,
  },
}));
const subsonicArtists = rows(librarySize.artists, (index) => ({ id: `ar-${index}`, name: artistName(index), albumCount: 2 }));

function plex(url: URL, headers: IncomingMessage['headers']): object | undefined {
  const start = Number(headers['x-plex-container-start'] ?? url.searchParams.get('X-Plex-Container-Start') ?? 0);
  const size = Number(headers['x-plex-container-size'] ?? url.searchParams.get('X-Plex-Container-Size') ?? 1e9);
  const section = { key: '1', type: 'artist', title: 'Music', refreshing: false, Location: [{ id: 1, path: '/music' }] };
  const page = (of: Rows, totalSize: number) => {
    const Metadata = of(start, size);
    return { MediaContainer: { size: Metadata.length, totalSize, offset: start, Metadata } };
  };
  switch (url.pathname) {
    case '/identity':
      return { MediaContainer: { size: 0, machineIdentifier: 'bench', version: '1.41.0' } };
    case '/library/sections/all':
    case '/library/sections':
      return { MediaContainer: { size: 1, Directory: [section] } };
    case '/library/sections/1/all':
      return url.searchParams.get('type') === '8' ? page(plexArtists, librarySize.artists) : page(plexAlbums, librarySize.albums);
    case '/library/sections/1/albums':
      return page(plexAlbums, librarySize.albums);
    default:
      return undefined;
  }
}

function jellyfin(url: URL): unknown {
  const parameter = (name: string): string | undefined =>
    [...url.searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  const page = (of: Rows, TotalRecordCount: number) => {
    const StartIndex = Number(parameter('startIndex') ?? 0);
    return { Items: of(StartIndex, Number(parameter('limit') ?? 1e9)), TotalRecordCount, StartIndex };
  };
  const user = { Id: hex(1), Name: 'owner', Policy: { IsAdministrator: true } };
  switch (url.pathname) {
    case '/System/Info/Public':
    case '/System/Info':
      return { Id: hex(9), ServerName: 'bench', Version: '10.11.11', StartupWizardCompleted: true };
    case '/Users':
      return [user];
    case '/UserViews':
      return { Items: [{ Id: hex(7), Name: 'Music', CollectionType: 'music' }], TotalRecordCount: 1, StartIndex: 0 };
    case '/Artists/AlbumArtists':
      return page(jellyfinArtists, librarySize.artists);
    case '/Items':
      return page(jellyfinAlbums, librarySize.albums);
    default:
      return undefined;
  }
}

function subsonic(url: URL): object {
  const head = { status: 'ok', version: '1.16.1', type: 'bench', serverVersion: '1', openSubsonic: true };
  const method = /\/rest\/(\w+)/.exec(url.pathname)?.[1];
  const parameter = (name: string): number => Number(url.searchParams.get(name) ?? 0);
  const contents: Readonly<Record<string, () => object>> = {
    ping: () => ({}),
    getOpenSubsonicExtensions: () => ({ openSubsonicExtensions: [{ name: 'formPost', versions: [1] }] }),
    getUser: () => ({ user: { username: 'owner', adminRole: true, playlistRole: true } }),
    getMusicFolders: () => ({ musicFolders: { musicFolder: [{ id: 1, name: 'Music' }] } }),
    getArtists: () => ({ artists: { ignoredArticles: '', index: [{ name: 'A', artist: subsonicArtists(0, librarySize.artists) }] } }),
    getAlbumList2: () => ({ albumList2: { album: subsonicAlbums(parameter('offset'), parameter('size') || 10) } }),
  };
  const content = method === undefined ? undefined : contents[method];
  if (content === undefined) return { 'subsonic-response': { ...head, status: 'failed', error: { code: 70, message: 'no such thing' } } };
  return { 'subsonic-response': { ...head, ...content() } };
}

/** What was asked, to ask it again. */
export interface LibraryRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** What a server speaks. */
export type Protocol = 'plex' | 'jellyfin' | 'navidrome';

export interface LibraryServer {
  readonly url: string;
  /** The requests since the last call. */
  takeRequests(): readonly LibraryRequest[];
  close(): void;
}

/** A server with the large library that answers after `latencyMs`, from rows that it makes up. */
export async function startLibraryServer(protocol: Protocol): Promise<LibraryServer> {
  const requests: LibraryRequest[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push({ url: request.url ?? '/', headers: request.headers });
    request.resume();
    await sleep(latencyMs);
    const url = new URL(request.url ?? '/', 'http://library');
    const body = protocol === 'plex' ? plex(url, request.headers) : protocol === 'jellyfin' ? jellyfin(url) : subsonic(url);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    takeRequests: () => requests.splice(0),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
