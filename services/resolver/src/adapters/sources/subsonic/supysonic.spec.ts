import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { HttpClient } from '@catalogsync/outbound-http';
import { requireProgram, type Supysonic, startSupysonic, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { coverOf } from '../../../core/sources/companions.js';
import type { SearchRequest } from '../../../core/sources/search.js';
import type { OpenedSource } from '../source-definition.js';
import { subsonic } from './definition.js';

// Real here: Supysonic as a process with its own database, files encoded by ffmpeg, HTTP.
const available = requireProgram('supysonic-server', '--help') && requireProgram('ffmpeg');
const never = new AbortController().signal;
const run = promisify(execFile);

(available ? describe : describe.skip)('when the server is a real one that speaks the older protocol', () => {
  let dir: string;
  let server: Supysonic;
  let http: HttpClient;
  let source: OpenedSource;
  const inMusic = (path: string) => join(dir, 'music', path);
  const lookFor = (title: string, artist: string): SearchRequest => ({
    keyword: `${title} ${artist}`,
    target: { title, artists: [artist], album: undefined, durationMs: undefined, isrc: undefined },
    limit: 5,
  });
  const search = (title: string, artist: string) => source.searcher!.searchTracks(lookFor(title, artist), never);
  /** Calls the server as its own client would. */
  const manage = async (method: string, query: string): Promise<void> => {
    const login = `u=${server.user}&p=${server.password}&v=1.10.2&c=test&f=json`;
    const answer = await fetch(`${server.url}/rest/${method}.view?${query}&${login}`);
    expect(await answer.json()).toMatchObject({ 'subsonic-response': { status: 'ok' } });
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'supysonic-music-'));
    await writeAudio(inMusic('Beyond/乐与怒/03 海阔天空.flac'), {
      duration: 3,
      tags: { title: '海阔天空', artist: 'Beyond', album: '乐与怒', track: '3', date: '1993' },
    });
    await writeAudio(inMusic('b #1 & 100%.mp3'), {
      duration: 2,
      frequency: 660,
      tags: { title: 'Harbour Lights', artist: 'Low Tide', album: 'Breakwater' },
    });
    await writeFile(inMusic('b #1 & 100%.txt'), 'Lights of the harbour\n');
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=64x64', '-frames:v', '1', inMusic('Beyond/乐与怒/cover.jpg')]);
    server = await startSupysonic(join(dir, 'music'));
    http = new HttpClient();
    source = subsonic.open(
      { SUBSONIC_URL: server.url, SUBSONIC_USER: server.user, SUBSONIC_PASSWORD: server.password, SUBSONIC_AUTH: 'password' },
      { http },
    );
  });
  afterAll(async () => {
    await http.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('is healthy, and says so', async () => {
    expect(await source.health!.checkHealth(never)).toEqual({ reachable: true, detail: expect.stringContaining('1.10.2') });
  });

  it('says how to log in if the server does not support tokens, and reports a wrong password', async () => {
    const tokens = subsonic.open(
      { SUBSONIC_URL: server.url, SUBSONIC_USER: server.user, SUBSONIC_PASSWORD: server.password, SUBSONIC_AUTH: 'token' },
      { http },
    );
    expect(await tokens.health!.checkHealth(never)).toEqual({
      reachable: false,
      detail: expect.stringContaining('SUBSONIC_AUTH=password'),
    });
    const wrong = subsonic.open(
      { SUBSONIC_URL: server.url, SUBSONIC_USER: server.user, SUBSONIC_PASSWORD: 'wrong', SUBSONIC_AUTH: 'password' },
      { http },
    );
    await expect(wrong.searcher!.searchTracks(lookFor('x', 'y'), never)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('finds songs by title and artist although the server searches titles only', async () => {
    const [hit] = await search('海阔天空', 'Beyond');
    expect(hit).toMatchObject({
      track: {
        name: '海阔天空',
        artists: [{ name: 'Beyond' }],
        album: '乐与怒',
        durationMs: 3000,
        trackNumber: 3,
        year: 1993,
        ext: 'flac',
      },
      trial: false,
    });
    // The server writes bit/s where the protocol says kbit/s.
    expect(hit?.audio.bitrate).toBeGreaterThan(20_000);
    expect(hit?.audio.bitrate).toBeLessThan(2_000_000);
    expect(await search('no such song', 'Beyond')).toEqual([]);
  });

  it('fetches the exact file, and refreshes a known song', async () => {
    const [hit] = await search('Harbour Lights', 'Low Tide');
    const stagingFolder = await mkdtemp(join(dir, 'staging-'));
    const request = { fetchKey: hit!.fetchKey!, stagingFolder, maxBytes: 1_000_000, report: () => undefined };
    const { path } = await source.fetcher!.fetchTrack(request, never);
    expect(extname(path)).toBe('.mp3');
    expect((await readFile(path)).equals(await readFile(inMusic('b #1 & 100%.mp3')))).toBe(true);
    expect(await source.refresher!.refreshTrack(hit!.track.remoteId, never)).toEqual(hit);
    expect(await source.refresher!.refreshTrack('00000000-0000-0000-0000-000000000000', never)).toBeUndefined();
    expect(await source.refresher!.refreshTrack('no uuid', never)).toBeUndefined();
  });

  it('returns covers, and lyrics by name, as the server does not find lyrics by id', async () => {
    const [beyond] = await search('海阔天空', 'Beyond');
    const [harbour] = await search('Harbour Lights', 'Low Tide');
    expect(await source.lyrics!.lyrics(harbour!.track.remoteId, never)).toContain('Lights of the harbour');
    expect(await source.lyrics!.lyrics(beyond!.track.remoteId, never)).toBeUndefined();
    expect(coverOf((await source.covers!.cover(beyond!.track.remoteId, never))!)?.mediaType).toBe('image/jpeg');
    expect(await source.covers!.cover(harbour!.track.remoteId, never)).toBeUndefined();
  });

  it('lists playlists whose versions follow their songs, although the server does not say when one changed', async () => {
    const [beyond] = await search('海阔天空', 'Beyond');
    const [harbour] = await search('Harbour Lights', 'Low Tide');
    const [one, other] = [beyond!.track.remoteId, harbour!.track.remoteId];
    await manage('createPlaylist', `name=${encodeURIComponent('晚上')}&songId=${one}&songId=${other}&songId=${one}`);
    const list = async () => (await source.playlists!.listPlaylists({ limit: 10, after: undefined }, never)).items;
    const [before] = await list();
    const { items } = await source.playlistTracks!.listPlaylistTracks(before!.remoteId, { limit: 10, after: undefined }, never);
    expect(items.map(({ remoteId }) => remoteId)).toEqual([one, other, one]);
    expect(await list()).toEqual([before]);
    await manage('updatePlaylist', `playlistId=${before!.remoteId}&songIndexToRemove=2&songIdToAdd=${other}`);
    const [after] = await list();
    expect(after).toMatchObject({ remoteId: before!.remoteId, name: '晚上' });
    expect(after!.version).not.toBe(before!.version);
  });

  it('offers its newest albums as a chart', async () => {
    const { items } = await source.charts!.listCharts({ limit: 10, after: undefined }, never);
    expect(items.map(({ remoteId }) => remoteId)).toEqual(['chart:frequent', 'chart:newest']);
    const { items: tracks } = await source.playlistTracks!.listPlaylistTracks('chart:newest', { limit: 10, after: undefined }, never);
    expect(tracks.map(({ name }) => name).sort()).toEqual(['Harbour Lights', '海阔天空']);
  });
});
