import { existsSync, mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audioBytes, requireProgram, until } from '@catalogsync/testkit';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import { lidarr as definition, lidarrSource } from '../src/adapters/sources/lidarr/definition.js';
import { type EmulatedAlbum, LidarrEmulator } from '../src/adapters/sources/lidarr/fixtures/lidarr-emulator.js';
import { named } from '../src/adapters/sources/source-definition.js';
import { givesTracks } from '../src/core/sources/source.js';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource } from './emulated-source.js';

// Real here: the engine as the service builds it, SQLite, files, TagLib, Lidarr's client. Lidarr is emulated over HTTP.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
let world: DownloadWorld;
let lidarr: LidarrEmulator;
let files: Buffer[];

beforeAll(async () => {
  files = [];
  for (const frequency of [300, 400, 500]) files.push(await audioBytes({ ext: 'flac', duration: 3, frequency }));
});
afterEach(async () => {
  await lidarr.server.stop();
  await world.dispose();
});

const titles = ['我的地盘', '七里香', '借口'];

function album(more: Partial<EmulatedAlbum> = {}): EmulatedAlbum {
  const tracks = titles.map((title, at) => ({ title, duration: 3, bytes: files[at]!, fileName: `周杰伦/七里香 (2004)/0${at + 1}.flac` }));
  return { foreignAlbumId: '11111111-2222-4333-8444-555555555511', title: '七里香', artistName: '周杰伦', tracks, ...more };
}

/** A world with Lidarr ahead of a source of single tracks. */
async function begin(
  albums: readonly EmulatedAlbum[] = [album()],
  settings: Readonly<Record<string, string>> = {},
): Promise<EmulatedSource> {
  world = new DownloadWorld(settings);
  const musicFolder = join(world.home, 'lidarr');
  mkdirSync(musicFolder);
  lidarr = await LidarrEmulator.start(albums, musicFolder);
  const pace = { pollMs: 5, grabTimeoutMs: 200, stallTimeoutMs: 60_000 };
  world.others.push(
    named(
      definition,
      lidarrSource({ LIDARR_URL: lidarr.server.url, LIDARR_API_KEY: lidarr.apiKey, LIDARR_MUSIC_DIR: musicFolder }, world.http, pace),
    ),
  );
  const tracks = await world.source('tracks');
  await world.start();
  return tracks;
}

const wanted = (title: string, more: Parameters<typeof wish>[1] = {}) => wish(title, { album: '七里香', ...more });
const asked = (path: string): number => lidarr.server.requests.filter((request) => request.path.includes(path)).length;
const shelved = async (): Promise<string[]> => {
  const folder = join(world.staging, 'fetches', 'albums');
  return existsSync(folder) ? readdir(folder) : [];
};

suite('when only a source of albums has a song', () => {
  it('picks the song from its album, verified and tagged, but asks the source of tracks first', async () => {
    const tracks = await begin();
    const { record } = await world.fetch(wanted('七里香'));
    expect(tracks.count('search')).toBe(1);
    expect(record).toMatchObject({
      state: 'succeeded',
      attempts: [
        { source: 'tracks', outcome: 'nothing_found' },
        { source: 'lidarr', outcome: 'succeeded' },
      ],
      file: { source: 'lidarr', locator: 'qq/周杰伦/七里香/01 七里香.flac', tagged: true, audio: { ext: 'flac' } },
    });
    expect(await world.isAsRecorded(record.file!)).toBe(true);
    expect((await parseFile(record.file!.path)).common).toMatchObject({ title: '七里香', artists: ['周杰伦'], album: '七里香' });
    // Lidarr's own files belong to the user and stay unchanged.
    for (const [at, bytes] of files.entries()) {
      expect((await readFile(join(world.home, `lidarr/周杰伦/七里香 (2004)/0${at + 1}.flac`))).equals(bytes)).toBe(true);
    }
  });

  it('fetches an album once for all its songs, requested meanwhile or later', async () => {
    await begin([album()], { DOWNLOAD_WORKERS: '2' });
    const first = await Promise.all([world.fetch(wanted('七里香')), world.fetch(wanted('我的地盘'))]);
    const later = await world.fetch(wanted('借口'));
    const contents = [...first, later].map(({ record }) => record.file?.locator);
    expect(contents).toEqual(['qq/周杰伦/七里香/01 七里香.flac', 'qq/周杰伦/七里香/01 我的地盘.flac', 'qq/周杰伦/七里香/01 借口.flac']);
    expect(asked('/rootfolder')).toBe(1);
    expect(await shelved()).toHaveLength(1);
    await world.stop();
    await world.start();
    expect(await shelved()).toEqual([]);
  });

  it('is not asked for a song without an album, nor for tracks when songs are resolved (behaviour 200)', async () => {
    await begin();
    const { record } = await world.fetch(wish('七里香'));
    expect(record).toMatchObject({ state: 'not_found', attempts: [{ source: 'tracks' }] });
    expect(lidarr.server.requests).toEqual([]);
    expect(givesTracks(world.others[0]!)).toBe(false);
    const alone = await world.fetch({ ...wish('七里香'), sources: ['lidarr'] });
    expect(alone.record).toMatchObject({ state: 'failed', error: { code: 'failed_precondition' } });
  });
});

suite('when the album does not hold the song', () => {
  it.each([
    ['another song by the artist', wanted('以父之名')],
    ['a live version of one that it holds', wanted('七里香 (Live)')],
    ['a title that is only similar', wanted('七里香儿')],
    ['the same title by another artist', wanted('七里香', { artists: ['林俊杰'], albumArtist: '周杰伦' })],
  ])('picks no file for %s', async (_, request) => {
    await begin();
    const { record } = await world.fetch(request);
    expect(record).toMatchObject({ state: 'not_found', file: undefined });
    expect(record.attempts.at(-1)).toMatchObject({ source: 'lidarr', outcome: 'nothing_found', remoteId: undefined });
    // Fetched once: another try would return the same album.
    expect(asked('/rootfolder')).toBe(1);
  });

  it.each([
    ['the live album', { title: '七里香 (Live)' }],
    ['an album by another artist', { artistName: '林俊杰' }],
  ])('does not fetch %s for it', async (_, other) => {
    await begin([album(other)]);
    const { record } = await world.fetch(wanted('七里香', { album: '七里香' }));
    expect(record).toMatchObject({ state: 'not_found' });
    expect(asked('/rootfolder')).toBe(0);
  });
});

suite('when an album cannot be fetched', () => {
  it.each([
    ['nothing', 'not_found'],
    ['importBlocked', 'failed'],
    ['downloadFailed', 'failed'],
  ] as const)('ends in the right state on %s: %s, with nothing left in staging', async (outcome, state) => {
    await begin([album({ outcome })]);
    const { record } = await world.fetch(wanted('七里香'));
    expect(record.state).toBe(state);
    expect(asked('/rootfolder')).toBe(1);
    expect(await shelved()).toEqual([]);
  });

  it('aborts the fetch when the last download waiting for it is canceled, and not before', async () => {
    await begin([album({ outcome: 'stalls' })], { DOWNLOAD_WORKERS: '2' });
    const { engine } = world.downloads;
    const ids: string[] = [];
    for (const title of ['七里香', '借口']) ids.push((await engine.start(wanted(title))).view.record.id);
    for (const id of ids) await world.until(id, ({ progress }) => progress.source === 'lidarr' && progress.bytesTotal !== undefined);
    await engine.cancel(ids[0]!);
    expect(lidarr.state.removed).toEqual([]);
    expect((await engine.get(ids[1]!)).record.state).toBe('running');
    await engine.cancel(ids[1]!);
    await until(() => lidarr.state.removed.length > 0);
    expect(lidarr.state.removed).toEqual([5511]);
    await until(async () => (await shelved()).length === 0);
  });

  it('starts over for the next request after an aborted fetch', async () => {
    await begin([album({ outcome: 'stalls' })]);
    const { engine } = world.downloads;
    const { view } = await engine.start(wanted('七里香'));
    await world.until(view.record.id, ({ progress }) => progress.bytesTotal !== undefined);
    await engine.cancel(view.record.id);
    lidarr.state.own.splice(0);
    lidarr.state.known.splice(0, 1, album());
    expect((await world.fetch(wanted('七里香'))).record.state).toBe('succeeded');
  });
});
