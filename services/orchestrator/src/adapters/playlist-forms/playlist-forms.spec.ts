import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FileContents, FileSong } from '../../core/playlist-forms/contents.js';
import { decodeText } from '../../core/playlist-forms/decode-text.js';
import { songsOfLines } from '../../core/playlist-forms/read-lines.js';
import { readForm } from '../../core/playlist-forms/recognise-form.js';
import { structureReaders } from './structure-readers.js';

// Real here: the readers over csv-parse and saxes, and files as the exporters write them, byte for byte.
const readers = structureReaders;
const fixture = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const read = (content: string | Uint8Array): FileContents | undefined =>
  readForm(typeof content === 'string' ? content : decodeText(content, 'file'), readers);
const shown = ({ name = '?', singers, album = '', durationMs = 0, isrc = '', id, addresses = [] }: FileSong): string =>
  [
    name,
    singers.join(' + '),
    album,
    durationMs,
    isrc,
    id === undefined ? '' : `${id.platform}:${id.remoteId.slice(-2)}`,
    addresses.join(' '),
  ].join('|');
const songsOf = (contents: FileContents | undefined): string[] => contents?.lists.flatMap(({ songs }) => songs.map(shown)) ?? [];
const listsOf = (contents: FileContents | undefined) => contents?.lists.map(({ name, songs }) => [name, songs.length]);

const exportify = (isrcs: readonly string[]) => [
  `Harbour Lights|Paper Lanterns|Tidewater|212345|${isrcs[0] ?? ''}|spotify:01|`,
  `Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe|Room "4"|187000|${isrcs[1] ?? ''}|spotify:02|`,
  `夜の散歩|青い電車|夜の散歩|245210|${isrcs[2] ?? ''}|spotify:03|`,
  `月光下|林小雨 + 周远山|城南旧曲|263000|${isrcs[3] ?? ''}|spotify:04|`,
  'Untitled; Take 2|Earth, Wind & Paper||91000|||',
];
const isrcs = ['QZABC2500001', 'QZABC2500002', 'JPXYZ2500003', 'CNXYZ2500004'];
const windows = [
  'Harbour Lights|Paper Lanterns||212000|||',
  'Hello, Goodnight|North & Vale||187000|||',
  '月光下|林小雨 + 周远山||263000|||',
  '远行|周远山||245000|||',
  '团圆|群星||0|||',
];
const video = (id: string): string => `?|||0|||https://www.youtube.com/watch?v=${id}`;

describe('when a playlist file is recognised by its content', () => {
  it.each<[string, string, unknown, string[]]>([
    ['exportify-watsonbox.csv', 'a table by Exportify', [[undefined, 5]], exportify(isrcs)],
    ['exportify-watsonbox-ja.csv', 'a table by Exportify', [[undefined, 5]], exportify(isrcs)],
    ['exportify-net.csv', 'a table by Exportify', [[undefined, 5]], exportify([])],
    ['exportify-net-old.csv', 'a table by Exportify', [[undefined, 5]], exportify([])],
    [
      'exportify-oldest.csv',
      'a table by Exportify',
      [[undefined, 5]],
      exportify([]).map((song) => song.replace(' + Mina Okabe', '').replace(' + 周远山', '')),
    ],
    [
      'tunemymusic.csv',
      'a table by TuneMyMusic',
      [
        ['Evening', 2],
        ['お気に入り', 1],
        ['Favorite Songs', 1],
      ],
      exportify(isrcs)
        .slice(0, 4)
        .map((song) => song.replace(/\|\d{6}\|/, '|0|')),
    ],
    [
      'soundiiz.csv',
      'a table by Soundiiz',
      [[undefined, 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|212000|QZABC2500001|spotify:01|',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe|Room "4"|187000|QZABC2500002|spotify:02|',
        '夜の散歩|青い電車|夜の散歩|245000|JPXYZ2500003||https://www.deezer.com/track/900000003',
        '月光下|林小雨 + 周远山|城南旧曲|263000|||https://music.youtube.com/watch?v=aaaaaaaaa04',
        'Untitled; Take 2|Earth + Wind & Paper||0|||',
      ],
    ],
    [
      'soundiiz-short.csv',
      'a table by Soundiiz',
      [[undefined, 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|0|QZABC2500001||',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe|Room "4"|0|QZABC2500002||',
        '夜の散歩|青い電車|夜の散歩|0|JPXYZ2500003||',
        '月光下|林小雨 + 周远山|城南旧曲|0|CNXYZ2500004||',
        'Untitled; Take 2|Earth + Wind & Paper||0|||',
      ],
    ],
    [
      'spotify-account-Playlist1.json',
      "Spotify's account export",
      [
        ['Evening', 4],
        ['Old list', 1],
      ],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|0||spotify:01|',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale|Room "4"|0||spotify:02|',
        '夜の散歩|青い電車|夜の散歩|0||spotify:03|',
        'Untitled; Take 2|Earth, Wind & Paper||91000|||',
        '月光下|林小雨|城南旧曲|0|||',
      ],
    ],
    [
      'apple-library.xml',
      'XML of Apple Music or iTunes',
      [['夜 & day', 3]],
      ['夜の散歩|青い電車|夜の散歩|245210|||', 'Harbour Lights|Paper Lanterns|Tidewater|212345|||', '夜の散歩|青い電車|夜の散歩|245210|||'],
    ],
    [
      'apple-playlist-utf16.txt',
      'a text export of Apple Music or iTunes',
      [[undefined, 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|212000|||',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale & Mina Okabe|Room "4"|187000|||',
        '夜の散歩|青い電車|夜の散歩|245000|||',
        '月光下|林小雨 & 周远山|城南旧曲|263000|||',
        'Untitled; Take 2|Earth, Wind & Paper||0|||',
      ],
    ],
    ['extended-bom-crlf.m3u8', 'M3U', [[undefined, 5]], windows],
    ['extended-gbk.m3u', 'M3U', [[undefined, 5]], windows],
    [
      'extended.m3u8',
      'M3U',
      [['Evening', 5]],
      [
        'Harbour Lights|Paper Lanterns||212000|||',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale|Room "4"|187000|||',
        '夜の散歩|青い電車||245000|||',
        '月光下 - 钢琴版|林小雨||0|||https://example.org/stream/4',
        'no info line|||0|||',
      ],
    ],
    [
      'playlist.kgl',
      'a list of Kugou',
      [['晚上听的', 5]],
      [
        'Harbour Lights|Paper Lanterns||0|||',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe||0|||',
        '夜の散歩|青い電車||0|||',
        '月光下|林小雨 + 周远山||0|||',
        'Untitled; Take 2|Earth, Wind & Paper||0|||',
      ],
    ],
    [
      'playlist.xspf',
      'XSPF',
      [['Evening', 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|212345|||',
        'サマーれげぇ!レインボー|7人祭||296026|||https://musicbrainz.org/recording/162630d9-36d2-4a8d-ade1-1c77440b34e7',
        'Hello, Goodnight|North & Vale||0|||https://example.org/a.ogg https://example.org/a.mp3',
        '月光下|林小雨||0|CNXYZ2500004||',
        '夜|||0|||',
      ],
    ],
    [
      'jspf-plain.jspf',
      'JSPF',
      [['Evening', 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|212345|||http://example.org/1/',
        'Hello, Goodnight|North & Vale||0|||https://example.org/a.ogg https://example.org/a.mp3',
        '夜の散歩|青い電車|夜の散歩|0|||',
        '月光下|林小雨||0|CNXYZ2500004||',
        '05|||0|||',
      ],
    ],
    [
      'sheet-gbk.csv',
      'a table',
      [[undefined, 5]],
      [
        '月光下|林小雨 + 周远山|城南旧曲|263000|||',
        '远行|周远山|城南旧曲|201000|||',
        '团圆|群星||3725000|||',
        '雨夜, 钢琴版|林小雨|雨|182000|||',
        'Harbour Lights|Paper Lanterns|Tidewater|212000|||',
      ],
    ],
    [
      'sheet-utf16le.tsv',
      'a table',
      [[undefined, 5]],
      [
        'Harbour Lights|Paper Lanterns|Tidewater|212000|||',
        'Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe|Room "4"|187000|||',
        '夜の散歩|青い電車|夜の散歩|245000|||',
        '月光下|林小雨 + 周远山|城南旧曲|263000|||',
        'Untitled; Take 2|Earth, Wind & Paper||91000|||',
      ],
    ],
    [
      'youtube-takeout-playlist.csv',
      'a table by YouTube',
      [[undefined, 5]],
      ['aaaaaaaaa01', '-aaaaaaaa02', 'aaaaaaaaa03', 'aaaa_aaaa04', 'aaaaaaaaa01'].map(video),
    ],
    [
      'youtube-takeout-playlist-old.csv',
      'a table by YouTube',
      [['Evening', 5]],
      ['aaaaaaaaa01', '-aaaaaaaa02', 'aaaaaaaaa03', 'aaaa_aaaa04', 'aaaaaaaaa05'].map(video),
    ],
  ])('reads every song of %s', (file, form, lists, songs) => {
    const contents = read(fixture(file));
    expect({ form: contents?.form, lists: listsOf(contents), songs: songsOf(contents) }).toEqual({ form, lists, songs });
  });

  it('reads the songs of a library of YouTube Music', () => {
    const contents = read(fixture('youtube-music-library-songs.csv'));
    expect(songsOf(contents)[3]).toBe('月光下|林小雨 + 周远山|城南旧曲|0|||https://music.youtube.com/watch?v=aaaaaaaaa04');
    expect(listsOf(contents)).toEqual([[undefined, 5]]);
  });

  it('reads the artists of ListenBrainz one by one, and keeps a song that only an id names', () => {
    const contents = read(fixture('jspf-listenbrainz.jspf'));
    expect(contents?.lists[0]?.ownId).toBe('https://listenbrainz.org/playlist/7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11');
    expect(contents?.lists[0]?.songs[2]?.singers).toEqual(['m-flo', 'BoA']);
    expect(contents?.lists[0]?.songs[4]).toMatchObject({ name: undefined, addresses: [expect.stringContaining('dead')] });
  });

  it('says what is no song, with its line', () => {
    expect(read(fixture('tunemymusic.csv'))?.unread.map(({ line, reason }) => [line, reason])).toEqual([
      [6, 'an album, not a song'],
      [7, 'an artist, not a song'],
    ]);
    expect(read(fixture('apple-library.xml'))?.unread).toEqual([
      { line: 125, text: '999', reason: 'it names a track that the file does not have' },
    ]);
    expect(read(fixture('spotify-account-Playlist1.json'))?.unread).toEqual([
      { line: 4, text: 'Episode 12', reason: 'a podcast episode, not a song' },
    ]);
    expect(read('Title,Artist\nA,B\nC,D,E\n,F\n')?.unread.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'it has more cells than the header'],
      [4, 'it has no title'],
    ]);
  });

  it.each(['netease-qq-lines.txt', 'songs-gbk.txt'])('leaves the plain lines of %s to whoever knows the platforms', (file) => {
    expect(read(fixture(file))).toBeUndefined();
  });

  it('reads a list of names of audio files, and opens none', () => {
    const contents = read('\r\n/music/03 - 林小雨 - 月光下.flac\r\nC:\\Music\\Nina Simone - Sinnerman.mp3\r\n');
    expect(songsOf(contents)).toEqual(['月光下|林小雨||0|||', 'Sinnerman|Nina Simone||0|||']);
  });

  it('reads a table whose header is in a language that nobody here knows, by its ids', () => {
    const german = '"Video-ID","Zeitstempel der Erstellung"\naaaaaaaaa01,2026-02-01\n-aaaaaaaa02,2026-02-02\n';
    expect(songsOf(read(german))).toEqual(['aaaaaaaaa01', '-aaaaaaaa02'].map(video));
  });
});

describe('when plain lines are songs', () => {
  const lines = (file: string) =>
    decodeText(fixture(file), file)
      .split(/\r\n|\n/)
      .filter((text) => text !== '')
      .map((text, at) => ({ line: at + 1, text }));
  const atOnce = async (): Promise<void> => undefined;
  const words = async (file: string) =>
    (await songsOfLines(lines(file), atOnce)).map(({ name, singers }) => `${name}|${singers.join(' + ')}`);

  it('decides for the whole file whether titles or artists come first', async () => {
    expect(await words('netease-qq-lines.txt')).toEqual([
      'Harbour Lights|Paper Lanterns',
      'Hello, Goodnight (feat. Mina Okabe)|North & Vale + Mina Okabe',
      '夜の散歩|青い電車',
      '月光下|林小雨 + 周远山',
      'Untitled; Take 2|Earth, Wind & Paper',
    ]);
    expect(await words('songs-gbk.txt')).toEqual([
      '月光下|林小雨 + 周远山',
      '城南旧曲 (Live)|青山乐队',
      '远行|周远山',
      '雨夜 - 钢琴版|林小雨',
      '团圆|群星',
    ]);
  });

  it('keeps the line as written, and its other reading for the search', async () => {
    expect(await songsOfLines([{ line: 1, text: 'Nina Simone - Sinnerman' }], atOnce)).toEqual([
      {
        line: 1,
        name: 'Sinnerman',
        singers: ['Nina Simone'],
        more: { written: 'Nina Simone - Sinnerman', turned: { name: 'Nina Simone', singers: ['Sinnerman'] } },
      },
    ]);
  });
});

describe('when a file is in another encoding', () => {
  const text = 'Title\tArtist\n月光下\t林小雨\n';
  const utf16 = (mark: boolean, swap: boolean): Uint8Array => {
    const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a byte order mark', utf16(true, false)],
    ['UTF-16 the other way round', utf16(true, true)],
    ['UTF-16 without a byte order mark', utf16(false, false)],
    ['UTF-16 the other way round without one', utf16(false, true)],
  ])('reads %s', (_, content) => {
    expect(songsOf(read(content))).toEqual(['月光下|林小雨||0|||']);
  });

  it('reads XML in the encoding that it declares', () => {
    const xml = '<?xml version="1.0" encoding="windows-1252"?><List ListName="caf\xe9"><File><FileName>A - B.mp3</FileName></File></List>';
    expect(listsOf(read(Buffer.from(xml, 'latin1')))).toEqual([['café', 1]]);
  });

  it('refuses what is no text', () => {
    expect(() => read(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3))).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: 'Save it as UTF-8.' }),
    );
  });
});

describe('when XML means harm', () => {
  const track = '<trackList><track><title>&a;</title></track></trackList>';
  it.each([
    ['an entity', `<!DOCTYPE playlist [<!ENTITY a "b">]><playlist xmlns="http://xspf.org/ns/0/">${track}</playlist>`],
    ['an outside entity', `<!DOCTYPE playlist [<!ENTITY a SYSTEM "file:///etc/passwd">]><playlist>${track}</playlist>`],
    ['an outside document type', '<!DOCTYPE playlist SYSTEM "http://example.org/x.dtd"><playlist/>'],
    ['definitions in the type of a property list', '<!DOCTYPE plist PUBLIC "a" "b" [<!ENTITY a "b">]><plist/>'],
    ['an entity that nobody defines', `<playlist>${track}</playlist>`],
    ['elements without end', `<playlist>${'<a>'.repeat(100)}`],
    ['too many elements', `<playlist>${'<a/>'.repeat(600_001)}</playlist>`],
    ['half a document', '<playlist><trackList>'],
  ])('refuses %s, with the line', (_, xml) => {
    expect(() => read(xml)).toThrow(expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(/^line \d+: /) }));
  });
});

describe('when any bytes are given', () => {
  const heads = [
    '#EXTM3U\n',
    '<?xml version="1.0"?>',
    '<plist><dict>',
    '<playlist><trackList><track>',
    '<List ListName="',
    '{"playlist":{"track":[',
    '{"playlists":[{"items":[',
    'Title,Artist\n',
    'Track URI,Track Name,Artist Name(s)\n',
    'Video ID,x\n',
    '"',
  ];
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      ...heads,
      ',',
      ';',
      '\t',
      '"',
      '\n',
      '\r',
      ' - ',
      '#EXTINF:1,',
      'spotify:local:%::',
      '</track>',
      '<key>',
      ']',
      '}',
      '&amp;',
      '\\,',
    ),
  );
  const text = fc.tuple(fc.constantFrom('', ...heads), fc.array(piece, { maxLength: 60 })).map(([head, rest]) => head + rest.join(''));

  const outcome = (content: string | Uint8Array): FileContents | undefined => {
    try {
      return read(content);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_argument' });
      return undefined;
    }
  };

  it('reads songs or refuses the file as invalid, never with another error', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 300 })), (content) => {
        for (const { songs } of outcome(content)?.lists ?? []) {
          for (const song of songs) {
            expect(song.line).toBeGreaterThan(0);
            expect(song.name !== undefined || song.id !== undefined || (song.addresses ?? []).length > 0).toBe(true);
            expect(song.singers.every((singer) => singer.trim() !== '')).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('survives every fixture cut short or damaged anywhere', () => {
    const files = [
      'apple-library.xml',
      'playlist.xspf',
      'jspf-plain.jspf',
      'exportify-net.csv',
      'extended.m3u8',
      'sheet-utf16le.tsv',
      'extended-gbk.m3u',
    ].map(fixture);
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.uint8Array({ maxLength: 8 }),
        (bytes, part, noise) => {
          const at = Math.floor(part * bytes.length);
          outcome(bytes.slice(0, at));
          outcome(Buffer.concat([bytes.slice(0, at), noise, bytes.slice(at)]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads back any table of songs, in order and with repeats', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((word) => word.replace(/[\p{Cc}\uFEFF]/gu, '').trim());
    const row = fc.tuple(
      cell.filter((word) => word !== ''),
      cell,
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (rows, separator, end) => {
          const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
          const table = [['Title', 'Artist'], ...rows].map((cells) => cells.map(quoted).join(separator)).join(end);
          expect(read(table)?.lists.flatMap(({ songs }) => songs.map(({ name }) => name))).toEqual(rows.map(([name]) => name.trim()));
        },
      ),
    );
  });

  it.each([
    ['quotation marks', '"'.repeat(1_000_000)],
    ['separators', `Title,Artist\n${','.repeat(1_000_000)}`],
    ['dashes', `${' - '.repeat(300_000)}\n`],
    ['spaces', `#EXTM3U\n#EXTINF:1,${' '.repeat(1_000_000)}x\n`],
    ['spaces in a title', `<playlist><trackList><track><title>A${' '.repeat(1_000_000)}B</title></track></trackList></playlist>`],
    ['spaces in a cell', `歌名,歌手\nA,B${' '.repeat(1_000_000)}C\n`],
    ['attributes of a song', `#EXTM3U\n#EXTINF:1 ${'a="b" '.repeat(200_000)}\n`],
    ['open brackets', '['.repeat(1_000_000)],
    ['names of artists', `Title,Artist\nA,"${'B、'.repeat(300_000)}"\n`],
  ])('takes time in proportion to a file of %s', (_, content) => {
    // Each takes a second at most; one with quadratic time would take hours.
    const began = performance.now();
    outcome(content);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
