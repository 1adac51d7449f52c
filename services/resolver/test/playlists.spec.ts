import 'reflect-metadata';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { silentWav } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: files on disk, ffmpeg's tags, SQLite, gRPC over a Unix socket.
let library: LibraryHarness;

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
});
afterEach(() => library.dispose());

const songs = ['七里香', '夜曲', '稻香'];

function writeSongs(): void {
  for (const [index, song] of songs.entries()) library.write(`周杰伦/0${index + 1} ${song}.wav`, silentWav(index + 1));
}

/** 周杰伦\01 七里香.wav and 周杰伦/02 夜曲.wav in GBK. */
const gbkList = Buffer.concat([
  Buffer.from([0xd6, 0xdc, 0xbd, 0xdc, 0xc2, 0xd7]),
  Buffer.from('\\01 '),
  Buffer.from([0xc6, 0xdf, 0xc0, 0xef, 0xcf, 0xe3]),
  Buffer.from('.wav\r\n#EXTINF:1,x\r\n'),
  Buffer.from([0xd6, 0xdc, 0xbd, 0xdc, 0xc2, 0xd7]),
  Buffer.from('/02 '),
  Buffer.from([0xd2, 0xb9, 0xc7, 0xfa]),
  Buffer.from('.wav\r\n'),
]);

describe('when a folder holds playlist files', () => {
  it('reads UTF-8, GBK and UTF-16 alike', async () => {
    writeSongs();
    const text = '#EXTM3U\n#PLAYLIST:最爱\n#EXTINF:1,周杰伦 - 七里香\n周杰伦/01 七里香.wav\n周杰伦/02 夜曲.wav\n';
    library.write('utf8.m3u8', text);
    library.write('bom.m3u', `\uFEFF${text.replace('最爱', 'bom')}`);
    library.write('gbk.m3u', gbkList);
    library.write('utf16.m3u', Buffer.from(`\uFEFF${text.replace('最爱', 'utf16')}`, 'utf16le'));
    expect(await library.scan()).toMatchObject({ problemCount: 0 });
    for (const name of ['最爱', 'bom', 'gbk', 'utf16'])
      expect({ name, titles: await library.titles(name) }).toEqual({ name, titles: ['七里香', '夜曲'] });
    expect(await library.playlist('最爱')).toMatchObject({ pools: [{ kind: 'playlist_file', externalId: 'library_playlist_files' }] });
  });

  it('finds entries however they are spelt, and keeps repeats', async () => {
    writeSongs();
    library.write('Cafe\u0301/Song.wav', silentWav(20));
    symlinkSync('周杰伦', library.path('link'));
    const entries = [
      '../周杰伦/03 稻香.wav',
      library.path('周杰伦/01 七里香.wav'),
      '..\\周杰伦\\02 夜曲.wav',
      encodeURI('../周杰伦/03 稻香.wav'),
      pathToFileURL(library.path('周杰伦/01 七里香.wav')).href,
      `file:${library.path('周杰伦/02 夜曲.wav')}`,
      '../caf\u00e9/SONG.WAV',
      '../link/03 稻香.wav',
      './.././lists//../周杰伦/03 稻香.wav',
    ];
    library.write('lists/all.m3u', entries.join('\n'));
    const summary = await library.scan();
    expect(summary.problems).toEqual([]);
    expect(await library.titles('all')).toEqual(['稻香', '七里香', '夜曲', '稻香', '七里香', '夜曲', 'Song', '稻香', '稻香']);
  });

  it('reports entries that are missing, outside the folders or streams, and lists the rest', async () => {
    writeSongs();
    writeFileSync(join(library.home, 'outside.wav'), silentWav(9));
    library.write('mix.m3u', `gone.wav\n../outside.wav\nhttp://radio.example/live\n/etc/passwd\n周杰伦/01 七里香.wav\n`);
    library.write('hls.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:10\nsegment1.aac\n');
    library.write('binary.m3u', Buffer.from([1, 2, 0, 3]));
    library.write('none.m3u', 'nothing.wav\n');
    const summary = await library.scan();
    const reasons = summary.problems.map((problem) => `${problem.path.slice(library.music.length + 1)}: ${problem.reason}`);
    expect(reasons).toHaveLength(7);
    expect(reasons.filter((reason) => reason.startsWith('mix.m3u'))).toHaveLength(4);
    expect(await library.titles('mix')).toEqual(['七里香']);
    expect((await library.playlists()).map((playlist) => playlist.name).sort()).toEqual(['Recently added', 'mix']);
    expect(await library.scan()).toMatchObject({ problemCount: 0, knownFaultCount: 7, added: 0, changed: 0 });
  });

  it('keeps its id when edited, and reports entries whose files moved away as missing until they are back', async () => {
    writeSongs();
    library.write('mix.m3u', '周杰伦/01 七里香.wav\n周杰伦/02 夜曲.wav\n');
    await library.scan();
    const before = await library.playlist('mix');
    library.write('mix.m3u', '周杰伦/02 夜曲.wav\n周杰伦/03 稻香.wav\n');
    await library.scan();
    const edited = await library.playlist('mix');
    expect([edited.remoteId === before.remoteId, edited.version === before.version]).toEqual([true, false]);
    expect(await library.titles('mix')).toEqual(['夜曲', '稻香']);
    const missing = (song: string) => ({
      path: library.path('mix.m3u'),
      reason: `no such file in the library: 周杰伦/${song}.wav`,
    });
    renameSync(library.path('周杰伦/02 夜曲.wav'), library.path('周杰伦/Nocturne.wav'));
    expect(await library.scan()).toMatchObject({ moved: 1, problems: [missing('02 夜曲')] });
    expect(await library.titles('mix')).toEqual(['稻香']);
    expect((await library.playlist('mix')).remoteId).toBe(before.remoteId);
    renameSync(library.path('周杰伦'), library.path('Jay'));
    expect(await library.scan()).toMatchObject({ moved: 3, problems: [missing('03 稻香')], knownFaultCount: 1 });
    renameSync(library.path('Jay'), library.path('周杰伦'));
    renameSync(library.path('周杰伦/Nocturne.wav'), library.path('周杰伦/02 夜曲.wav'));
    expect(await library.scan()).toMatchObject({ moved: 3, problemCount: 0 });
    expect(await library.playlist('mix')).toEqual(edited);
    expect(await library.titles('mix')).toEqual(['夜曲', '稻香']);
    rmSync(library.path('mix.m3u'));
    await library.scan();
    await expect(library.playlist('mix')).rejects.toThrow();
  });
});

describe('when files carry no tags', () => {
  it('takes titles and artists from the file names, and makes no playlist of the folder', async () => {
    library.write('Mix/02 - 王菲 - 红豆.wav', silentWav(1));
    library.write('Mix/01. Intro.wav', silentWav(2));
    library.write('Mix/10 Things.wav', silentWav(3));
    await library.scan();
    const songs = await library.songs();
    expect(Object.values(songs).map((track) => [track.name, track.artists.map((artist) => artist.name)])).toEqual(
      expect.arrayContaining([
        ['Intro', []],
        ['红豆', ['王菲']],
        ['10 Things', []],
      ]),
    );
    expect((await library.playlists()).map(({ name }) => name)).toEqual(['Recently added']);
  });
});

describe('when music was added at different times', () => {
  it('lists the newest hundred in a chart, latest first', async () => {
    for (let seed = 1; seed <= 130; seed++) library.write(`old/${seed}.wav`, silentWav(seed));
    await library.scan();
    library.write('new/a.wav', silentWav(500));
    await library.scan();
    library.write('new/b.wav', silentWav(501));
    await library.scan();
    const chart = await library.playlist('Recently added');
    expect(chart).toMatchObject({
      remoteId: 'library_newest',
      pools: [{ kind: 'toplist', externalId: 'library_newest', name: 'Library' }],
    });
    const titles = await library.titles('Recently added');
    expect(titles).toHaveLength(100);
    expect(titles.slice(0, 2)).toEqual(['b', 'a']);
  });
});

describe('when lists are read page by page', () => {
  it('returns the same items in the same order for every page size', async () => {
    const seeds = Array.from({ length: 30 }, (_, at) => at + 1);
    for (const seed of seeds) library.write(`f/${seed}.wav`, silentWav(seed));
    for (let list = 0; list < 7; list++) {
      const entries = seeds.filter((seed) => seed % 7 === list).map((seed) => `f/${seed}.wav`);
      library.write(`f${list}.m3u`, entries.join('\n'));
    }
    await library.scan();
    const [playlists, files] = [await library.playlists(), await library.files()];
    const first = await library.playlist('f1');
    const tracks = await library.tracks(first.remoteId);
    expect(files).toHaveLength(30);
    expect(playlists).toHaveLength(8);
    expect(playlists[0]?.remoteId).toBe('library_newest');
    for (const size of [1, 2, 3, 5, 7, 8, 29, 30, 1000]) {
      expect(await library.playlists(size)).toEqual(playlists);
      expect(await library.files(size)).toEqual(files);
      expect(await library.tracks(first.remoteId, size)).toEqual(tracks);
    }
  });

  it('refuses invalid sizes and tokens, and unknown sources and playlists', async () => {
    for (let seed = 1; seed <= 4; seed++) library.write(`a/${seed}.wav`, silentWav(seed));
    library.write('a.m3u', 'a/1.wav\na/2.wav\na/3.wav\n');
    await library.scan();
    const limits = { deadlineMs: 5000 };
    const ask = (pageToken: string, pageSize = 2, source = 'library') =>
      library.client.listTrackFiles({ source, pageSize, pageToken }, limits);
    const token = (await ask('')).nextPageToken;
    expect((await ask(token)).files).toHaveLength(2);
    for (const bad of [
      'x',
      `${token}A`,
      token.slice(1),
      '%%%',
      'a'.repeat(100_000),
      Buffer.from('[1,"files","library","files\\n[5]"]').toString('base64url'),
    ]) {
      await expect(ask(bad)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
    for (const size of [-1, 5001]) await expect(ask('', size)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(ask('', 0, 'nowhere')).rejects.toMatchObject({ code: 'not_found' });
    const tracks = (remotePlaylistId: string, pageToken = '') =>
      library.client.listPlaylistTracks({ source: 'library', remotePlaylistId, pageSize: 1, pageToken }, limits);
    await expect(tracks('nothing')).rejects.toMatchObject({ code: 'not_found' });
    const a = await library.playlist('a');
    await expect(tracks(a.remoteId, token)).rejects.toMatchObject({ code: 'invalid_argument' });
    const next = (await tracks(a.remoteId)).nextPageToken;
    library.write('a.m3u', 'a/1.wav\na/2.wav\na/4.wav\n');
    await library.scan();
    await expect(tracks(a.remoteId, next)).rejects.toMatchObject({ code: 'failed_precondition', retry: 'later' });
  });

  it('names the source and what it can do', async () => {
    const { sources } = await library.client.listSources({}, { deadlineMs: 5000 });
    expect(sources[0]).toEqual({ name: 'library', aliases: [], configured: true, capabilities: [1, 2, 3, 4, 5], leftOut: [] });
    expect(sources.filter(({ configured }) => configured)).toHaveLength(1);
  });
});

describe('when lines are recognised as playlists over gRPC', () => {
  it('returns a playlist, a song or a reason for each line, including platforms without a source', async () => {
    const { lines, platforms } = await library.client.recognisePlaylists(
      {
        lines: ['https://music.163.com/#/playlist?id=5', 'library,album-1', 'nonsense', 'https://youtu.be/dQw4w9WgXcQ'],
        byFormOnly: false,
      },
      { deadlineMs: 20_000 },
    );
    expect(lines).toEqual([
      { platform: 'netease', remoteId: '5', url: 'https://music.163.com/#/playlist?id=5', reason: '', isSong: false },
      { platform: 'library', remoteId: 'album-1', url: '', reason: '', isSong: false },
      { platform: '', remoteId: '', url: '', reason: 'neither an address nor "platform,id"', isSong: false },
      { platform: 'youtube', remoteId: 'dQw4w9WgXcQ', url: 'https://youtu.be/dQw4w9WgXcQ', reason: '', isSong: true },
    ]);
    expect(platforms).toContain('netease');
  });
});
