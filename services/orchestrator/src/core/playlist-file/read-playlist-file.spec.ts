import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryPlaylistRecogniser } from '../../../test/memory/memory-playlist-recogniser.js';
import { largestPlaylistFile, readPlaylistFile } from './read-playlist-file.js';

const hosts = { qq: 'y.qq.com', netease: 'music.163.com', library: '' };
const playlistPlatforms = Object.keys(hosts);
const never = new AbortController().signal;
const read = (text: string | Uint8Array, recogniser = new MemoryPlaylistRecogniser(hosts)) =>
  readPlaylistFile({ name: 'list.txt', content: typeof text === 'string' ? new TextEncoder().encode(text) : text }, recogniser, never);

const parse = async (text: string | Uint8Array) => (await read(text)).map(({ platform, remoteId }) => `${platform} ${remoteId}`);

describe('when a line cannot be read (behaviour 139)', () => {
  it.each(['https://open.spotify.com/playlist/37i9', 'spotify,37i9', '周杰伦', `qq,${'9'.repeat(501)}`, 'qq,a\u0000b'])(
    'refuses it with the number and text of the line: %j',
    async (line) => {
      const refused = read(`# mine\n\nqq,1\n${line}\n`);
      await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', hint: expect.stringContaining('qq, netease, library') });
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('list.txt, line 4: ') });
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(line.slice(0, 200)) });
    },
  );

  it('finds a bad line after thousands of good ones', async () => {
    const lines = Array.from({ length: 2500 }, (_, id) => `qq,${id}`);
    expect(await parse(lines.join('\n'))).toHaveLength(2500);
    await expect(read([...lines, 'bad'].join('\n'))).rejects.toMatchObject({ message: expect.stringContaining('line 2501: ') });
  });
});

describe('when lines cannot be recognised', () => {
  it('passes on the fault and its hint, and says nothing about the file', async () => {
    const recogniser = new MemoryPlaylistRecogniser(hosts);
    recogniser.fault = new Fault('unavailable', 'nobody there', { hint: 'Start it.' });
    await expect(read('qq,1', recogniser)).rejects.toMatchObject({ code: 'unavailable', message: 'nobody there', hint: 'Start it.' });
  });

  it('treats too short an answer as corrupt', async () => {
    const silent = { recognise: async () => ({ lines: [], platforms: [] }) };
    await expect(readPlaylistFile({ name: 'x', content: Buffer.from('qq,1') }, silent, never)).rejects.toMatchObject({
      code: 'data_corrupt',
    });
  });
});

describe('when a file contains more than playlists (behaviour 139)', () => {
  it('skips blank lines, comments, a byte order mark and both kinds of line ending', async () => {
    expect(await parse('\uFEFF# 我的歌单\r\n\r\n  \t\r\nqq,1\r\n  # netease,2\r\n netease,3 \n')).toEqual(['qq 1', 'netease 3']);
  });

  it('drops repeats, however they are written, and keeps the first', async () => {
    const [first, ...others] = await read('https://music.163.com/#/playlist?id=1\nnetease,1\nhttps://music.163.com/playlist?id=1');
    expect(first).toEqual({ platform: 'netease', remoteId: '1', url: 'https://music.163.com/#/playlist?id=1' });
    expect(others).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['comments only', '# a\n\n# b'],
    ['GBK', Uint8Array.of(0xc4, 0xfa, 0xba, 0xc3)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x71, 0, 0x71, 0)],
    ['more than 2 MiB', new Uint8Array(largestPlaylistFile + 1).fill(0x0a)],
    ['10,001 playlists', Array.from({ length: 10_001 }, (_, id) => `qq,${id}`).join('\n')],
  ])('refuses a file of %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('when any text is given', () => {
  const reference = fc.record({
    platform: fc.constantFrom(...playlistPlatforms),
    id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/),
  });
  const noise = fc.constantFrom('', '   ', '# remark', '#', '\t');

  it('reads back every reference once, in order, among any noise', async () => {
    const lines = fc.array(fc.oneof(reference, noise), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), async (all, end, mark) => {
        const text = all.map((line) => (typeof line === 'string' ? line : `${line.platform},${line.id}`)).join(end);
        const expected = [...new Set(all.flatMap((line) => (typeof line === 'string' ? [] : [`${line.platform} ${line.id}`])))];
        if (expected.length === 0) await expect(read(text)).rejects.toMatchObject({ code: 'invalid_argument' });
        else expect(await parse(mark ? `\uFEFF${text}` : text)).toEqual(expected);
      }),
    );
  });

  it('returns references or one invalid_argument, never another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()), async (text) => {
        const outcome = await parse(text).catch((error: { code?: string }) => error.code);
        if (typeof outcome === 'string' || outcome === undefined) expect(outcome).toBe('invalid_argument');
        else for (const found of outcome) expect(playlistPlatforms).toContain(found.split(' ')[0]);
      }),
      { numRuns: 1000 },
    );
  });
});
