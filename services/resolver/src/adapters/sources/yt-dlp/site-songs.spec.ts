import { afterEach, describe, expect, it } from '@jest/globals';
import { soundcloudSite, youtubeSite, ytDlpSource } from './definition.js';
import { YtDlpEmulator } from './fixtures/yt-dlp-emulator.js';
import type { Site } from './site-songs.js';
import { YtDlp } from './yt-dlp.js';

// Real here: the source with its child processes; a program stands in for yt-dlp.
const never = new AbortController().signal;
let emulator: YtDlpEmulator;
afterEach(() => emulator.stop());

const sourceOf = async (site: Site, address: string) => {
  emulator = await YtDlpEmulator.start([], { [address]: [] });
  return ytDlpSource(site, new YtDlp({ program: emulator.program, idleTimeoutMs: 20_000 }), { enabled: true, playlists: [address] });
};
const list = async (site: Site, address: string) =>
  (await sourceOf(site, address)).playlists!.listPlaylists({ limit: 5, after: undefined }, never);

describe('when the playlists of a site are configured', () => {
  it.each([
    'http://192.168.1.1/admin',
    'https://youtube.com.evil.example/playlist',
    'https://evil.example/?https://youtube.com/',
    'https://youtube.com@192.168.1.1/',
    'https://me:hush@www.youtube.com/playlist',
    'file:///etc/passwd',
    'ytsearch5:words',
    '--exec=id',
    'https://soundcloud.com/a/sets/b',
  ])('gives yt-dlp no address elsewhere: %s', async (address) => {
    const source = await sourceOf(youtubeSite, address);
    const refused = { code: 'permission_denied', message: expect.not.stringContaining('hush'), hint: 'Correct YOUTUBE_PLAYLISTS.' };
    await expect(source.playlists!.listPlaylists({ limit: 5, after: undefined }, never)).rejects.toMatchObject(refused);
    expect(await source.health!.checkHealth(never)).toEqual({
      reachable: false,
      detail: expect.stringContaining('must be at youtube.com or youtu.be'),
    });
    expect(await emulator.runs()).toEqual([]);
  });

  it.each([
    [youtubeSite, 'https://music.youtube.com/playlist?list=x'],
    [youtubeSite, 'http://youtu.be/x?list=y'],
    [soundcloudSite, 'https://soundcloud.com/a/sets/b'],
  ])('reads those of the site with its own extractors only: $name at %s', async (site, address) => {
    expect((await list(site, address)).items).toHaveLength(1);
    const [run = []] = await emulator.runs();
    expect(run.slice(run.indexOf('--use-extractors')).slice(0, 2)).toEqual(['--use-extractors', 'default,-generic']);
    expect(run.slice(-2)).toEqual(['--', address]);
  });
});

describe('when a song or playlist is named by the link that people share', () => {
  it('asks for the song at its address, and for no other address', async () => {
    const source = await sourceOf(soundcloudSite, 'https://soundcloud.com/a/sets/b');
    await source.refresher!.refreshTrack('some-one/night-drive', never);
    expect((await emulator.runs()).map((run) => run.at(-1))).toEqual(['https://soundcloud.com/some-one/night-drive']);
    for (const id of ['../x', 'a/b/c', 'https://evil.example/x', 'a/..', '-x/--exec']) await source.refresher!.refreshTrack(id, never);
    const asked = (await emulator.runs()).slice(1).map((run) => run.at(-1) ?? '');
    expect(asked.every((address) => /^https:\/\/soundcloud\.com\/[\w-]+\/[\w-]+$/.test(address))).toBe(true);
  });

  it.each([
    [youtubeSite, 'PL-abc_1', 'https://www.youtube.com/playlist?list=PL-abc_1'],
    [soundcloudSite, 'some-one/sets/night', 'https://soundcloud.com/some-one/sets/night'],
  ])('reads a playlist of $name that is not configured', async (site, id, address) => {
    emulator = await YtDlpEmulator.start([], { [address]: [] });
    const program = new YtDlp({ program: emulator.program, idleTimeoutMs: 20_000 });
    const source = ytDlpSource(site, program, { enabled: true, playlists: [] });
    expect((await source.playlistTracks!.listPlaylistTracks(id, { limit: 5, after: undefined }, never)).items).toEqual([]);
    expect((await emulator.runs()).map((run) => run.at(-1))).toEqual([address]);
    await expect(source.playlistTracks!.listPlaylistTracks('none', { limit: 5, after: undefined }, never)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
