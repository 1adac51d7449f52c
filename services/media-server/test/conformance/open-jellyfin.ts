import { HttpClient } from '@catalogsync/outbound-http';
import { type Clock, systemClock } from '@catalogsync/runtime';
import { JellyfinEmulator, type JellyfinSong, type JellyfinVersion } from '@catalogsync/testkit';
import { jellyfinServer } from '../../src/adapters/servers/jellyfin/definition.js';
import type { JellyfinServer } from '../../src/adapters/servers/jellyfin/jellyfin-server.js';
import { contractLibrary } from '../../src/core/servers/media-server.contract.js';

export type JellyfinKnobs = Partial<JellyfinEmulator['state']['knobs']>;

interface OpenedJellyfin {
  readonly emulator: JellyfinEmulator;
  readonly server: JellyfinServer;
  close(): Promise<void>;
}

interface JellyfinSetting {
  readonly version: JellyfinVersion;
  readonly songs?: readonly JellyfinSong[];
  readonly base?: string;
  readonly knobs?: JellyfinKnobs;
  /** In place of the API key. */
  readonly token?: (emulator: JellyfinEmulator) => string;
  readonly user?: string;
  readonly libraries?: readonly string[];
  readonly clock?: Clock;
  /** Milliseconds for a page, and for a search. */
  readonly patienceMs?: number;
}

/** An emulated Jellyfin and the adapter for it, with pages that are small enough for small libraries to have several. */
export async function openJellyfin({
  version,
  songs = contractLibrary,
  base = '',
  knobs = {},
  ...setting
}: JellyfinSetting): Promise<OpenedJellyfin> {
  const emulator = await JellyfinEmulator.start({ version, songs, base });
  Object.assign(emulator.state.knobs, knobs);
  const http = new HttpClient({ random: () => 0, retryPauseMs: 5 });
  const { user = 'Catalogue', libraries = [], clock = systemClock, patienceMs = 10_000 } = setting;
  const apiKey = setting.token?.(emulator) ?? emulator.state.knobs.apiKey;
  const config = { JELLYFIN_URL: emulator.url, JELLYFIN_API_KEY: apiKey, JELLYFIN_USER: user, JELLYFIN_LIBRARIES: libraries };
  const pace = { pages: { largest: 16, smallest: 2, ahead: 3 }, pageMs: patienceMs, searchMs: patienceMs };
  return {
    emulator,
    server: jellyfinServer(config, { http, clock }, pace),
    close: async () => {
      await http.close();
      await emulator.server.stop();
    },
  };
}

/** That many songs of as many albums. */
export function manySongs(count: number, library = 'Music'): JellyfinSong[] {
  return Array.from({ length: count }, (_, at) => ({
    title: `Song ${at}`,
    artist: `Artist ${at}`,
    album: `Album ${at}`,
    genre: 'Pop',
    seconds: 60,
    library,
  }));
}

export async function everything<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
