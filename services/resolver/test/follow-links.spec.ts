import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpRedirects } from '../src/adapters/sources/short-link-redirects.js';
import { LookUpSong } from '../src/core/resolve/look-up-song.js';
import { describedTrack } from '../src/core/sources/described.js';
import { LinkFollower, mostHops, mostShortLinks } from '../src/core/sources/follow-links.js';
import { PlaylistRecogniser } from '../src/core/sources/recognise-playlists.js';
import type { Source } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';

// Real here: HTTP on loopback, which the owner allows by OUTBOUND_PRIVATE_HOSTS. One server is the host of short links.
const never = new AbortController().signal;
const noAnswer = { status: 200, body: 'a page' };
let server: EmulatedServer;
let http: HttpClient;
let follower: LinkFollower;
const asked: string[] = [];
const targets = new Map<string, string>();
const short = (name: string): string => `${server.url}/${name}`;

beforeAll(async () => {
  server = await EmulatedServer.start(({ path }) => {
    asked.push(path);
    const location = targets.get(path);
    return location === undefined ? noAnswer : { status: 302, headers: { location }, body: '' };
  });
  http = new HttpClient({ privateHosts: new PrivateHosts(['127.0.0.1'], 'OUTBOUND_PRIVATE_HOSTS') });
  const addresses = {
    hosts: ['music.example'],
    shortHosts: ['127.0.0.1'],
    paths: [/^\/playlist\/(\d+)$/],
    songs: { paths: [/^\/song\/(\d+)$/] },
  };
  follower = new LinkFollower(new PlaylistRecogniser([{ name: 'music', addresses }]), new HttpRedirects(http));
});
afterAll(async () => {
  await http.close();
  await server.stop();
});

describe('when lines are short links', () => {
  it('finds where they lead, in the place of each, and keeps the address as given', async () => {
    targets.set('/a', 'https://music.example/playlist/7').set('/b', short('c')).set('/c', 'https://music.example/song/8');
    const { lines } = await follower.recognise([short('a'), 'music,5', short('b')], never);
    expect(lines).toEqual([
      { platform: 'music', remoteId: '7', url: short('a') },
      { platform: 'music', remoteId: '5', url: undefined },
      { platform: 'music', songId: '8', url: short('b') },
    ]);
  });

  it('asks only hosts of short links, never the page at the end', async () => {
    // Nobody answers there, and it would have to be asked.
    targets.set('/elsewhere', 'http://music.example:9/playlist/7');
    const { lines } = await follower.recognise([short('elsewhere')], never);
    expect(lines).toEqual([{ platform: 'music', remoteId: '7', url: short('elsewhere') }]);
  });

  it.each([
    ['a page', 'page', undefined, 'leads nowhere'],
    ['a strange host', 'strange', 'https://evil.example/playlist/1', 'unknown platform "evil.example"'],
    ['a file', 'file', 'file:///etc/passwd', 'not http or https'],
    ['itself', 'round', '/round', `more than ${mostHops} others`],
    ['a page that is no playlist', 'other', 'https://music.example/about', 'not the address of a playlist'],
  ])('says so if one leads to %s, and reads the others', async (_, name, target, says) => {
    if (target !== undefined) targets.set(`/${name}`, target);
    const { lines } = await follower.recognise([short(name), 'music,5'], never);
    expect(lines).toEqual([{ reason: expect.stringContaining(says) }, { platform: 'music', remoteId: '5', url: undefined }]);
  });

  it('follows a limited number in one go', async () => {
    const lines = Array.from({ length: mostShortLinks + 1 }, () => short('a'));
    const found = (await follower.recognise(lines, never)).lines;
    expect(found.filter((line) => 'remoteId' in line)).toHaveLength(mostShortLinks);
    expect(found.at(-1)).toEqual({ reason: expect.stringContaining('short links') });
  });

  it('contacts no one when only the form matters', () => {
    asked.length = 0;
    expect(follower.byForm([short('a')]).lines).toEqual([{ platform: 'music', shortLink: short('a') }]);
    expect(asked).toEqual([]);
  });

  it('does not lead into the network of the owner', async () => {
    const strict = new HttpClient();
    const recogniser = new PlaylistRecogniser([{ name: 'music', addresses: { hosts: [], shortHosts: ['127.0.0.1'] } }]);
    const { lines } = await new LinkFollower(recogniser, new HttpRedirects(strict)).recognise([short('a')], never);
    expect(lines).toEqual([{ reason: expect.stringContaining('must not lead there') }]);
    await strict.close();
  });

  it('ends with its caller', async () => {
    await expect(follower.recognise([short('a')], AbortSignal.abort())).rejects.toBeDefined();
  });
});

describe('when a song is looked up by the link that people share', () => {
  const track = describedTrack({
    remoteId: '8',
    name: '晴天',
    artists: [{ remoteId: undefined, name: '周杰伦' }],
    durationMs: 269_000,
    isrc: 'TWK970300101',
  });
  const audio = {
    ext: undefined,
    fileSizeBytes: undefined,
    bitrate: undefined,
    sampleRate: undefined,
    bitDepth: undefined,
    durationMs: undefined,
  };
  const refresher = { refreshTrack: async (id: string) => (id === '8' ? { track, audio, fetchKey: undefined, trial: false } : undefined) };
  const lookUp = (source: Partial<Source> | undefined) =>
    new LookUpSong(new SourceRegistry(source === undefined ? [] : [{ name: 'music', configured: true, ...source }]), follower);

  it.each(['https://music.example/song/8', 'music.example/song/8', 'short'])(
    'returns it as its platform describes it: %s',
    async (link) => {
      targets.set('/song', 'https://music.example/song/8');
      expect(await lookUp({ refresher }).byLink(link === 'short' ? short('song') : link, never)).toEqual({
        platform: 'music',
        remoteId: '8',
        title: '晴天',
        artists: ['周杰伦'],
        album: undefined,
        durationMs: 269_000,
        isrc: 'TWK970300101',
      });
    },
  );

  it.each<[string, string, Partial<Source> | undefined, string]>([
    ['the link is a playlist', 'https://music.example/playlist/1', { refresher }, 'invalid_argument'],
    ['the link is strange', 'https://evil.example/song/8', { refresher }, 'invalid_argument'],
    ['the song is gone', 'https://music.example/song/9', { refresher }, 'not_found'],
    ['the platform has no source', 'https://music.example/song/8', undefined, 'unsupported'],
    ['its source is not configured', 'https://music.example/song/8', { refresher, configured: false }, 'failed_precondition'],
    ['its source looks up no songs', 'https://music.example/song/8', {}, 'unsupported'],
  ])('says so if %s', async (_, link, source, code) => {
    await expect(lookUp(source).byLink(link, never)).rejects.toMatchObject({ code });
  });
});
