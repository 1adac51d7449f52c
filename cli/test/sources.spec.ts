import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, and the resolver that each command starts for itself, with
// its database and its gRPC socket; the source is a list of addresses in a file.
afterAll(removeFolders);

let home: string;
let environment: Record<string, string>;
beforeAll(() => {
  home = join(temporaryFolder(), 'h');
  mkdirSync(home);
  const file = join(home, 'songs.csv');
  const rows = [
    'https://music.invalid/1.flac,晴天,周杰伦,269',
    'https://music.invalid/2.mp3,晴天 (Live),周杰伦,280',
    'https://music.invalid/3.mp3,Hello,Adele,295',
  ];
  writeFileSync(file, `url,title,artist,duration\n${rows.join('\n')}\n`);
  environment = { HTTP_LISTS: file, ROOT_DIR: home };
});

const run = (...args: string[]) => catalogsync(args, { environment });
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

describe('when sources are inspected from the command line', () => {
  it('lists which are configured and what they can do', async () => {
    const { code, stdout } = await run('sources', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http +yes +.*search.*fetch/m);
    expect(stdout).toMatch(/^subsonic +no +/m);
    expect(stdout).toMatch(/^NAME +SET UP +CALLS +TIME +BREAKER +CAN$/m);
    const http = (await json('sources', 'list')).sources.find(({ name }: { name: string }) => name === 'http');
    expect(http).toMatchObject({ configured: true, state: { callsPerMinute: 0, attempts: 0, breaker: { state: 'closed' } } });
  });

  it('checks the configured ones', async () => {
    const { code, stdout } = await run('sources', 'check');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http +yes +\d+ ms +closed +/m);
    expect(stdout).not.toContain('subsonic');
  });

  it('searches one of them and shows what it finds', async () => {
    const { code, stdout } = await run('sources', 'search', 'http', 'Adele', 'Hello');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Adele +Hello +4:55 +mp3/);
    expect((await run('sources', 'search', 'http', 'nobody at all sings this')).stdout).toBe('nothing\n');
  });

  it.each([
    ['an unknown source', ['sources', 'search', 'napster', 'x'], 1],
    ['an unknown source', ['sources', 'check', 'napster'], 1],
    ['a source that cannot be searched', ['sources', 'search', 'lidarr', 'x'], 1],
    ['no search words', ['sources', 'search', 'http'], 2],
    ['an excessive limit', ['sources', 'search', 'http', 'x', '--limit', '5000'], 2],
  ])('%s gives one clear error line: %j', async (_, args, expected) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n/);
  });
});

describe('when a song is resolved on the command line', () => {
  it('says which recording it chose and why, and which source it is asking', async () => {
    const { code, stdout, stderr } = await run('resolve', '周杰伦 - 晴天', '--duration', '4:29', '--platform', 'qq', '--id', '3');
    expect(stderr).toBe('resolving source http (1/1)\n');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http +chosen +\d+ ms +\d+ +title, artists and duration agree$/m);
    expect(stdout).toMatch(/周杰伦 - 晴天 \(4:29, flac \(lossless\)\)/);
  });

  it('prints the whole outcome as JSON', async () => {
    const outcome = await json('resolve', 'Adele - Hello', '--platform', 'qq');
    expect(outcome).toMatchObject({
      found: true,
      source: 'http',
      manual: false,
      offer: { title: 'Hello', priority: 2 },
      trials: [{ outcome: 'chosen' }],
    });
    expect(outcome.decision).toMatchObject({ origin: 'qq', policy: 'ratio-adaptive', order: [{ source: 'http' }] });
  });

  it('looks up the song of a share link at its platform, and searches for that', async () => {
    const program = join(home, 'yt-dlp');
    const song = { id: 'aaaaaaaaa01', title: 'Hello', artist: 'Adele', artists: ['Adele'], channel: 'Adele', duration: 295, ext: 'webm' };
    writeFileSync(program, `#!${process.execPath}\nconsole.log(${JSON.stringify(JSON.stringify(song))});\n`, { mode: 0o755 });
    const linked = { environment: { ...environment, YOUTUBE_ENABLED: 'yes', YTDLP_PROGRAM: program } };
    const link = 'https://www.youtube.com/watch?v=aaaaaaaaa01&feature=share';
    const { code, stdout } = await catalogsync(['resolve', link, '--sources', 'http'], linked);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Adele - Hello \(4:55, mp3/);
    const found = await catalogsync(['sources', 'search', 'http', 'youtu.be/aaaaaaaaa01'], linked);
    expect(found.stdout).toMatch(/Adele +Hello +4:55 +mp3/);
  });

  it.each([
    ['of a platform whose source is not set up', 'https://youtu.be/aaaaaaaaa01', 'the source "youtube" is not configured'],
    ['of a playlist', 'https://www.youtube.com/playlist?list=PL-1', 'the address of a playlist at youtube, not of a song'],
    ['of an unknown site', 'https://example.org/song/1', 'unknown platform "example.org"'],
  ])('says why it cannot use a link %s', async (_, link, says) => {
    const { code, stderr } = await run('resolve', link);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(says) });
  });

  it('fails with one line that says why if it is not found', async () => {
    const { code, stderr } = await run('resolve', 'Nobody - Not A Song');
    expect(code).toBe(1);
    expect(stderr).toMatch(/catalogsync: not found at the one source that was asked\n$/);
  });

  it.each([
    ['a missing song', ['resolve'], 2],
    ['an empty song', ['resolve', ' '], 1],
    ['a malformed duration', ['resolve', 'a - b', '--duration', 'long'], 2],
    ['an unknown source', ['resolve', 'a - b', '--sources', 'napster'], 1],
  ])('%s gives one clear error line', async (_, args, expected) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(expected);
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n/);
  });
});

describe('when recordings are chosen on the command line', () => {
  it('uses the chosen one until the choice is removed', async () => {
    const [{ id }] = (await json('sources', 'search', 'http', 'Hello')).offers;
    const song = ['resolve', '周杰伦 - 晴天', '--platform', 'migu', '--id', '7'];
    expect((await run('choices', 'list')).stdout).toBe('no recording has been chosen\n');
    expect(await run('choices', 'set', 'migu', '7', 'http', id, '--note', 'by ear')).toMatchObject({
      code: 0,
      stdout: `chosen: http ${id} for migu 7\n`,
    });
    expect(await json(...song)).toMatchObject({ manual: true, offer: { title: 'Hello' } });
    expect((await run('choices', 'list')).stdout).toMatch(new RegExp(`^migu +7 +http +${id} +\\d{4}-\\S+Z +by ear$`, 'm'));
    expect((await json('choices', 'list')).choices).toMatchObject([
      { platform: 'migu', remoteId: '7', sourceRemoteId: id, note: 'by ear' },
    ]);
    expect((await run('choices', 'remove', 'migu', '7')).stdout).toBe('removed: migu 7 is matched by its metadata again\n');
    expect(await json(...song)).toMatchObject({ manual: false, offer: { title: '晴天' } });
    expect((await run('choices', 'remove', 'migu', '7')).stderr).toMatch(/^catalogsync: no recording was chosen for that song\n/);
  });

  it('never takes a rejected file again', async () => {
    const song = ['resolve', '周杰伦 - 晴天 (Live)', '--platform', 'migu', '--id', '8'];
    const { offer } = await json(...song);
    expect(await run('choices', 'reject', 'http', offer.id, '--reason', 'noise')).toMatchObject({
      code: 0,
      stdout: `rejected: http ${offer.id} is never taken again\n`,
    });
    expect((await run(...song)).stdout).toContain('rejected before');
  });

  it.each([
    ['an unknown source', ['choices', 'set', 'qq', '1', 'napster', 'x'], 1],
    ['a malformed hash', ['choices', 'reject', 'http', 'x', '--sha256', 'abc'], 1],
    ['a missing recording', ['choices', 'set', 'qq', '1', 'http'], 2],
  ])('%s gives one clear error line', async (_, args, expected) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n/);
  });
});

describe('when the ranking is shown on the command line', () => {
  it('shows the counts in a table, and the resolves behind them', async () => {
    const { code, stdout } = await run('rank', 'QQMusicClient', '--history', '5');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ratio-adaptive: learning: 2 of 30 attempts$/m);
    expect(stdout).toMatch(/^1 +http +2 +2 +0 +0 +0 +\d+ ms +closed$/m);
    expect(stdout).toMatch(/ratio-adaptive +http +Adele - Hello$/m);
    expect(await json('rank', 'qq')).toMatchObject({
      origin: 'qq',
      order: [{ source: 'http', breaker: { state: 'closed' } }],
      statistics: [{ attempts: 2 }],
    });
  });

  it('forgets a source on request', async () => {
    expect((await run('sources', 'reset', 'http', '--origin', 'kuwo')).stdout).toBe('nothing was known of http\n');
    expect((await run('sources', 'reset', 'http')).stdout).toMatch(/^forgotten: http, for \d origins?\n$/);
    expect((await json('rank', 'qq')).statistics).toEqual([]);
  });
});
