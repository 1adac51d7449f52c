import { writeFileSync } from 'node:fs';
import { resolverV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';
import {
  listenBrainzAnswers,
  listenBrainzState,
  musicBrainzAnswers,
  musicBrainzState,
  PlatformEmulator,
  type PlatformSong,
} from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limits, ResolveService } from './resolve-service-harness.js';

// Real here: the resolver with gRPC and SQLite. Emulated over loopback: MusicBrainz and ListenBrainz.

const song: PlatformSong = {
  id: '11111111-2222-4333-8444-000000000001',
  title: '晴天',
  artists: ['周杰伦'],
  album: '叶惠美',
  durationMs: 269_000,
  isrc: 'TWK970300801',
  otherNames: ['Sunny Day'],
};
const playlist = '7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11';

describe('when MusicBrainz is configured', () => {
  const state = musicBrainzState();
  const nameless = listenBrainzState('me', 'token-1');
  const resolver = new ResolveService();
  let musicBrainz: PlatformEmulator;
  let listenBrainz: PlatformEmulator;

  beforeAll(async () => {
    state.artistAliases.set('周杰伦', ['Jay Chou']);
    nameless.namelessIds.add(song.id);
    musicBrainz = await PlatformEmulator.start(musicBrainzAnswers(state), { songs: [song], playlists: [], charts: [] });
    listenBrainz = await PlatformEmulator.start(listenBrainzAnswers(nameless), {
      songs: [song],
      playlists: [{ id: playlist, name: 'Evening', songIds: [song.id, song.id] }],
      charts: [],
    });
    writeFileSync(resolver.list, 'url,title,artist,duration\nhttps://music.invalid/1.flac,Sunny Day,Jay Chou,269\n');
    await resolver.start({
      MUSICBRAINZ_URL: `${musicBrainz.url}/ws/2`,
      MUSICBRAINZ_CONTACT: 'me@example.org',
      MUSICBRAINZ_PAUSE_MS: '0',
      RESOLVE_KNOWLEDGE_SECONDS: '20',
      LISTENBRAINZ_URL: listenBrainz.url,
      LISTENBRAINZ_ENABLED: 'yes',
    });
  });
  afterAll(async () => {
    await resolver.dispose();
    await musicBrainz.server.stop();
    await listenBrainz.server.stop();
  });

  it('finds the file that a source has under a translated name, and says how', async () => {
    const { outcome } = await resolver.resolve();
    expect(outcome).toMatchObject({
      reason: 'http: title, artists and duration agree; searched also by what musicbrainz knows of it',
      resolved: { found: true, source: 'http', candidate: { ext: 'flac' } },
    });
    expect(musicBrainz.server.requests.map(({ path }) => path)).toEqual(['/ws/2/recording', `/ws/2/recording/${song.id}`]);
  });

  it('names the entries of a playlist that ListenBrainz has no name for', async () => {
    const client = createRpcClient(resolverV1.ResolverServiceService, { address: resolver.address, service: 'resolver' });
    const request = { source: 'listenbrainz', remotePlaylistId: playlist, pageSize: 0, pageToken: '' };
    const { tracks, notices } = await client.listPlaylistTracks(request, limits);
    client.close();
    expect(tracks.map(({ remoteId, name, isrc }) => [remoteId, name, isrc])).toEqual([
      [song.id, '晴天', 'TWK970300801'],
      [song.id, '晴天', 'TWK970300801'],
    ]);
    expect(notices).toEqual(['2 entries have no name at ListenBrainz; kept under the id of the recording']);
  });
});
