import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaServerMetadataV1, mediaServerPlaylistsV1, mediaServerV1 } from '@catalogsync/contracts';
import { checkHealth, createRpcClient, required } from '@catalogsync/rpc';
import { type Environment, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { requireProgram, writeAudio } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';

// Real here: the whole service, gRPC over a Unix socket, and a folder of music.
const limits = { deadlineMs: 20_000 };
const homes: string[] = [];
let home: string;
let settings: Record<string, string>;
let running: RunningService | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'media-server-'));
  homes.push(home);
  mkdirSync(join(home, 'library'));
  settings = { ROOT_DIR: home };
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => {
  for (const one of homes) rmSync(one, { recursive: true, force: true });
});

async function start() {
  const environment = async (): Promise<Environment> => settings;
  running = await service.start(service.configure(settings), { log: silentLogger(), clock: systemClock, environment });
  const { grpc: address } = running.addresses;
  return {
    address,
    server: createRpcClient(mediaServerV1.MediaServerServiceService, { address, service: 'media-server' }),
    playlists: createRpcClient(mediaServerPlaylistsV1.ServerPlaylistServiceService, { address, service: 'media-server' }),
    metadata: createRpcClient(mediaServerMetadataV1.ServerMetadataServiceService, { address, service: 'media-server' }),
  };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const answers: T[] = [];
  for await (const answer of stream) answers.push(answer);
  return answers;
}

describe('when no media server is chosen', () => {
  it('says so, names those there are, and is healthy until it is stopped', async () => {
    const { address, server } = await start();
    expect(await server.getStatus({}, limits)).toMatchObject({
      configured: false,
      active: '',
      connected: false,
      problem: '',
      available: ['plex', 'jellyfin', 'navidrome', 'soulsync'],
    });
    await expect(server.searchTracks({ title: 'x', artist: '', limit: 0 }, limits)).rejects.toMatchObject({
      code: 'failed_precondition',
      hint: expect.stringContaining('SERVER_ACTIVE'),
    });
    await expect(all(server.listArtists({}, limits))).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await checkHealth(address, { deadlineMs: 2000 })).toBe('serving');
    expect(running?.stop()).toBe(running?.stop());
    await running?.stop();
    expect(await checkHealth(address, { deadlineMs: 300 })).toBe('unreachable');
  });
});

describe('when the setting names a server that there is none of', () => {
  it('fails clearly before anything starts, under the old name too (behaviour 221)', () => {
    const refused = expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(/"emby".*plex, jellyfin/) });
    expect(() => service.configure({ SERVER_ACTIVE: 'emby' })).toThrow(refused);
    expect(() => service.configure({ ACTIVE_MEDIA_SERVER: 'emby' })).toThrow(refused);
    expect(service.configure({ ACTIVE_MEDIA_SERVER: 'Plex' }).SERVER_ACTIVE).toBe('Plex');
  });
});

describe('when the setting changes while it runs', () => {
  it('the next call goes to the other server, and settings that cannot be used are told (behaviour 209)', async () => {
    const { server } = await start();
    settings = { ...settings, ACTIVE_MEDIA_SERVER: 'folder' };
    expect(await server.getStatus({}, limits)).toMatchObject({ configured: true, active: 'soulsync', connected: true });
    settings = { ...settings, SERVER_ACTIVE: 'plex' };
    expect(await server.getStatus({}, limits)).toMatchObject({
      active: 'plex',
      connected: false,
      hint: expect.stringContaining('PLEX_URL'),
    });
    settings = {
      ...settings,
      SERVER_ACTIVE: 'navidrome',
      NAVIDROME_URL: 'http://127.0.0.1:9',
      NAVIDROME_USER: 'me',
      NAVIDROME_PASSWORD: 'secret-7',
    };
    const unreachable = await server.getStatus({}, limits);
    expect(unreachable).toMatchObject({ active: 'navidrome', connected: false, problem: expect.stringMatching(/./) });
    expect(JSON.stringify(unreachable)).not.toContain('secret-7');
    settings = { ...settings, SERVER_ACTIVE: 'betamax' };
    expect(await server.getStatus({}, limits)).toMatchObject({ configured: false, problem: expect.stringContaining('"betamax"') });
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when a folder stands for a server', () => {
  const song = (title: string, more: object = {}) => {
    const unknown = { album: '', durationMs: 0, isrc: '', locators: [], otherTitles: [] };
    return { songId: `id of ${title}`, title, artists: ['周杰伦'], ...unknown, ...more };
  };
  beforeEach(async () => {
    settings = { ...settings, SERVER_ACTIVE: 'soulsync' };
    mkdirSync(join(home, 'library/周杰伦'));
    for (const title of ['七里香', '夜曲']) {
      await writeAudio(join(home, 'library/周杰伦', `${title}.flac`), {
        duration: 1,
        tags: { title, artist: '周杰伦', album: '十一月的萧邦' },
      });
    }
  });

  it('a playlist of ours is mirrored into it over gRPC, and unmatched songs are named', async () => {
    const { playlists } = await start();
    const request = { playlistId: '', name: '最爱', description: '', mode: 0, dryRun: false, force: false };
    const songs = [song('夜曲', { locators: ['周杰伦/夜曲.flac'] }), song('不存在'), song('七里香')];
    const steps = await all(playlists.mirrorPlaylist({ ...request, songs }, limits));
    expect(steps.at(-1)?.result).toMatchObject({ created: true, unmatched: ['id of 不存在'], change: { added: 2, applied: true } });
    const { playlistId } = required(steps.at(-1)?.result, 'result');
    const [page] = await all(playlists.listPlaylistTracks({ playlistId }, limits));
    expect(page?.tracks.map(({ title, locator }) => [title, locator])).toEqual([
      ['夜曲', '周杰伦/夜曲.flac'],
      ['七里香', '周杰伦/七里香.flac'],
    ]);
    expect(readFileSync(join(home, 'library/Playlists/最爱.m3u8'), 'utf8')).toContain('周杰伦/夜曲.flac');
    const copy = await playlists.copyPlaylist({ playlistId, name: 'A copy' }, limits);
    const changed = await playlists.changePlaylist(
      { playlistId: copy.playlistId, trackIds: [], mode: 0, dryRun: true, force: false },
      limits,
    );
    expect(changed.change).toMatchObject({ removed: 2, applied: false });
    expect((await all(playlists.listPlaylists({}, limits))).flatMap((answer) => answer.playlists.map(({ name }) => name)).sort()).toEqual([
      'A copy',
      '最爱',
    ]);
  });

  it('what it cannot do is told apart from what fails (behaviour 213)', async () => {
    const { server, metadata } = await start();
    const [artists] = await all(server.listArtists({}, limits));
    const artistId = artists?.artists[0]?.id ?? '';
    await expect(metadata.updateArtistGenres({ artistId, genres: ['Pop'] }, limits)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('SOULSYNC_WRITE'),
    });
    settings = { ...settings, SOULSYNC_WRITE: 'sidecars' };
    expect(await metadata.updateArtistGenres({ artistId, genres: ['Pop'] }, limits)).toEqual({});
    await expect(metadata.updateArtistGenres({ artistId: 'unknown', genres: ['Pop'] }, limits)).rejects.toMatchObject({
      code: 'not_found',
    });
    const { checks } = await server.checkServer({}, limits);
    expect(checks.find(({ what }) => what === 'history of plays')?.result).toBe(mediaServerV1.CheckResult.CHECK_RESULT_UNSUPPORTED);
  });

  it('scans, and says that it has ended', async () => {
    const { server } = await start();
    await writeAudio(join(home, 'library', 'new.flac'), { duration: 1, tags: { title: 'New', artist: 'Newcomer', album: 'First' } });
    const steps = await all(server.scanLibrary({ folders: [], waitSeconds: 20 }, limits));
    expect(steps.at(-1)?.result).toMatchObject({ ended: true });
    const { tracks } = await server.searchTracks({ title: 'New', artist: 'Newcomer', limit: 0 }, limits);
    expect(tracks.map(({ title }) => title)).toEqual(['New']);
    await expect(all(server.scanLibrary({ folders: ['../elsewhere'], waitSeconds: 0 }, limits))).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });
});
