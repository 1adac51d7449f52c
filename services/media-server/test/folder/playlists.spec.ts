import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SoulSyncServer } from '../../src/adapters/servers/soulsync/soulsync-server.js';
import type { ServerPlaylists } from '../../src/core/servers/media-server.js';
import { planEdits } from '../../src/core/servers/playlist-edits.js';
import type { PlaylistEntry, ServerPlaylist } from '../../src/core/servers/values.js';
import { MusicFolder } from './music-folder.js';

// Real here: playlist files, as this program and as others write them.
const signal = new AbortController().signal;
let folder: MusicFolder;
let server: SoulSyncServer;
let playlists: ServerPlaylists;
let ids: Record<string, string>;

beforeEach(async () => {
  folder = await MusicFolder.make();
  await folder.addSilence('a/one.wav', 'a/two.wav', 'b/three.wav', 'b/#four.wav');
  server = folder.open();
  if (server.optional.playlists === undefined) throw new Error('a folder has playlists');
  playlists = server.optional.playlists;
  ids = {};
  for (const title of ['one', 'two', 'three', '#four']) {
    ids[title] = (await server.searchTracks({ title, artist: '', limit: 1 }, signal))[0]?.id ?? '';
  }
});
afterEach(() => folder.remove());

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
const of = (...titles: string[]): string[] => titles.map((title) => ids[title] ?? title);
const listed = (): Promise<ServerPlaylist[]> => all(playlists.list(signal));
const entries = (id: string): Promise<PlaylistEntry[]> => all(playlists.entries(id, signal));
const titlesOf = async (id: string): Promise<string[]> => (await entries(id)).map(({ track }) => track.title);
const read = (file: string): string => readFileSync(join(folder.playlistsDir, file), 'utf8');
async function write(file: string, text: string | Buffer): Promise<ServerPlaylist> {
  await folder.write(`Playlists/${file}`, text);
  const found = (await listed()).at(-1);
  if (found === undefined) throw new Error('it is not listed');
  return found;
}

describe('when a playlist is made', () => {
  it('is a file that other players read, with paths from its own folder', async () => {
    const id = await playlists.create({ name: 'Évening/夜 "1"', description: 'Two\nlines', trackIds: of('one', '#four') }, signal);
    expect(read('Évening_夜 _1_.m3u8')).toBe(
      [
        '#EXTM3U',
        '#PLAYLIST:Évening/夜 "1"',
        '#DESCRIPTION:Two lines',
        '#EXTINF:0,one',
        '../a/one.wav',
        '#EXTINF:0,#four',
        '../b/#four.wav',
        '',
      ].join('\n'),
    );
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await listed()).toEqual([{ id, name: 'Évening/夜 "1"', description: 'Two lines', trackCount: 2, readOnly: undefined }]);
  });

  it('has a file of its own, whoever has the same name', async () => {
    const made = [];
    for (const name of ['Work', 'Work', 'WORK', 'Wörk', 'Wo\u0308rk', '../Work'])
      made.push(await playlists.create({ name, trackIds: [] }, signal));
    expect(new Set(made).size).toBe(6);
    expect(readdirSync(folder.home)).toEqual(['Music']);
    expect((await listed()).map(({ name }) => name).sort()).toEqual(['../Work', 'WORK', 'Work', 'Work', 'Wo\u0308rk', 'Wörk'].sort());
    await expect(
      Promise.all(Array.from({ length: 5 }, () => playlists.create({ name: 'At once', trackIds: [] }, signal))),
    ).resolves.toHaveLength(5);
    expect((await listed()).filter(({ name }) => name === 'At once')).toHaveLength(5);
  });

  it('leaves nothing behind if a track is not there', async () => {
    await expect(playlists.create({ name: 'Half', trackIds: of('one', 'ffff') }, signal)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listed()).toEqual([]);
    expect(existsSync(folder.playlistsDir) ? readdirSync(folder.playlistsDir) : []).toEqual([]);
  });

  it('is not made in the place of a music folder that is out of reach', async () => {
    renameSync(folder.dir, `${folder.dir}-away`);
    await expect(playlists.create({ name: 'Lost', trackIds: [] }, signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(folder.dir)).toBe(false);
  });
});

describe('when the owner wrote a playlist', () => {
  const mine = [
    '#EXTM3U',
    '# best of all',
    '#EXTINF:3,Radio',
    'http://radio.example/live',
    '#EXTINF:10,One as I call it',
    '#EXTVLCOPT:start-time=2',
    '..\\a\\one.wav',
    'gone/away.mp3',
    '# not too loud',
    '../a/two.wav',
    'file:///nowhere/else.mp3',
    '../b/three.wav',
    '# the end',
    '',
  ].join('\r\n');

  it('has the name of its file, and the entries that lead to music', async () => {
    const { id, name, trackCount } = await write('Mine.m3u8', mine);
    expect([name, trackCount, await titlesOf(id)]).toEqual(['Mine', 3, ['one', 'two', 'three']]);
  });

  it('keeps every line that an edit does not mean', async () => {
    const { id } = await write('Mine.m3u8', mine);
    const lines = mine.split('\r\n');
    await playlists.edit(id, planEdits(await entries(id), of('one', 'two', 'three')), signal);
    expect(read('Mine.m3u8')).toBe(mine);
    await playlists.edit(id, planEdits(await entries(id), of('three', 'one')), signal);
    expect(read('Mine.m3u8').split('\r\n').sort()).toEqual(lines.filter((line) => !/two|not too loud/.test(line)).sort());
    expect(await titlesOf(id)).toEqual(['three', 'one']);
    await playlists.append(id, of('#four', 'one'), signal);
    expect(await titlesOf(id)).toEqual(['three', 'one', '#four', 'one']);
    for (const line of ['gone/away.mp3', 'http://radio.example/live', 'file:///nowhere/else.mp3', '# the end'])
      expect(read('Mine.m3u8')).toContain(line);
  });

  it('keeps its head, and nothing but the wanted tracks, when it is replaced', async () => {
    const { id } = await write('Mine.m3u8', mine);
    await playlists.replace(id, of('two'), signal);
    expect(read('Mine.m3u8')).toBe(['#EXTM3U', '# best of all', '#EXTINF:0,two', '../a/two.wav', ''].join('\r\n'));
  });

  it('is not edited on the ground of what it was before', async () => {
    const { id } = await write('Mine.m3u8', mine);
    const edits = planEdits(await entries(id), of('one'));
    await folder.write('Playlists/Mine.m3u8', '../b/three.wav\n');
    await expect(playlists.edit(id, edits, signal)).rejects.toMatchObject({ code: 'failed_precondition', retry: 'later' });
    expect(read('Mine.m3u8')).toBe('../b/three.wav\n');
  });

  it('keeps its permissions', async () => {
    const { id } = await write('Mine.m3u8', mine);
    chmodSync(join(folder.playlistsDir, 'Mine.m3u8'), 0o664);
    await playlists.append(id, of('one'), signal);
    expect(statSync(join(folder.playlistsDir, 'Mine.m3u8')).mode & 0o777).toBe(0o664);
  });

  it('is listed but never changed if it is not UTF-8 or too large', async () => {
    for (const bytes of [Buffer.from('../a/one.wav\nM\xfcller.mp3\n', 'latin1'), Buffer.alloc(9 * 1024 * 1024, 'a\n')]) {
      const { id, readOnly } = await write('Old.m3u8', bytes);
      expect(readOnly).toMatch(/\w+ \w+/);
      await expect(playlists.append(id, of('one'), signal)).rejects.toMatchObject({ code: 'permission_denied' });
      expect(readFileSync(join(folder.playlistsDir, 'Old.m3u8')).equals(bytes)).toBe(true);
    }
  });

  it('is not listed if it is the index of a stream, a link, or of another kind', async () => {
    mkdirSync(folder.playlistsDir);
    await folder.write('Playlists/stream.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:9\nseg.aac\n');
    await folder.write('Playlists/notes.txt', '../a/one.wav\n');
    writeFileSync(join(folder.home, 'secret.m3u8'), '../a/one.wav\n');
    symlinkSync(join(folder.home, 'secret.m3u8'), join(folder.playlistsDir, 'link.m3u8'));
    expect(await listed()).toEqual([]);
  });

  it('does not lead to files outside the music folder', async () => {
    writeFileSync(join(folder.home, 'private.wav'), 'x');
    const { id } = await write('Out.m3u8', `../../private.wav\n${join(folder.home, 'private.wav')}\n${folder.path('a/one.wav')}\n`);
    expect(await titlesOf(id)).toEqual(['one']);
  });
});
