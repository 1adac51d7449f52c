import { silentLogger, systemClock } from '@catalogsync/runtime';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfiguredServers } from '../src/active-server.binding.js';
import { readMediaServerConfig } from '../src/config.js';

let settings: Record<string, string>;
let servers: ConfiguredServers | undefined;
afterEach(() => servers?.close());

async function opened(): Promise<unknown> {
  return (await servers?.current())?.server;
}

describe('when settings change', () => {
  it('a server stays open, with its caches, until one of its own changes', async () => {
    settings = { SERVER_ACTIVE: 'soulsync', SOULSYNC_DIR: '/music' };
    const context = { log: silentLogger(), clock: systemClock, environment: async () => settings };
    servers = new ConfiguredServers(readMediaServerConfig(settings), context);
    const first = await opened();
    settings = { ...settings, PLEX_TOKEN: 'another', SERVER_LIBRARY_DIR: '/elsewhere' };
    expect(await opened()).toBe(first);
    expect(servers.settings.SERVER_LIBRARY_DIR).toBe('/elsewhere');
    settings = { ...settings, SOULSYNC_DIR: '/other' };
    expect(await opened()).not.toBe(first);
  });

  it('settings that cannot be used are told by each call, and do not replace those before', async () => {
    settings = { SERVER_ACTIVE: 'soulsync', SOULSYNC_DIR: '/music' };
    const context = { log: silentLogger(), clock: systemClock, environment: async () => settings };
    servers = new ConfiguredServers(readMediaServerConfig(settings), context);
    const first = await opened();
    settings = { ...settings, PLEX_URL: 'not an address' };
    await expect(opened()).rejects.toMatchObject({ code: 'invalid_argument' });
    delete settings.PLEX_URL;
    expect(await opened()).toBe(first);
  });
});
