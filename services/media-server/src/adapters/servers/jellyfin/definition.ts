import { type ConfigValues, httpAddress, text, wordList } from '@catalogsync/runtime';
import { defineServer, type ServerTools } from '../server-definition.js';
import { JellyfinClient } from './client.js';
import { JellyfinServer } from './jellyfin-server.js';
import type { JellyfinPace } from './library.js';

const keys = {
  JELLYFIN_URL: httpAddress({ help: 'Address of a Jellyfin server, such as http://nas:8096.', default: '', defaultText: 'none' }),
  JELLYFIN_API_KEY: text({ help: 'An API key of that server (Dashboard, API Keys).', default: '', defaultText: 'none', secret: true }),
  JELLYFIN_USER: text({
    help: 'Name of the user there who owns the playlists and whose plays count; empty for the first administrator.',
    default: '',
    defaultText: 'the first administrator',
    belongsTo: 'work',
  }),
  JELLYFIN_LIBRARIES: wordList({
    help: 'Names of the music libraries on the Jellyfin server to use; empty for all of them.',
    default: Object.freeze([]),
    defaultText: 'all',
  }),
};

/** A page of 500 items takes a small server about a second. */
const usualPace: JellyfinPace = { pages: { largest: 500, smallest: 20, ahead: 3 }, pageMs: 30_000, searchMs: 30_000 };

/** Jellyfin 10.11 and 12. */
export const jellyfin = defineServer({ name: 'jellyfin', keys, open: (config, tools) => jellyfinServer(config, tools) });

/** @internal for tests */
export function jellyfinServer(
  config: ConfigValues<typeof keys>,
  { http, clock }: Pick<ServerTools, 'http' | 'clock'>,
  pace = usualPace,
): JellyfinServer {
  const { JELLYFIN_URL: url, JELLYFIN_API_KEY: apiKey, JELLYFIN_USER: user, JELLYFIN_LIBRARIES: libraries } = config;
  return new JellyfinServer(
    new JellyfinClient(http, { url, apiKey }),
    { configured: url !== '' && apiKey !== '', pace, user, libraries },
    clock,
  );
}
