import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { systemClock } from '@catalogsync/runtime';
import { type EmulatedAnswer, EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { all, signal } from './fixtures/plex-under-test.js';
import { PlexServer } from './plex-server.js';

// Real here: HTTP to a server that answers with samples of the published description.
const sample = (name: string): EmulatedAnswer => ({
  body: JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8')) as object,
});
const empty: EmulatedAnswer = { body: { MediaContainer: { size: 0 } } };

const byPath: Readonly<Record<string, string>> = {
  '/identity': 'identity',
  '/library/sections/all': 'sections',
  '/hubs/search': 'hub-search',
  '/activities': 'activities-scan',
  '/playlists': 'playlist-created',
  '/playlists/96/items': 'playlist-items',
  '/status/sessions/history/all': 'history-tracks',
};
const byType: Readonly<Record<string, string>> = { 8: 'artists-page', 9: 'albums-recently-added' };

describe('when Plex answers as its samples do', () => {
  let web: EmulatedServer;
  let server: PlexServer;
  const http = new HttpClient({ retryPauseMs: 1 });
  beforeAll(async () => {
    web = await EmulatedServer.start(({ path, query, headers }) => {
      if (headers['x-plex-token'] !== 'good' && path !== '/identity') return { ...sample('error-401'), status: 401 };
      if (Number(headers['x-plex-container-start'] ?? 0) > 0) return empty;
      const name = path === '/library/sections/3/all' ? byType[query.get('type') ?? ''] : byPath[path];
      return name === undefined ? undefined : sample(name);
    });
    server = new PlexServer({ url: web.url, token: 'good' }, [], { http, clock: systemClock });
  });
  afterAll(async () => {
    await http.close();
    await web.stop();
  });

  it('reads who it is and its one library of music', async () => {
    expect(await server.ensureConnection(signal)).toEqual({
      id: '0123456789abcdef0123456789abcdef01234567',
      name: 'Plex Media Server',
      version: '1.42.1.10060-4e8b05daf',
    });
    expect(await server.isConnected(signal)).toBe(true);
  });

  it('reads artists and albums', async () => {
    expect(await all(server.allArtists(signal))).toEqual([
      {
        id: '4001',
        name: 'Low Tide Collective',
        sortName: 'Low Tide Collective',
        albumCount: undefined,
        genres: ['Ambient'],
        musicBrainzId: '11111111-2222-4333-8444-555555555501',
      },
    ]);
    expect(await server.recentlyAddedAlbums(400, signal)).toEqual([
      { id: '4002', name: 'Breakwater', artist: 'Low Tide Collective', year: 2019, addedAt: 1_772_400_000_000 },
    ]);
  });

  it('reads hits of a search, by the credit that differs from the album artist', async () => {
    const tracks = await server.searchTracks({ title: 'harbour lights', artist: 'Mara Quill', limit: 15 }, signal);
    expect(tracks.map(({ id, artists }) => [id, ...artists])).toEqual([
      ['4113', 'Low Tide Collective feat. Mara Quill'],
      ['4013', 'Low Tide Collective'],
    ]);
    expect(tracks[1]).toEqual({
      id: '4013',
      title: 'Harbour Lights',
      artists: ['Low Tide Collective'],
      album: 'Breakwater',
      durationMs: 215_437,
      path: '/music/Low Tide Collective/Breakwater (2019)/03 - Harbour Lights.flac',
    });
  });

  it('sees a scan of music by its activity, although only films are marked as being refreshed', async () => {
    expect(await server.isLibraryScanning(signal)).toBe(true);
  });

  it('reads playlists, their entries, and plays of what is still there', async () => {
    const { playlists, playHistory } = server.optional;
    expect(await all(playlists.list(signal))).toEqual([
      { id: '96', name: 'A Great Playlist', description: 'What a great playlist', trackCount: 1, readOnly: undefined },
    ]);
    expect(await all(playlists.entries('96', signal))).toEqual([
      expect.objectContaining({ entryId: '711', track: expect.objectContaining({ id: '4013' }) }),
    ]);
    expect(await all(playHistory(500, signal))).toEqual([
      {
        id: '/status/sessions/history/9002',
        track: { id: '4013', title: 'Harbour Lights', artists: ['Low Tide Collective'], album: 'Breakwater' },
        playedAt: 1_772_000_000_000,
      },
    ]);
  });

  it('knows a refused token', async () => {
    const refused = new PlexServer({ url: web.url, token: 'bad' }, [], { http, clock: systemClock });
    await expect(refused.isConnected(signal)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
