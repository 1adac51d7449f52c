import { Fault } from '@catalogsync/faults';
import { hinted } from '../engine/outcome.js';
import type { MediaServer, OptionalOperation } from '../servers/media-server.js';

/** What one thing came to. */
export interface ServerCheck {
  readonly what: string;
  readonly result: 'works' | 'offered' | 'unsupported' | 'failed';
  readonly detail: string;
  readonly hint?: string | undefined;
}

/** What is tried, in words. */
const offers: readonly (readonly [OptionalOperation, string])[] = [
  ['updateArtistGenres', 'write genres of artists'],
  ['updateArtistPoster', 'write pictures of artists'],
  ['updateAlbumPoster', 'write covers of albums'],
  ['updateArtistBiography', 'write biographies'],
];

/**
 * Tries what can be tried without changing anything. Ends after the connection if there is none.
 */
export async function checkServer(server: MediaServer, signal: AbortSignal): Promise<readonly ServerCheck[]> {
  const connection = await attempt(server, 'connection and account', async () => {
    const { name, version } = await server.ensureConnection(signal);
    return version === undefined ? name : `${name}, version ${version}`;
  });
  if (connection.result === 'failed') return [connection];
  const checks = [connection];
  for (const [what, work] of readings(server, signal)) checks.push(await attempt(server, what, work));
  for (const [operation, what] of offers) {
    const reason = server.optional[operation] === undefined ? (server.whyNot[operation] ?? '') : undefined;
    checks.push(
      reason === undefined
        ? { what, result: 'offered', detail: 'not tried, for it would change something' }
        : { what, result: 'unsupported', detail: reason },
    );
  }
  return checks;
}

type Reading = readonly [what: string, work: () => Promise<string | undefined>];

function readings(server: MediaServer, signal: AbortSignal): readonly Reading[] {
  const { playlists, playHistory, trackPlayCounts } = server.optional;
  const missing = (operation: OptionalOperation): never => {
    throw new Fault('unsupported', server.whyNot[operation] ?? '');
  };
  return [
    ['list artists', async () => sizeOf(server.allArtists(signal), 'artist')],
    ['list albums', async () => sizeOf(server.allAlbumIds(signal), 'album')],
    [
      'albums added last',
      async () => (await server.recentlyAddedAlbums(1, signal)).map(({ name, artist }) => `${name} by ${artist}`)[0] ?? 'none',
    ],
    [
      'search',
      async () => `${counted((await server.searchTracks({ title: 'love', artist: '', limit: 15 }, signal)).length, 'hit')} for "love"`,
    ],
    [
      'scan',
      async () =>
        `${(await server.isLibraryScanning(signal)) ? 'one is running' : 'none is running'}; ${server.scansFolders ? 'single folders can be scanned' : 'always scans everything'}`,
    ],
    ['playlists', async () => (playlists === undefined ? missing('playlists') : sizeOf(playlists.list(signal), 'playlist'))],
    ['history of plays', async () => (playHistory === undefined ? missing('playHistory') : sizeOf(playHistory(10, signal), 'play'))],
    [
      'counts of plays',
      async () => (trackPlayCounts === undefined ? missing('trackPlayCounts') : sizeOf(trackPlayCounts(signal), 'played track')),
    ],
  ];
}

async function attempt(server: MediaServer, what: string, work: () => Promise<string | undefined>): Promise<ServerCheck> {
  try {
    return { what, result: 'works', detail: (await work()) ?? '' };
  } catch (error) {
    const { message, hint, code } = hinted(error, server);
    return { what, result: code === 'unsupported' ? 'unsupported' : 'failed', detail: message, hint };
  }
}

/** How many there are, as far as two pages tell. */
async function sizeOf(pages: AsyncIterable<readonly unknown[]>, noun: string): Promise<string> {
  let seen = 0;
  for await (const { length } of pages) {
    if (seen > 0 && length > 0) return `more than ${counted(seen, noun)}`;
    seen += length;
  }
  return counted(seen, noun);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
