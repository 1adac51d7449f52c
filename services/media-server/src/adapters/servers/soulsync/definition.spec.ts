import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { readMediaServerConfig } from '../../../config.js';
import { soulsync } from './definition.js';

describe('when a folder is to stand for a server', () => {
  it('is the library itself unless another is named, with its playlists inside, and writes nothing', () => {
    const usual = readMediaServerConfig({ LIBRARY_DIR: '/music', SERVER_ACTIVE: 'folder' });
    expect([usual.SOULSYNC_DIR, usual.SOULSYNC_PLAYLISTS_DIR, usual.SOULSYNC_WRITE]).toEqual(['/music', '/music/Playlists', 'nothing']);
    expect(readMediaServerConfig({ SOULSYNC_DIR: '/nas' }).SOULSYNC_PLAYLISTS_DIR).toBe('/nas/Playlists');
  });

  it('looks at nothing before it is asked', async () => {
    const config = readMediaServerConfig({ SOULSYNC_DIR: '/no/such/folder' });
    const http = new HttpClient();
    const server = soulsync.open(config, { http, clock: systemClock, log: silentLogger() });
    expect(server.configured).toBe(true);
    await expect(server.isConnected(new AbortController().signal)).rejects.toMatchObject({ code: 'unavailable' });
    await http.close();
  });
});
