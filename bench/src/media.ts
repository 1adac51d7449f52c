import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaServerV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type LibraryRequest, type LibraryServer, librarySize, type Protocol, startLibraryServer } from './media-library.js';
import { benchPlaylists } from './media-playlists.js';
import { startService } from './media-service.js';
import { median, printTable } from './table.js';

type MediaServer = RpcClient<typeof mediaServerV1.MediaServerServiceService>;

interface Listing {
  readonly ms: number;
  readonly firstMs: number;
  readonly items: number;
  readonly requests: readonly LibraryRequest[];
}

const rounds = 3;
const limits = { deadlineMs: 300_000 };

/** What each kind of server is told about the library's address. */
const settingsOf: Readonly<Record<Protocol, (url: string) => Readonly<Record<string, string>>>> = {
  plex: (url) => ({ PLEX_URL: url, PLEX_TOKEN: 'token-of-the-bench' }),
  jellyfin: (url) => ({ JELLYFIN_URL: url, JELLYFIN_API_KEY: 'key-of-the-bench' }),
  navidrome: (url) => ({ NAVIDROME_URL: url, NAVIDROME_USER: 'owner', NAVIDROME_PASSWORD: 'sesame-7' }),
};

async function list(pages: AsyncIterable<readonly unknown[]>, library: LibraryServer): Promise<Listing> {
  library.takeRequests();
  const begin = performance.now();
  let [firstMs, items] = [0, 0];
  for await (const { length } of pages) {
    if (items === 0) firstMs = performance.now() - begin;
    items += length;
  }
  return { ms: performance.now() - begin, firstMs, items, requests: library.takeRequests() };
}

async function* pagesOf<T>(answers: AsyncIterable<T>, itemsOf: (answer: T) => readonly unknown[]): AsyncIterable<readonly unknown[]> {
  for await (const answer of answers) yield itemsOf(answer);
}

/** What page size and latency allow: the same requests one after the other, and nothing done with their answers. */
async function oneByOne(requests: readonly LibraryRequest[], { url: base }: LibraryServer): Promise<number> {
  const begin = performance.now();
  for (const { url, headers } of requests) {
    const { host: _host, connection: _connection, ...own } = headers;
    await (await fetch(`${base}${url}`, { headers: own as Record<string, string> })).json();
  }
  return performance.now() - begin;
}

/** One list, `rounds` times, against its yardstick. */
async function measured(what: string, expected: number, library: LibraryServer, open: () => Promise<Listing>): Promise<string[]> {
  const listings: Listing[] = [];
  const allowed: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const listing = await open();
    if (listing.items !== expected) throw new Error(`${what}: ${listing.items} instead of ${expected}`);
    listings.push(listing);
    allowed.push(await oneByOne(listing.requests, library));
  }
  const [ms, firstMs, floor] = [median(listings.map((one) => one.ms)), median(listings.map((one) => one.firstMs)), median(allowed)];
  const requests = listings[0]?.requests.length ?? 0;
  return [what, String(expected), String(requests), ms.toFixed(0), floor.toFixed(0), (ms / floor).toFixed(2), firstMs.toFixed(0)];
}

async function benchServer(protocol: Protocol, root: string): Promise<string[][]> {
  const library = await startLibraryServer(protocol);
  const service = await startService(root, protocol, { SERVER_ACTIVE: protocol, ...settingsOf[protocol](library.url) });
  const start = service.memoryMb();
  const client: MediaServer = createRpcClient(mediaServerV1.MediaServerServiceService, {
    address: service.address,
    service: 'media-server',
  });
  try {
    await client.getStatus({}, limits);
    const artists = await measured('artists', librarySize.artists, library, () =>
      list(
        pagesOf(client.listArtists({}, limits), (page) => page.artists),
        library,
      ),
    );
    const albums = await measured('album ids', librarySize.albums, library, () =>
      list(
        pagesOf(client.listAlbumIds({}, limits), (page) => page.ids),
        library,
      ),
    );
    const end = service.memoryMb();
    const memory = [`${start.own.toFixed(0)} → ${end.own.toFixed(0)}`, end.peak.toFixed(0)];
    return [artists, albums].map((row) => [protocol, ...row, ...memory]);
  } finally {
    client.close();
    service.process.kill('SIGKILL');
    library.close();
  }
}

/**
 * Lists of a library of 200,000 tracks behind a latency, and changes of a long playlist, through the service and its gRPC.
 */
export async function runMediaBench(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'media-bench-'));
  try {
    const rows: string[][] = [];
    for (const protocol of ['plex', 'jellyfin', 'navidrome'] as const) rows.push(...(await benchServer(protocol, root)));
    printTable(
      ['server', 'list', 'items', 'requests', 'ms', 'one by one', 'times', 'first page ms', 'own MB', 'resident MB at most'],
      rows,
    );
    await benchPlaylists(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
