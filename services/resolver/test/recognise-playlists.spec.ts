import { HttpClient } from '@catalogsync/outbound-http';
import { readConfig } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostLines } from '../src/core/sources/recognise-playlists.js';
import { playlistRecogniser, remoteSources, sourceKeys } from '../src/sources.binding.js';

// Real here: the definitions of all sources.
const parse = (...lines: string[]): string[] =>
  playlistRecogniser.recognise(lines).lines.map((line) => {
    if ('reason' in line) return line.reason;
    if ('shortLink' in line) return `${line.platform} short link`;
    return 'songId' in line ? `${line.platform} song ${line.songId}` : `${line.platform} ${line.remoteId}`;
  });

describe('when a line is an address (behaviour 139)', () => {
  it.each([
    ['https://y.qq.com/n/ryqq/playlist/7177076625', 'qq 7177076625'],
    ['https://y.qq.com/n/ryqq_v2/playlist/7177076625?src=x', 'qq 7177076625'],
    ['https://y.qq.com/n/yqq/playlist/1.html', 'qq 1'],
    ['https://i.y.qq.com/n2/m/share/details/taoge.html?hosteuin=o&id=8052190267&ADTAG=x', 'qq 8052190267'],
    ['https://i.y.qq.com/n2/m/share/details/taoge.html?id=8052190267', 'qq 8052190267'],
    ['https://y.qq.com/n/ryqq/toplist/26', 'qq toplist/26'],
    ['https://y.qq.com/n/yqq/toplist/4.html', 'qq toplist/4'],
    ['https://music.163.com/#/playlist?id=19723756', 'netease 19723756'],
    ['https://music.163.com/#/m/playlist?id=19723756', 'netease 19723756'],
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
    ['https://m.kuwo.cn/newh5app/playlist_detail/2891238463?from=share', 'kuwo 2891238463'],
    ['https://m.kuwo.cn/h5app/playlist/2891238463', 'kuwo 2891238463'],
    ['http://www.kuwo.cn/playlist/index?pid=2891238463', 'kuwo 2891238463'],
    ['https://m.music.migu.cn/v4/music/playlist/159248239', 'migu 159248239'],
    ['https://h5.nf.migu.cn/app/v4/p/share/playlist/index.html?id=159248239&channel=x', 'migu 159248239'],
    ['https://m.music.91q.com/#/songlist/295893', 'qianqian 295893'],
    ['https://www.deezer.com/playlist/908622995?utm_source=deezer', 'deezer 908622995'],
    ['https://www.deezer.com/pt-br/playlist/908622995/', 'deezer 908622995'],
    ['https://tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d/u', 'tidal 36ea71a8-445e-41a4-82ab-6628c581535d'],
    ['https://listen.tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d', 'tidal 36ea71a8-445e-41a4-82ab-6628c581535d'],
    ['https://play.qobuz.com/playlist/1141084', 'qobuz 1141084'],
    ['https://www.qobuz.com/fr-fr/playlists/coast-songs/1141084', 'qobuz 1141084'],
    ['https://www.jamendo.com/en/playlist/500544876', 'jamendo 500544876'],
    ['https://listenbrainz.org/playlist/7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11/', 'listenbrainz 7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11'],
    ['https://musicbrainz.org/release/a5ce1d11-2e32-45a4-b37f-c1589d46b103', 'musicbrainz a5ce1d11-2e32-45a4-b37f-c1589d46b103'],
    [
      'https://beta.musicbrainz.org/release/a5ce1d11-2e32-45a4-b37f-c1589d46b103/cover-art',
      'musicbrainz a5ce1d11-2e32-45a4-b37f-c1589d46b103',
    ],
    ['https://archive.org/details/netlabels', 'archive netlabels'],
  ])('finds platform and id of %s', (line, expected) => {
    expect(parse(line)).toEqual([expected]);
    expect(parse(`${expected.split(' ')[0]},${line}`)).toEqual([expected]);
  });

  it.each([
    ['deezer_dl,908622995', 'deezer 908622995'],
    ['Deezer_DL: 908622995', 'deezer 908622995'],
    ['QQMusicClient,7177076625', 'qq 7177076625'],
    ['yt,https://www.youtube.com/playlist?list=PL-1', 'youtube PL-1'],
    ['internet_archive,gd1977-05-08.sbd', 'archive gd1977-05-08.sbd'],
  ])('knows the platform of %s by its other names (27, 205)', (line, expected) => {
    expect(parse(line)).toEqual([expected]);
  });

  it.each([
    'https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M',
    'https://i.y.qq.com/n2/m/share/details/toplist.html?id=26',
    'https://i.y.qq.com/n2/m/share/details/album.html?id=26',
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
  ])('says why it does not recognise %s', (line) => {
    const [answer] = playlistRecogniser.recognise([line]).lines;
    expect(answer).toEqual({ reason: expect.stringMatching(/./) });
  });
});

describe('when a line is the address of a song', () => {
  it.each([
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share', 'youtube song dQw4w9WgXcQ'],
    ['https://youtu.be/dQw4w9WgXcQ?si=x', 'youtube song dQw4w9WgXcQ'],
    ['https://music.youtube.com/watch?v=-QdWw4w9gXc', 'youtube song -QdWw4w9gXc'],
    ['https://m.youtube.com/shorts/dQw4w9WgXcQ', 'youtube song dQw4w9WgXcQ'],
    ['https://music.163.com/song?id=1900000001&userid=2', 'netease song 1900000001'],
    ['https://music.163.com/#/song?id=1900000001', 'netease song 1900000001'],
    ['https://music.163.com/#/m/song?id=1900000001', 'netease song 1900000001'],
    ['https://y.music.163.com/m/song?id=1900000001&uct2=x', 'netease song 1900000001'],
    ['https://y.music.163.com/m/song/1900000001/', 'netease song 1900000001'],
    ['https://y.qq.com/n/ryqq/songDetail/001AAAAAAAAA01', 'qq song 001AAAAAAAAA01'],
    ['https://y.qq.com/n/ryqq_v2/songDetail/001AAAAAAAAA01?songtype=0', 'qq song 001AAAAAAAAA01'],
    ['https://y.qq.com/n/yqq/song/001AAAAAAAAA01.html', 'qq song 001AAAAAAAAA01'],
    ['https://y.qq.com/n/yqq/song/108549992_num.html', 'qq song 108549992'],
    ['https://i.y.qq.com/v8/playsong.html?ADTAG=x&songmid=001AAAAAAAAA01#webchat', 'qq song 001AAAAAAAAA01'],
    ['https://i.y.qq.com/v8/playsong.html?songid=108549992&songtype=0', 'qq song 108549992'],
    ['https://www.deezer.com/track/3135556', 'deezer song 3135556'],
    ['https://www.deezer.com/en/track/3135556?utm_source=deezer', 'deezer song 3135556'],
    ['https://tidal.com/browse/track/58756128', 'tidal song 58756128'],
    ['https://tidal.com/track/58756128/u', 'tidal song 58756128'],
    ['https://tidal.com/album/58756127/track/58756128', 'tidal song 58756128'],
    ['https://open.qobuz.com/track/70000001', 'qobuz song 70000001'],
    ['https://soundcloud.com/some-one/night-drive?utm_source=x', 'soundcloud song some-one/night-drive'],
    ['https://on.soundcloud.com/AbC12', 'soundcloud short link'],
    ['https://163cn.tv/AbC12', 'netease short link'],
    ['https://c6.y.qq.com/base/fcgi-bin/u?__=AbC12', 'qq short link'],
    ['https://link.deezer.com/s/AbC12', 'deezer short link'],
  ])('finds platform and id of %s', (line, expected) => {
    expect(parse(line)).toEqual([expected]);
  });

  it('takes an address of both for the playlist in a file, and for the song in a search', () => {
    const both = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL-1';
    expect(parse(both)).toEqual(['youtube PL-1']);
    expect(playlistRecogniser.recogniseSong(both)).toEqual({ platform: 'youtube', songId: 'dQw4w9WgXcQ', url: both });
  });

  it.each([
    'https://music.163.com/song?id=abc',
    'https://www.deezer.com/album/302127',
    'https://tidal.com/browse/album/58756127',
    'https://open.qobuz.com/album/0603497941032',
    'https://soundcloud.com/some-one/sets',
    'https://soundcloud.com/some-one/likes',
    'https://soundcloud.com/discover/night',
    'https://www.youtube.com/watch?v=short',
    'https://www.youtube.com/results?search_query=x',
  ])('does not take %s for one', (line) => {
    expect(parse(line)).toEqual([expect.stringMatching(/^not the address/)]);
  });

  it.each(['晴天', 'https://www.youtube.com/playlist?list=PL-1', 'https://example.org/1', 'qq,5'])('says why %s is no song', (link) => {
    expect(playlistRecogniser.recogniseSong(link)).toEqual({ reason: expect.stringMatching(/./) });
  });
});

describe('when a line names a platform (behaviour 139)', () => {
  it('reads the rest as the id, including the id of a library playlist', () => {
    expect(parse('qq,7177076625', 'QQ , 5', 'library,album-0a1b', 'library:file-2', 'soundcloud,a/sets/b')).toEqual([
      'qq 7177076625',
      'qq 5',
      'library album-0a1b',
      'library file-2',
      'soundcloud a/sets/b',
    ]);
  });
});

describe('when lines are recognised together', () => {
  it('returns each in its place, with its address, and names every platform', () => {
    const url = 'https://kuwo.cn/playlist_detail/5';
    const { lines, platforms } = playlistRecogniser.recognise(['?', `kuwo,${url}`, 'kuwo,5']);
    expect(lines).toEqual([
      { reason: 'neither an address nor "platform,id"' },
      { platform: 'kuwo', remoteId: '5', url },
      { platform: 'kuwo', remoteId: '5', url: undefined },
    ]);
    expect([...platforms].sort()).toEqual(
      'archive deezer hifi jamendo kuwo library listenbrainz migu musicbrainz netease qianqian qobuz qq soundcloud subsonic tidal youtube'.split(
        ' ',
      ),
    );
  });

  it('accepts up to the limit and no more', () => {
    expect(parse(...Array.from({ length: mostLines }, (_, id) => `qq,${id}`))).toHaveLength(mostLines);
    expect(() => parse(...Array.from({ length: mostLines + 1 }, () => 'qq,1'))).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });

  it('names a known platform or gives a reason, whatever the line', () => {
    const { platforms } = playlistRecogniser.recognise([]);
    const line = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .tuple(fc.constantFrom('music.163.com', 'y.qq.com', 'youtu.be', 'archive.org'), fc.webPath(), fc.webFragments())
        .map(([host, path, fragment]) => `https://${host}${path}#/${fragment}`),
    );
    fc.assert(
      fc.property(line, (text) => {
        const [answer] = playlistRecogniser.recognise([text]).lines;
        if (answer !== undefined && 'platform' in answer) expect(platforms).toContain(answer.platform);
        else expect(answer?.reason).toMatch(/./);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('when sources are opened', () => {
  it('opens the defined ones, in order and under their names', async () => {
    const http = new HttpClient();
    const sources = remoteSources(readConfig(sourceKeys, { HTTP_LISTS: 'a.txt' }), http);
    expect(sources.map(({ name }) => name)).toEqual(
      'subsonic archive jamendo netease qq kuwo migu qianqian hifi youtube soundcloud soulseek lidarr http deezer tidal qobuz listenbrainz musicbrainz'.split(
        ' ',
      ),
    );
    expect(sources.filter(({ configured }) => configured).map(({ name }) => name)).toEqual(['http']);
    expect(sources[0]?.aliases).toContain('navidrome');
    await http.close();
  });
});
