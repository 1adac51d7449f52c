import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { type EmulatedAnswer, EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { artistsShape, emptyShape, musicFoldersShape } from './library-wire.js';
import { SubsonicClient } from './subsonic-client.js';
import type { SubsonicAuth } from './subsonic-settings.js';
import { searchShape } from './wire.js';

// Real here: HTTP on loopback.
const never = new AbortController().signal;
const settingNames = { user: 'MEDIA_USER', secret: 'MEDIA_PASSWORD', auth: 'MEDIA_AUTH' };
const secret = 'sesame-7';
const failed = (code: number) => ({ 'subsonic-response': { status: 'failed', error: { code, message: 'x' } } });

describe('when an OpenSubsonic server is called', () => {
  let server: EmulatedServer;
  let http: HttpClient;
  let answer: object = {};
  /** What the server says to the question for its extensions. */
  let extensions: EmulatedAnswer | undefined;
  beforeAll(async () => {
    server = await EmulatedServer.start(({ path }) => (path.includes('Extensions') ? extensions : { body: answer }));
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
  });
  beforeEach(() => {
    answer = { 'subsonic-response': { status: 'ok' } };
    extensions = undefined;
    server.requests.splice(0);
  });
  afterAll(async () => {
    await server.stop();
    await http.close();
  });
  const client = (auth: SubsonicAuth) => new SubsonicClient(http, { url: server.url, user: 'listener', secret, auth, settingNames });
  const sent = () => Object.fromEntries(server.requests[0]?.query ?? []);

  it('logs in with a salted token, an encoded password or an API key, as configured', async () => {
    const logins: string[][] = [];
    for (const auth of ['token', 'password', 'api-key'] as const) {
      server.requests.splice(0);
      await client(auth).ping(never);
      logins.push(Object.keys(sent()).filter((name) => !['v', 'c', 'f'].includes(name)));
    }
    expect(logins).toEqual([['u', 't', 's'], ['u', 'p'], ['apiKey']]);
  });

  it.each([
    [40, 'password', 'unauthenticated', 'Check MEDIA_USER and MEDIA_PASSWORD.'],
    [10, 'token', 'unauthenticated', 'Set MEDIA_AUTH=password.'],
    [41, 'token', 'unauthenticated', 'Set MEDIA_AUTH=password.'],
    [44, 'api-key', 'unauthenticated', 'Check MEDIA_PASSWORD.'],
    [10, 'password', 'invalid_argument', undefined],
    [70, 'token', 'not_found', undefined],
    [0, 'token', 'unavailable', undefined],
  ] as const)('turns error %p under %p into %p, with a hint that names the settings of the caller', async (code, auth, fault, hint) => {
    answer = failed(code);
    await expect(client(auth).ping(never)).rejects.toMatchObject({ code: fault, hint });
  });

  it('takes status 401 for a refused account too', async () => {
    const proxy = await EmulatedServer.start(() => ({ status: 401, body: 'no' }));
    const behind = new SubsonicClient(http, { url: proxy.url, user: 'listener', secret, auth: 'token', settingNames });
    await expect(behind.ping(never)).rejects.toMatchObject({ code: 'unauthenticated', hint: 'Check MEDIA_USER and MEDIA_PASSWORD.' });
    await proxy.stop();
  });

  it.each([
    ['Permission denied', 'permission_denied'],
    ['user not authorized', 'permission_denied'],
    ['ValueError: badly formed hexadecimal UUID string', 'not_found'],
  ])('understands "%s" without a code of its own as %s', async (message, code) => {
    answer = { 'subsonic-response': { status: 'failed', error: { code: 0, message } } };
    await expect(client('token').ping(never)).rejects.toMatchObject({ code });
  });

  it('sends a list as one parameter several times, in order', async () => {
    await client('token').change('createPlaylist', { name: 'é & 夜', songId: ['b', 'a', 'b'] }, emptyShape, never);
    const [request] = server.requests;
    expect([request?.method, request?.query.get('name'), request?.query.getAll('songId')]).toEqual(['GET', 'é & 夜', ['b', 'a', 'b']]);
  });

  describe('with more values than an address can hold', () => {
    const values = Array.from({ length: 1000 }, (_, index) => `${index} ü&/`.padStart(30, '0'));
    const advertised = { body: { 'subsonic-response': { status: 'ok', openSubsonicExtensions: { name: 'formPost', versions: [1] } } } };
    const grouped = (subsonic: SubsonicClient) => subsonic.groups('updatePlaylist', { playlistId: '1' }, 'songIdToAdd', values, never);

    it('sends a form to a server that takes one, with no secret in the address', async () => {
      extensions = advertised;
      const subsonic = client('token');
      expect(await grouped(subsonic)).toEqual([values]);
      await subsonic.change('updatePlaylist', { playlistId: '1', songIdToAdd: values }, emptyShape, never);
      const [, request] = server.requests;
      expect([request?.method, request?.query.size]).toEqual(['POST', 0]);
      const form = new URLSearchParams(request?.body);
      expect([form.get('playlistId'), form.get('u'), form.getAll('songIdToAdd')]).toEqual(['1', 'listener', values]);
    });

    it.each([
      ['404', undefined],
      ['a page', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
      ['code 0', { body: failed(0) }],
      ['code 70', { body: failed(70) }],
      ['no forms', { body: { 'subsonic-response': { status: 'ok', openSubsonicExtensions: [] } } }],
    ])('makes groups for a server that answers %s when it is asked for extensions, once', async (_what, said) => {
      extensions = said;
      const subsonic = client('token');
      const groups = await grouped(subsonic);
      expect(groups.flat()).toEqual(values);
      expect(await grouped(subsonic)).toEqual(groups);
      expect(server.requests).toHaveLength(1);
      for (const songIdToAdd of groups) await subsonic.change('updatePlaylist', { playlistId: '1', songIdToAdd }, emptyShape, never);
      for (const { method, path, query } of server.requests)
        expect([method, path.length + query.toString().length < 6100]).toEqual(['GET', true]);
    });

    it('does not take an outage for the absence of forms', async () => {
      extensions = advertised;
      await server.fail('bad_gateway', { matching: /Extensions/ });
      const subsonic = client('token');
      await expect(grouped(subsonic)).rejects.toMatchObject({ code: 'unavailable' });
      await server.heal();
      expect(await grouped(subsonic)).toEqual([values]);
    });

    it('asks for no extensions where everything fits', async () => {
      expect(await client('token').groups('createPlaylist', { name: 'x' }, 'songId', values.slice(0, 3), never)).toEqual([
        values.slice(0, 3),
      ]);
      expect(await client('token').groups('createPlaylist', { name: 'x' }, 'songId', [], never)).toEqual([[]]);
      expect(server.requests).toEqual([]);
    });
  });

  it('accepts lone items in nested lists, empty texts for empty objects, and no absent object', async () => {
    const index = { name: 'A', artist: { id: 1, name: 'A' } };
    answer = { 'subsonic-response': { status: 'ok', artists: { index } } };
    const found = await client('token').call('getArtists', {}, artistsShape, never);
    expect(found.artists.index).toEqual([{ name: 'A', artist: [{ id: 1, name: 'A' }] }]);
    answer = { 'subsonic-response': { status: 'ok', musicFolders: '' } };
    expect((await client('token').call('getMusicFolders', {}, musicFoldersShape, never)).musicFolders).toEqual({});
    answer = { 'subsonic-response': { status: 'ok' } };
    await expect(client('token').call('getArtists', {}, artistsShape, never)).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('accepts a lone item where a list is expected', async () => {
    answer = { 'subsonic-response': { status: 'ok', searchResult3: { song: { id: 7, title: 'One' } } } };
    const { searchResult3 } = await client('token').call('search3', { query: 'one' }, searchShape, never);
    expect(searchResult3?.song).toEqual([{ id: 7, title: 'One' }]);
  });

  it('leaves no file after a refused download, and shows no secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opensubsonic-'));
    const target = { file: join(folder, 'song'), maxBytes: 1000, report: () => undefined };
    answer = failed(50);
    const refused = client('password').download('download', '1', target, never);
    await expect(refused).rejects.toMatchObject({ code: 'permission_denied', message: expect.not.stringContaining(secret) });
    expect(existsSync(target.file)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
