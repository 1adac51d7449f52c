import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largestPlaylistFile, parsePlaylistFile } from './parse-playlist-file.js';
import { playlistPlatforms } from './playlist-addresses.js';

const parse = (text: string | Uint8Array) =>
  parsePlaylistFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'list.txt').map(
    ({ platform, remoteId }) => `${platform} ${remoteId}`,
  );

/** Code and message of the fault, since the line it names is what is promised. */
function faultOf(text: string | Uint8Array): { code: string; message: string } {
  try {
    parse(text);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('it was read');
}

describe('when a line is an address (behaviour 139)', () => {
  it.each([
    ['https://y.qq.com/n/ryqq/playlist/7177076625', 'qq 7177076625'],
    ['https://y.qq.com/n/ryqq_v2/playlist/7177076625?src=x', 'qq 7177076625'],
    ['https://y.qq.com/n/yqq/playlist/1.html', 'qq 1'],
    ['https://i.y.qq.com/n2/m/share/details/taoge.html?hosteuin=o&id=8052190267&ADTAG=x', 'qq 8052190267'],
    ['https://music.163.com/#/playlist?id=19723756', 'netease 19723756'],
    ['https://music.163.com/playlist?id=19723756&userid=2', 'netease 19723756'],
    ['https://y.music.163.com/m/playlist?app_version=8&id=3', 'netease 3'],
    ['https://music.163.com/playlist/4/5/', 'netease 4'],
    ['https://music.163.com/#/discover/toplist?id=3778678', 'netease 3778678'],
    ['https://www.kuwo.cn/playlist_detail/2891238463', 'kuwo 2891238463'],
    ['https://music.migu.cn/v3/music/playlist/159248239', 'migu 159248239'],
    ['https://music.migu.cn/v5/#/playlist?playlistId=159248239', 'migu 159248239'],
    ['https://music.91q.com/songlist/295893', 'qianqian 295893'],
    ['http://music.taihe.com/songlist/295893', 'qianqian 295893'],
    ['https://www.youtube.com/playlist?list=PLbpi6ZahtOH6Ar_3GPy3workYzWbUxhwW', 'youtube PLbpi6ZahtOH6Ar_3GPy3workYzWbUxhwW'],
    ['https://youtu.be/abc?list=PL-1', 'youtube PL-1'],
    ['https://soundcloud.com/some-one/sets/night', 'soundcloud some-one/sets/night'],
    ['https://www.deezer.com/en/playlist/908622995', 'deezer 908622995'],
    ['https://tidal.com/browse/playlist/36ea71a8-445e-41a4-82ab-6628c581535d', 'tidal 36ea71a8-445e-41a4-82ab-6628c581535d'],
    ['https://open.qobuz.com/playlist/1141084', 'qobuz 1141084'],
    ['https://archive.org/details/gd1977-05-08.sbd', 'archive gd1977-05-08.sbd'],
    ['https://www.jamendo.com/playlist/500544876/best-of', 'jamendo 500544876'],
    ['music.163.com/playlist?id=6', 'netease 6'],
    ['HTTPS://Music.163.COM./playlist?id=7', 'netease 7'],
  ])('finds platform and id of %s', (line, expected) => {
    expect(parse(line)).toEqual([expected]);
    expect(parse(`${expected.split(' ')[0]},${line}`)).toEqual([expected]);
  });

  it.each([
    'https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M',
    'https://y.qq.com/n/ryqq/songDetail/001',
    'https://music.163.com/song?id=5',
    'https://music.163.com/playlist?id=abc',
    'https://notmusic.163.com.example/playlist?id=5',
    'https://evil-kuwo.cn/playlist_detail/1',
    'https://user:secret@music.163.com/playlist?id=5',
    'qq,https://music.163.com/playlist?id=5',
    'spotify,37i9dQZF1DXcBWIGoYBM5M',
    'ftp://music.163.com/playlist?id=5',
    'https://',
    'constructor,5',
    'netease,',
    ',5',
    '周杰伦',
  ])('refuses %s with number and text of the line', (line) => {
    const { code, message } = faultOf(`# mine\n\n${line}\n`);
    expect(code).toBe('invalid_argument');
    expect(message).toContain('list.txt, line 3: ');
    expect(message).toContain(line);
  });
});

describe('when a line names a platform (behaviour 139)', () => {
  it('takes the rest as id, that of a library playlist too', () => {
    expect(parse('qq,7177076625\nQQ , 5\nlibrary,album-0a1b\nlibrary:file-2\nsoundcloud,a/sets/b')).toEqual([
      'qq 7177076625',
      'qq 5',
      'library album-0a1b',
      'library file-2',
      'soundcloud a/sets/b',
    ]);
  });
});

describe('when a file has more than playlists in it (behaviour 139)', () => {
  it('skips blank lines, remarks, a byte order mark and both kinds of line end', () => {
    expect(parse('\uFEFF# 我的歌单\r\n\r\n  \t\r\nqq,1\r\n  # netease,2\r\n netease,3 \n')).toEqual(['qq 1', 'netease 3']);
  });

  it('drops repeats, whatever they are written like, and keeps the first', () => {
    const [first, ...others] = parsePlaylistFile(
      new TextEncoder().encode('https://music.163.com/#/playlist?id=1\nnetease,1\nhttps://music.163.com/playlist?id=1'),
      'list.txt',
    );
    expect(first).toEqual({ platform: 'netease', remoteId: '1', url: 'https://music.163.com/#/playlist?id=1' });
    expect(others).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['remarks only', '# a\n\n# b'],
    ['GBK', Uint8Array.of(0xc4, 0xfa, 0xba, 0xc3)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x71, 0, 0x71, 0)],
    ['2 MB and more', new Uint8Array(largestPlaylistFile + 1).fill(0x0a)],
    ['10,001 playlists', Array.from({ length: 10_001 }, (_, id) => `qq,${id}`).join('\n')],
  ])('refuses a file of %s', (_, text) => {
    expect(faultOf(text).code).toBe('invalid_argument');
  });
});

describe('when any text at all is given', () => {
  const reference = fc.record({
    platform: fc.constantFrom(...playlistPlatforms),
    id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
  });
  const noise = fc.constantFrom('', '   ', '# remark', '#', '\t');

  it('reads back every reference once, in order, among any noise', () => {
    const lines = fc.array(fc.oneof(reference, noise), { minLength: 1 });
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (all, end, mark) => {
        const text = all.map((line) => (typeof line === 'string' ? line : `${line.platform},${line.id}`)).join(end);
        const expected = [...new Set(all.flatMap((line) => (typeof line === 'string' ? [] : [`${line.platform} ${line.id}`])))];
        if (expected.length === 0) expect(faultOf(text).code).toBe('invalid_argument');
        else expect(parse(mark ? `\uFEFF${text}` : text)).toEqual(expected);
      }),
    );
  });

  it('answers references or one invalid_argument, never another error', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .tuple(fc.constantFrom('music.163.com', 'y.qq.com', 'youtu.be', 'archive.org'), fc.webPath(), fc.webFragments())
        .map(([host, path, fragment]) => `https://${host}${path}#/${fragment}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          for (const found of parse(text)) expect(playlistPlatforms).toContain(found.split(' ')[0]);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('invalid_argument');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
