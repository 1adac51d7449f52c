import { readConfig } from '@catalogsync/runtime';
import { audioBytes, deezerAnswers, PlatformEmulator, requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deezer } from '../src/adapters/sources/deezer/definition.js';
import { named } from '../src/adapters/sources/source-definition.js';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource } from './emulated-source.js';

// Real here: the engine and resolving as the service builds them, SQLite, files, HTTP, and the source deezer with its emulator.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const said = 'gives no files: its songs are encrypted, and its clips are 30 seconds long';
let world: DownloadWorld;
let emulator: PlatformEmulator;
let mp3: Buffer;

beforeAll(async () => {
  mp3 = await audioBytes({ ext: 'mp3', duration: 3 });
});
afterEach(async () => {
  await world?.dispose();
  await emulator?.server.stop();
});

const ofDeezer = wish('Harbour Lights', { platform: 'deezer', remoteId: '3135556', artists: ['Low Tide Collective'] });

async function begin(names: readonly string[], enabled = 'yes'): Promise<EmulatedSource[]> {
  world = new DownloadWorld();
  emulator = await PlatformEmulator.start(deezerAnswers());
  emulator.catalogue.songs.push({ id: '3135556', title: 'Harbour Lights', artists: ['Low Tide Collective'], durationMs: 3000 });
  const settings = readConfig(deezer.keys, { DEEZER_ENABLED: enabled, DEEZER_URL: emulator.url });
  world.others.push(named(deezer, deezer.open(settings, { http: world.http })));
  const sources: EmulatedSource[] = [];
  for (const name of names) sources.push(await world.source(name));
  await world.start();
  return sources;
}

const offer = (id: string) => ({ id, title: 'Harbour Lights', artist: 'Low Tide Collective', durationMs: 3000, ext: 'mp3', bytes: mp3 });

suite('when the platform of a song gives no files', () => {
  it('its download says so, and goes on to the other sources', async () => {
    const [kuwo] = await begin(['kuwo']);
    kuwo!.songs = [offer('k1')];
    const { record } = await world.fetch(ofDeezer);
    expect(record).toMatchObject({ state: 'succeeded', file: { source: 'kuwo' } });
    expect(record.attempts).toMatchObject([
      { source: 'deezer', outcome: 'nothing_found', code: 'unsupported', message: said, elapsedMs: 0 },
      { source: 'kuwo', outcome: 'succeeded' },
    ]);
    expect(emulator.server.requests).toEqual([]);
  });

  it('a download that finds no other source with it repeats the reason', async () => {
    await begin(['kuwo']);
    const { record } = await world.fetch(ofDeezer);
    expect(record).toMatchObject({
      state: 'not_found',
      error: { message: `no source gave the song: deezer: ${said}; kuwo: nothing found` },
    });
  });

  it('a download without any other source says that there is none to use', async () => {
    await begin([], 'no');
    const { record } = await world.fetch(ofDeezer);
    expect(record).toMatchObject({
      state: 'failed',
      error: { code: 'failed_precondition', message: `there is no usable source; deezer ${said}` },
    });
  });

  it('a resolve shows it among the trials, and counts only sources that were asked', async () => {
    await begin(['kuwo']);
    expect(await world.resolve(ofDeezer)).toMatchObject({
      chosen: undefined,
      reason: `not found at the one source that was asked; deezer ${said}`,
      trials: [
        { source: 'deezer', outcome: 'nothing', detail: said, elapsedMs: 0 },
        { source: 'kuwo', outcome: 'nothing' },
      ],
    });
  });

  it('a resolve chooses from the other sources', async () => {
    const [kuwo] = await begin(['kuwo']);
    kuwo!.songs = [offer('k1')];
    expect(await world.resolve(ofDeezer)).toMatchObject({
      chosen: { source: 'kuwo' },
      trials: [{ source: 'deezer', outcome: 'nothing', detail: said }, { outcome: 'chosen' }],
    });
  });

  it('a resolve that may ask only such sources explains why nothing is asked', async () => {
    await begin(['kuwo']);
    await expect(world.resolve({ ...wish('Harbour Lights'), sources: ['deezer_dl'] })).rejects.toMatchObject({
      code: 'failed_precondition',
      message: `no source that has files is configured; deezer ${said}`,
    });
  });

  it('songs of other platforms hear nothing of it', async () => {
    const [kuwo] = await begin(['kuwo']);
    kuwo!.songs = [offer('k1')];
    const { record } = await world.fetch(wish('Harbour Lights', { artists: ['Low Tide Collective'] }));
    expect(record.attempts).toMatchObject([{ source: 'kuwo', outcome: 'succeeded' }]);
  });
});
