import { readFileSync } from 'node:fs';
import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largestPlaylistFile, readPlaylistFile, referencesIn } from '../src/core/playlist-file/read-playlist-file.js';
import { mostRows } from '../src/core/playlist-forms/contents.js';
import { fileReading } from '../src/playlist-files.binding.js';
import { MemoryPlaylistRecogniser } from './memory/memory-playlist-recogniser.js';

// Real here: the readers of all forms. Platforms are recognised from memory.
const hosts = { qq: 'y.qq.com', netease: 'music.163.com', library: '', youtube: 'www.youtube.com', deezer: 'www.deezer.com' };
const playlistPlatforms = Object.keys(hosts);
const never = new AbortController().signal;
const read = (text: string | Uint8Array, recogniser = new MemoryPlaylistRecogniser(hosts), name = '/home/me/list.txt') =>
  readPlaylistFile({ name, content: typeof text === 'string' ? new TextEncoder().encode(text) : text }, fileReading(recogniser), never);
const fixture = (name: string) =>
  read(
    readFileSync(new URL(`../src/adapters/playlist-forms/fixtures/${name}`, import.meta.url)),
    new MemoryPlaylistRecogniser(hosts),
    `/home/me/${name}`,
  );

const parse = async (text: string | Uint8Array) =>
  referencesIn({ ...(await read(text)), lists: [] }).map(({ platform, remoteId }) => `${platform} ${remoteId}`);
const songsIn = async (contents: ReturnType<typeof read>) =>
  (await contents).lists.flatMap(({ songs }) => songs.map(({ platform, track }) => `${platform}: ${track.name}`));

describe('when a line cannot be read (behaviour 139)', () => {
  it.each(['https://open.spotify.com/playlist/37i9', 'spotify,37i9', '周杰伦', `qq,${'9'.repeat(501)}`, 'qq,a\u0000b'])(
    'reports it with its number and text, and reads the others: %j',
    async (line) => {
      const { named, unread, lists } = await read(`# mine\n\nqq,1\n${line}\nqq,2\n`);
      expect(named.map(({ line: number, reference }) => [number, reference?.remoteId])).toEqual([
        [3, '1'],
        [5, '2'],
      ]);
      expect({ unread, lists }).toEqual({ unread: [{ line: 4, text: line, reason: expect.stringMatching(/./) }], lists: [] });
    },
  );

  it('refuses the file if nothing else is in it, with the number and text of the first line', async () => {
    const refused = read('# mine\n\nspotify,37i9\nhttps://open.spotify.com/x\n');
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', hint: expect.stringContaining('qq, netease, library') });
    await expect(refused).rejects.toMatchObject({
      message: '/home/me/list.txt, line 3: nothing known: "spotify,37i9", and 1 more like it',
    });
  });

  it('finds a bad line after thousands of good ones', async () => {
    const lines = Array.from({ length: 2500 }, (_, id) => `qq,${id}`);
    const { named, unread } = await read([...lines, 'bad'].join('\n'));
    expect([named.length, unread]).toEqual([2500, [{ line: 2501, text: 'bad', reason: 'nothing known' }]]);
  });
});

describe('when lines cannot be recognised', () => {
  it('passes on the fault and its hint, and says nothing about the file', async () => {
    const recogniser = new MemoryPlaylistRecogniser(hosts);
    recogniser.fault = new Fault('unavailable', 'nobody there', { hint: 'Start it.' });
    await expect(read('qq,1', recogniser)).rejects.toMatchObject({ code: 'unavailable', message: 'nobody there', hint: 'Start it.' });
  });

  it('treats too short an answer as corrupt', async () => {
    const silent = { recognise: async () => ({ lines: [], platforms: [] }), recogniseByForm: async () => ({ lines: [], platforms: [] }) };
    await expect(readPlaylistFile({ name: 'x', content: Buffer.from('qq,1') }, fileReading(silent), never)).rejects.toMatchObject({
      code: 'data_corrupt',
    });
  });
});

describe('when a file contains more than playlists (behaviour 139)', () => {
  it('skips blank lines, comments, a byte order mark and both kinds of line ending', async () => {
    expect(await parse('\uFEFF# 我的歌单\r\n\r\n  \t\r\nqq,1\r\n  # netease,2\r\n netease,3 \n')).toEqual(['qq 1', 'netease 3']);
  });

  it('keeps the address by which each playlist was given', async () => {
    const { named } = await read('https://music.163.com/#/playlist?id=1\nnetease,2');
    expect(named.map(({ reference }) => reference)).toEqual([
      { platform: 'netease', remoteId: '1', url: 'https://music.163.com/#/playlist?id=1' },
      { platform: 'netease', remoteId: '2', url: undefined },
    ]);
  });

  it('follows short links, and nothing else in a file', async () => {
    const recogniser = new MemoryPlaylistRecogniser(hosts);
    recogniser.shortLinks['https://short.example/a'] = 'https://y.qq.com/playlist/7';
    expect(referencesIn(await read('https://short.example/a', recogniser))).toEqual([
      { platform: 'qq', remoteId: '7', url: 'https://short.example/a' },
    ]);
    recogniser.shortLinks['https://short.example/s'] = 'https://y.qq.com/song/9';
    const { lists } = await read('title,artist,url\nA,B,https://short.example/s\n', recogniser);
    expect(lists[0]?.songs[0]?.platform).toBe('file');
  });

  it.each([
    ['nothing', ''],
    ['comments only', '# a\n\n# b'],
    ['pictures', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
    ['more than 10 MB', new Uint8Array(largestPlaylistFile + 1).fill(0x0a)],
    ['10,001 playlists', Array.from({ length: mostRows + 1 }, (_, id) => `qq,${id}`).join('\n')],
    ['10,001 songs', `title,artist\n${'A,B\n'.repeat(mostRows + 1)}`],
  ])('refuses a file of %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('list.txt') });
  });
});

describe('when a file is as large as allowed', () => {
  const rows = (row: (at: number) => string): string => Array.from({ length: 9_900 }, (_, at) => row(at)).join('');
  const long = (at: number): string => `${at} Some words of a title `.repeat(12);
  const track = '<key>Track ID</key><integer>1</integer><key>Name</key><string>A</string><key>Artist</key><string>B</string>';
  const plist = (tracks: string, items: string): string =>
    `<?xml version="1.0"?><plist version="1.0"><dict><key>Tracks</key><dict>${tracks}</dict><key>Playlists</key><array><dict>
      <key>Name</key><string>P</string><key>Playlist Items</key><array>${items}</array></dict></array></dict></plist>`;

  it.each<[string, string]>([
    ['a table', `title,artist,album\n${rows((at) => `"${long(at)}","${long(at)}","${long(at)}"\n`)}`],
    [
      'JSON',
      JSON.stringify({ track: Array.from({ length: 9_900 }, (_, at) => ({ title: long(at), creator: long(at), album: long(at) })) }),
    ],
    ['lines', rows((at) => `${long(at).slice(0, 150)} - ${long(at).slice(0, 140)}\n`)],
    [
      'XML',
      plist(
        rows((at) => `<key>${at}</key><dict>${track.repeat(3)}</dict>`),
        rows((at) => `<dict><key>Track ID</key><integer>${at}</integer></dict>`),
      ),
    ],
  ])('reads %s while other work has its turn again and again', async (_, text) => {
    let [turns, reading] = [0, true];
    const other = (): void => {
      turns++;
      if (reading) setImmediate(other);
    };
    other();
    const { lists } = await read(text).finally(() => {
      reading = false;
    });
    expect(lists.map(({ songs }) => songs.length)).toEqual([9_900]);
    // Parsing, which blocks, and placing the songs, two hundred at a time, each let others work.
    expect(turns).toBeGreaterThan(9_900 / 200);
  });

  it.each([
    ['rows', 'title,artist\n', 'A,B\n', 'more than 10000 rows'],
    ['lines of audio files', '#EXTM3U\n', 'a.mp3\n', 'more than 10000 rows'],
    ['values', '{"track":[', '{"a":1},', 'too many values'],
    ['elements', '<playlist><trackList>', '<track/>', 'too many elements'],
  ])('refuses one of too many %s before all of it is read', async (_, head, row, reason) => {
    // The end is missing: who reads to it finds another fault.
    const refused = read(head + row.repeat(Math.floor((largestPlaylistFile - head.length) / row.length)));
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(reason) });
  });

  it('gives up when the caller does', async () => {
    const caller = new AbortController();
    const content = new TextEncoder().encode(`title,artist\n${rows((at) => `${long(at)},B\n`)}`);
    const reading = readPlaylistFile({ name: 'x', content }, fileReading(new MemoryPlaylistRecogniser(hosts)), caller.signal);
    setImmediate(() => caller.abort(new Fault('canceled', 'enough')));
    await expect(reading).rejects.toMatchObject({ code: 'canceled' });
  });
});

describe('when a file holds songs', () => {
  it('reads addresses of playlists and songs, and songs in words, from one list of lines', async () => {
    const text = 'qq,1\nhttps://y.qq.com/song/003\n林小雨 - 月光下\n远行\nhttps://example.org/x\n';
    const { form, named, lists, unread } = await read(text);
    expect({ form, named: named.length, unread: unread.map(({ line }) => line) }).toEqual({
      form: 'lines of addresses and songs',
      named: 1,
      unread: [5],
    });
    expect(lists.map(({ name, songs }) => [name, songs.map(({ platform, track }) => `${platform} ${track.name}`)])).toEqual([
      ['list', ['qq 003', 'file 月光下', 'file 远行']],
    ]);
  });

  it('does not take words without a dash for titles among addresses alone', async () => {
    expect((await read('qq,1\nmy favourites\n')).unread).toEqual([{ line: 2, text: 'my favourites', reason: 'nothing known' }]);
  });

  it('keeps the platform of songs whose id or address is known here; the others are of the platform "file"', async () => {
    const csv =
      'title,artist,url\nA,B,https://www.deezer.com/song/9\nC,D,https://nowhere.example/1\nE,F,spotify:track:3n3Ppam7vgaVa1iaRUcA01\n';
    const { lists } = await read(csv);
    expect(lists[0]?.songs.map(({ platform, track }) => [platform, track.name, track.more])).toEqual([
      ['deezer', 'A', undefined],
      ['file', 'C', { addresses: ['https://nowhere.example/1'] }],
      ['file', 'E', { spotify_id: '3n3Ppam7vgaVa1iaRUcA01' }],
    ]);
    const deezer = (await fixture('tunemymusic.csv')).lists.flatMap(({ songs }) => songs);
    expect(new Set(deezer.map(({ platform }) => platform))).toEqual(new Set(['file']));
    expect(deezer[0]?.track).toMatchObject({ isrc: 'QZABC2500001', more: { spotify_id: '3n3Ppam7vgaVa1iaRUcA01' } });
    const other = await read('Track name,Artist name,Playlist name,Type,Deezer - id\nA,B,P,Playlist,77\n');
    expect(other.lists[0]?.songs[0]).toMatchObject({ platform: 'deezer', track: { remoteId: '77', name: 'A' } });
  });

  it('reports a song that only an id of an unknown service names', async () => {
    const { unread, lists } = await fixture('jspf-listenbrainz.jspf');
    expect(lists[0]?.songs).toHaveLength(4);
    expect(unread).toEqual([{ line: 5, text: expect.stringContaining('dead'), reason: expect.stringContaining('no title') }]);
  });

  it('names a song of a known platform by its id until that gives a name', async () => {
    const { lists } = await read('Video ID,Added\n-aaaaaaaa01,2026\naaaaaaaaa02,2026\n');
    expect(lists[0]?.songs.map(({ platform, track }) => [platform, track.remoteId, track.name])).toEqual([
      ['youtube', '-aaaaaaaa01', '-aaaaaaaa01'],
      ['youtube', 'aaaaaaaaa02', 'aaaaaaaaa02'],
    ]);
  });

  it('gives each song and list an id that stays when the file is read again or its rows move', async () => {
    const ids = async (text: string, name?: string) => {
      const { lists } = await read(text, new MemoryPlaylistRecogniser(hosts), name);
      return { list: lists[0]?.reference.remoteId, songs: lists[0]?.songs.map(({ track }) => track.remoteId) };
    };
    const first = await ids('title,artist\nA,B\nC,D\nA,B\n');
    const again = await ids('title,artist\nNew,One\nA,B\nC,D\n', '/elsewhere/list.txt');
    expect(again).toEqual({ list: first.list, songs: [again.songs?.[0], first.songs?.[0], first.songs?.[1]] });
    expect(first.songs?.[2]).toBe(first.songs?.[0]);
    expect((await ids('title,artist\nA,B\n', 'other.csv')).list).not.toBe(first.list);
    expect((await fixture('playlist.xspf')).lists[0]?.reference.remoteId).toBe(
      'https://listenbrainz.org/playlist/7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11',
    );
    expect((await fixture('apple-library.xml')).lists[0]?.reference.remoteId).toBe('AB0000000000000F');
  });

  it('names a list as the file does, else after the file without what exporters add', async () => {
    const name = async (file: string) => (await read('title,artist\nA,B\n', undefined, file)).lists[0]?.name;
    expect(await name('C:\\me\\Evening.csv')).toBe('Evening');
    expect(await name('Evening - playlistCSV1700000000.csv')).toBe('Evening');
    expect(await name('Night-videos.csv')).toBe('Night');
    expect((await fixture('playlist.kgl')).lists[0]?.name).toBe('晚上听的');
  });

  it('names the file in a fault of its content', async () => {
    await expect(read('<playlist><trackList>')).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(/^\/home\/me\/list\.txt, line 1: /),
      hint: 'Export the playlist again.',
    });
  });

  it('reads a file in the encoding that its owner names', async () => {
    const content = Uint8Array.of(...[0x89, 0xb9, 0x8a, 0x79], ...new TextEncoder().encode(' - X\n'));
    const as = (encoding: string) =>
      readPlaylistFile({ name: 'x.txt', content, encoding }, fileReading(new MemoryPlaylistRecogniser(hosts)), never);
    expect((await as('shift_jis')).lists[0]?.songs[0]?.track.artists[0]?.name).toBe('音楽');
    for (const encoding of ['utf-8', 'klingon']) {
      await expect(as(encoding)).rejects.toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(encoding) });
    }
  });

  it('reads lines of a Windows user in their own encoding', async () => {
    expect(await songsIn(fixture('songs-gbk.txt'))).toEqual(
      ['月光下', '城南旧曲 (Live)', '远行', '雨夜 - 钢琴版', '团圆'].map((title) => `file: ${title}`),
    );
  });
});

describe('when any text is given', () => {
  const reference = fc.record({
    platform: fc.constantFrom(...playlistPlatforms),
    id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
  });
  const noise = fc.constantFrom('', '   ', '# remark', '#', '\t');

  it('reads back every reference, in order, among any noise', async () => {
    const lines = fc.array(fc.oneof(reference, noise), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), async (all, end, mark) => {
        const text = all.map((line) => (typeof line === 'string' ? line : `${line.platform},${line.id}`)).join(end);
        const expected = all.flatMap((line) => (typeof line === 'string' ? [] : [`${line.platform} ${line.id}`]));
        if (expected.length === 0) await expect(read(text)).rejects.toMatchObject({ code: 'invalid_argument' });
        else expect(await parse(mark ? `\uFEFF${text}` : text)).toEqual(expected);
      }),
    );
  });

  it('returns references and songs or one invalid_argument, never another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()), async (text) => {
        const outcome = await read(text).catch((error: { code?: string }) => error.code);
        if (typeof outcome === 'string' || outcome === undefined) expect(outcome).toBe('invalid_argument');
        else for (const { platform } of referencesIn(outcome)) expect([...playlistPlatforms, 'file']).toContain(platform);
      }),
      { numRuns: 1000 },
    );
  });
});
