import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slskdSource, soulseek as soulseekDefinition } from '../../src/adapters/sources/slskd/definition.js';
import { SlskdEmulator } from '../../src/adapters/sources/slskd/fixtures/slskd-emulator.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

export async function soulseek(): Promise<SourceUnderTest> {
  const paths = [
    '@@abc\\Music\\Low Tide Collective\\Breakwater (2019)\\03 - Harbour Lights.wav',
    '@@x\\Low Tide Collective\\..\\Night Ferry "$(x)`;?#%00&\'.wav',
  ];
  const username = 'tide/fan#1?';
  const songs = paths.map((filename, at) => ({
    filename,
    ...held(`${encodeURIComponent(username)}/${filename}`, ['Harbour Lights', 'Night Ferry'][at]!, 41 + at),
  }));
  const files = songs.map(({ filename, duration, bytes }) => ({ filename, length: duration, bytes }));
  const folder = await mkdtemp(join(tmpdir(), 'slskd-'));
  const emulator = await SlskdEmulator.start([{ username, files }], join(folder, 'downloads'));
  const http = newClient();
  const pace = { searchTimeoutMs: 60, pollMs: 10, queueTimeoutMs: 10_000, stallTimeoutMs: 10_000 };
  const { apiKey, server } = emulator;
  const source = named(
    soulseekDefinition,
    slskdSource({ SLSKD_URL: server.url, SLSKD_API_KEY: apiKey, SLSKD_DOWNLOADS_DIR: join(folder, 'downloads') }, http, pace),
  );
  const common = overHttp(server, http);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  return { source, song: songs[0]!, oddSong: songs[1]!, secrets: [apiKey], ...common, stop };
}
