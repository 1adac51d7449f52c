import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lidarr as lidarrDefinition, lidarrSource } from '../../src/adapters/sources/lidarr/definition.js';
import { LidarrEmulator } from '../../src/adapters/sources/lidarr/fixtures/lidarr-emulator.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

export async function lidarr(): Promise<SourceUnderTest> {
  const [song, oddSong] = [held('1', 'Harbour Lights', 51), held('2', 'Night Ferry', 52)];
  const names = [
    'Low Tide Collective/Breakwater (2019)/01 - Harbour Lights.wav',
    'Low Tide Collective/Breakwater (2019)/..."$(x)`;?#%00&\'.wav',
  ];
  const tracks = [song, oddSong].map(({ title, duration, bytes }, at) => ({ title, duration, bytes, fileName: names[at] ?? '' }));
  const album = { foreignAlbumId: '11111111-2222-4333-8444-555555555511', title: song.album, artistName: song.artist, tracks };
  const folder = await mkdtemp(join(tmpdir(), 'lidarr-'));
  const emulator = await LidarrEmulator.start([album], folder);
  const http = newClient();
  const { apiKey, server } = emulator;
  const pace = { pollMs: 10, grabTimeoutMs: 5000, stallTimeoutMs: 5000 };
  const source = named(
    lidarrDefinition,
    lidarrSource({ LIDARR_URL: server.url, LIDARR_API_KEY: apiKey, LIDARR_MUSIC_DIR: folder }, http, pace),
  );
  const common = overHttp(server, http);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  return { source, song, oddSong, secrets: [apiKey], ...common, stop };
}
