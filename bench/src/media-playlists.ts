import { mediaServerPlaylistsV1 } from '@catalogsync/contracts';
import { createRpcClient, required } from '@catalogsync/rpc';
import { type EmulatedServer, JellyfinEmulator, PlexEmulator, SubsonicEmulator } from '@catalogsync/testkit';
import { startService } from './media-service.js';
import { printTable } from './table.js';

const { ServerPlaylistServiceService: definition, ChangeMode } = mediaServerPlaylistsV1;

const limits = { deadlineMs: 600_000 };
/** Tracks of the playlist, and how many of them are exchanged, moved and so on. */
const [length, changes] = [5_000, 50] as const;
const songs = Array.from({ length: length + changes }, (_, at) => {
  return { title: `Song ${at}`, artist: `Artist ${at % 500}`, album: `Album ${at % 1000}`, genre: 'Pop', seconds: 200 };
});

interface Emulated {
  readonly name: string;
  readonly server: EmulatedServer;
  readonly settings: Readonly<Record<string, string>>;
  /** Ids of the songs, in their order. */
  readonly ids: readonly string[];
}

async function plex(): Promise<Emulated> {
  const { server, state } = await PlexEmulator.start(songs);
  const settings = { SERVER_ACTIVE: 'plex', PLEX_URL: server.url, PLEX_TOKEN: state.knobs.token };
  return { name: 'plex', server, settings, ids: [...state.tracks.keys()].map(String) };
}

async function jellyfin(): Promise<Emulated> {
  const { server, state } = await JellyfinEmulator.start({ version: '10.11.11', songs });
  const settings = { SERVER_ACTIVE: 'jellyfin', JELLYFIN_URL: server.url, JELLYFIN_API_KEY: state.knobs.apiKey };
  return { name: 'jellyfin', server, settings, ids: [...state.items.values()].filter(({ type }) => type === 'Audio').map(({ id }) => id) };
}

async function navidrome(): Promise<Emulated> {
  const all = songs.map(({ seconds, ...song }, at) => ({
    ...song,
    id: `song-${at}`,
    duration: seconds,
    suffix: 'flac',
    bytes: Buffer.alloc(1),
  }));
  const { server, state } = await SubsonicEmulator.start(all);
  const settings = {
    SERVER_ACTIVE: 'navidrome',
    NAVIDROME_URL: server.url,
    NAVIDROME_USER: state.user,
    NAVIDROME_PASSWORD: state.password,
  };
  return { name: 'navidrome', server, settings, ids: all.map(({ id }) => id) };
}

/** Spread over the list: each goes and a new one comes in its place. */
function exchanged(ids: readonly string[], count: number): string[] {
  const step = Math.floor(length / count);
  return ids.slice(0, length).map((id, at) => (at % step === 0 && at / step < count ? (ids[length + at / step] ?? id) : id));
}

async function benchOne({ name, server, settings, ids }: Emulated, root: string): Promise<string[]> {
  const service = await startService(root, `${name}-lists`, settings);
  const client = createRpcClient(definition, { address: service.address, service: 'media-server' });
  const change = async (playlistId: string, trackIds: readonly string[]): Promise<{ readonly requests: number; readonly ms: number }> => {
    const [before, begin] = [server.requests.length, performance.now()];
    const order = { playlistId, trackIds: [...trackIds], mode: ChangeMode.CHANGE_MODE_RECONCILE, dryRun: false, force: false };
    if (!required((await client.changePlaylist(order, limits)).change, 'change').applied) throw new Error(`${name}: nothing was changed`);
    return { requests: server.requests.length - before, ms: performance.now() - begin };
  };
  try {
    const { playlistId } = await client.createPlaylist({ name: 'Long', description: '', trackIds: ids.slice(0, length) }, limits);
    const one = await change(playlistId, exchanged(ids, 1));
    await change(playlistId, ids.slice(0, length));
    const many = await change(playlistId, exchanged(ids, changes));
    return [
      name,
      String(one.requests),
      String(many.requests),
      ((many.requests - one.requests) / (changes - 1)).toFixed(2),
      many.ms.toFixed(0),
    ];
  } finally {
    client.close();
    service.process.kill('SIGKILL');
    await server.stop();
  }
}

/** How many requests it takes to exchange tracks of a long playlist, with its copy and the reading back. */
export async function benchPlaylists(root: string): Promise<void> {
  const rows: string[][] = [];
  for (const open of [plex, jellyfin, navidrome]) rows.push(await benchOne(await open(), root));
  console.log(`\nA playlist of ${length} tracks, of which 1 and ${changes} are exchanged:\n`);
  printTable(['server', 'requests for 1', `for ${changes}`, 'for each', `ms for ${changes}`], rows);
}
