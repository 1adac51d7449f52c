import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SubsonicAuth, SubsonicClient } from './subsonic-client.js';
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
  beforeAll(async () => {
    server = await EmulatedServer.start(() => ({ body: answer }));
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
  });
  beforeEach(() => {
    answer = { 'subsonic-response': { status: 'ok' } };
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
