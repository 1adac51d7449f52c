import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { type EmulatedAnswer, EmulatedServer } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { httpList } from './definition.js';

// Real here: HTTP on loopback, files. The two servers are two hosts of the owner's network.
const never = new AbortController().signal;
const lrc = '[00:01.00]la';
const picture = Buffer.from([1, 2, 3]);
let files: Record<string, EmulatedAnswer>;
let own: EmulatedServer;
let other: EmulatedServer;
let folder: string;
const clients: HttpClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
  own = await EmulatedServer.start(({ path }) => files[path]);
  other = await EmulatedServer.start(({ path }) => files[path]);
});
beforeEach(() => {
  const text = { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: lrc };
  files = {
    '/c.png': { body: picture },
    '/w.lrc': text,
    '/1.mp3': { body: Buffer.from('sound'), headers: { 'content-type': 'audio/mpeg' } },
  };
});
afterEach(() => {
  for (const server of [own, other]) server.requests.splice(0);
});
afterAll(async () => {
  await Promise.all([own.stop(), other.stop()]);
  for (const client of clients) await client.close();
  await rm(folder, { recursive: true });
});

interface Entry {
  readonly url: string;
  readonly cover?: string;
  readonly lyrics?: string;
}

const sourceOf = (place: string, ...named: string[]) => {
  const http = new HttpClient({ retryPauseMs: 1, random: () => 0, privateHosts: new PrivateHosts(named, 'OUTBOUND_PRIVATE_HOSTS') });
  clients.push(http);
  return httpList.open({ HTTP_LISTS: [place] }, { http });
};
/** The source of one list and the ids of its songs, in their order. */
const listed = async (place: string, ...named: string[]) => {
  const source = sourceOf(place, ...named);
  const [playlist] = (await source.playlists!.listPlaylists({ limit: 1, after: undefined }, never)).items;
  const { items } = await source.playlistTracks!.listPlaylistTracks(playlist!.remoteId, { limit: 99, after: undefined }, never);
  return { source, ids: items.map(({ remoteId }) => remoteId), tracks: items };
};
/** A list at the address of the own server. */
const atAddress = (entries: readonly Entry[], ...named: string[]) => {
  files['/list.json'] = { body: entries };
  return listed(`${own.url}/list.json`, ...named);
};
const inFile = async (entries: readonly Entry[], ...named: string[]) => {
  const place = join(folder, 'list.json');
  await writeFile(place, JSON.stringify(entries));
  return listed(place, ...named);
};
type Listed = Awaited<ReturnType<typeof atAddress>>;
const lyricsOf = ({ source, ids }: Listed, at = 0) => source.lyrics!.lyrics(ids[at]!, never);
const coverOf = ({ source, ids }: Listed, at = 0) => source.covers!.cover(ids[at]!, never);
const fetched = async ({ source, ids }: Listed) => {
  const stagingFolder = await mkdtemp(join(folder, 'staging-'));
  return source.fetcher!.fetchTrack({ fetchKey: ids[0]!, stagingFolder, maxBytes: 1000, report: () => undefined }, never);
};
const refused = {
  code: 'permission_denied',
  retry: 'never',
  message: expect.stringContaining('127.0.0.1 is a loopback address'),
  hint: expect.stringContaining('OUTBOUND_PRIVATE_HOSTS'),
};

describe('when a list is at an address on the owner’s network', () => {
  it('may name files of its own server', async () => {
    const list = await atAddress([{ url: '/1.mp3', cover: '/c.png', lyrics: 'w.lrc' }]);
    expect(await lyricsOf(list)).toBe(lrc);
    expect(await coverOf(list)).toEqual(picture);
    expect((await fetched(list)).path).toMatch(/track\.mp3$/);
    expect(list.tracks[0]?.coverUrl).toBeUndefined();
  });

  it('leads to no other server there unless the owner named it', async () => {
    const entry = { url: `${other.url}/1.mp3`, cover: `${other.url}/c.png` };
    const list = await atAddress([entry]);
    await expect(fetched(list)).rejects.toMatchObject(refused);
    await expect(coverOf(list)).rejects.toMatchObject(refused);
    expect(other.requests).toEqual([]);
    const allowed = await atAddress([entry], '127.0.0.1');
    await fetched(allowed);
    expect(await coverOf(allowed)).toEqual(picture);
  });

  it('leads to no other server there by a redirect, and the check of the source says so', async () => {
    files['/1.mp3'] = { status: 302, headers: { location: `${other.url}/1.mp3` } };
    await expect(fetched(await atAddress([{ url: '/1.mp3' }]))).rejects.toMatchObject(refused);
    files['/moved.json'] = { status: 302, headers: { location: `${other.url}/list.json` } };
    const health = await sourceOf(`${own.url}/moved.json`).health!.checkHealth(never);
    expect(health).toEqual({
      reachable: false,
      detail: expect.stringMatching(/loopback address.*add 127\.0\.0\.1 to OUTBOUND_PRIVATE_HOSTS/),
    });
    expect(other.requests).toEqual([]);
  });

  it('takes lyrics from its own server only, even where another is allowed', async () => {
    const elsewhere = await atAddress([{ url: '/1.mp3', lyrics: `${other.url}/w.lrc` }], '127.0.0.1');
    await expect(lyricsOf(elsewhere)).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('not where the list'),
    });
    files['/moved.lrc'] = { status: 302, headers: { location: `${other.url}/w.lrc` } };
    await expect(lyricsOf(await atAddress([{ url: '/1.mp3', lyrics: '/moved.lrc' }], '127.0.0.1'))).rejects.toMatchObject({
      retry: 'never',
    });
    expect(other.requests).toEqual([]);
  });

  it('uses the user name and password of its own address, and refuses those in it', async () => {
    files['/list.json'] = { body: [{ url: '/1.mp3' }] };
    const list = await listed(`${own.url.replace('//', '//me:hush@')}/list.json`);
    await fetched(list);
    expect(own.requests.at(-1)?.headers.authorization).toBe(`Basic ${Buffer.from('me:hush').toString('base64')}`);
    files['/list.json'] = { body: [{ url: '/1.mp3', cover: 'http://me@host/c.png' }, { url: 'http://me:x@host/2.mp3' }] };
    const check = await sourceOf(`${own.url}/list.json`).health!.checkHealth(never);
    expect(check).toEqual({ reachable: false, detail: expect.stringContaining('entry 2 has a user name or password') });
    expect(check.detail).not.toContain('me:x');
    expect(await coverOf(await atAddress([{ url: '/1.mp3', cover: 'http://me@host/c.png' }]))).toBeUndefined();
  });
});

describe('when a list is a file', () => {
  it('leads to no server on the owner’s network unless the owner named it', async () => {
    const entry = { url: `${own.url}/1.mp3`, cover: `${own.url}/c.png`, lyrics: `${own.url}/w.lrc` };
    const list = await inFile([entry]);
    for (const asked of [fetched(list), coverOf(list), lyricsOf(list)]) await expect(asked).rejects.toMatchObject(refused);
    expect(own.requests).toEqual([]);
    const allowed = await inFile([entry], '127.0.0.1');
    await fetched(allowed);
    expect(await coverOf(allowed)).toEqual(picture);
    expect(await lyricsOf(allowed)).toBe(lrc);
  });

  it('takes lyrics from the server of the song only, and words from the list itself', async () => {
    const songs = [
      { url: `${own.url}/1.mp3`, lyrics: `${other.url}/w.lrc` },
      { url: `${own.url}/2.mp3`, lyrics: 'la\nla', cover: 'file:///etc/passwd' },
      { url: `${own.url}/3.mp3`, lyrics: '/etc/passwd.txt', cover: `${own.url}/gone.png` },
    ];
    const list = await inFile(songs, '127.0.0.1');
    await expect(lyricsOf(list)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(await lyricsOf(list, 1)).toBe('la\nla');
    expect([await coverOf(list, 1), await lyricsOf(list, 2)]).toEqual([undefined, undefined]);
    await expect(coverOf(list, 2)).rejects.toMatchObject({ code: 'not_found' });
    expect(other.requests).toEqual([]);
  });
});

describe('when lyrics are at an address', () => {
  const answered = async (type: string | undefined, body: string | Buffer) => {
    files['/w.lrc'] = { body, headers: type === undefined ? {} : { 'content-type': type } };
    return lyricsOf(await atAddress([{ url: '/1.mp3', lyrics: '/w.lrc' }]));
  };

  it.each([
    ['text/plain', Buffer.from('窗外')],
    ['text/x-lrc; charset=UTF-8', Buffer.from('窗外')],
    ['text/plain;charset="gb18030"', Buffer.from([0xb4, 0xb0, 0xcd, 0xe2])],
  ])('are read as %s', async (type, body) => {
    expect(await answered(type, body)).toBe('窗外');
  });

  it.each([
    ['application/json', '{"secret":1}'],
    ['application/octet-stream', 'la'],
    [undefined, 'la'],
    ['text/plain', Buffer.from([0x66, 0xff, 0xfe])],
    ['text/plain; charset=nonsense', 'la'],
    ['text/plain', 'la'.repeat(200_000)],
  ])('are refused if sent as %p with other bytes than text of a song', async (type, body) => {
    await expect(answered(type, body)).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
