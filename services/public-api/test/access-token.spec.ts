import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld } from './api-world.js';
import { ask } from './http-client.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

describe('when the owner requires an access token (behaviour 183)', () => {
  let guarded: string;
  beforeAll(async () => {
    guarded = await world.serve({ accessTokens: ['first-token', '第二'] });
  });
  const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await ask(guarded, path, { headers })).status;

  it('accepts each of the tokens and no other', async () => {
    expect(await status('/v1/tracks/1', { authorization: 'Bearer first-token' })).toBe(200);
    expect(await status('/v1/tracks/1', { authorization: `bearer ${Buffer.from('第二').toString('latin1')}` })).toBe(200);
    for (const authorization of ['', 'Bearer', 'Bearer first', 'Bearer first-token2', 'Basic first-token', 'first-token']) {
      const answer = await ask(guarded, '/v1/tracks/1', { headers: { authorization } });
      expect([answer.status, answer.json().code, answer.headers['www-authenticate']]).toEqual([
        401,
        'unauthenticated',
        'Bearer realm="catalogsync"',
      ]);
    }
  });

  it('accepts the token in the query for /stream only, and never repeats it', async () => {
    expect(await status('/v1/tracks/1/stream?access_token=first-token')).toBe(302);
    expect(await status('/v1/tracks/1/stream?access_token=wrong')).toBe(401);
    expect(await status('/v1/tracks/1?access_token=first-token')).toBe(401);
    const answer = await ask(guarded, '/v1/tracks/99/stream?access_token=first-token');
    expect(answer.text).not.toContain('first-token');
  });

  it('keeps responses out of shared caches, each for the token that it was given to', async () => {
    const options = { headers: { authorization: 'Bearer first-token' } };
    const paths = [
      '/v1/tracks/1',
      '/v1/tracks?limit=1',
      '/v1/search?q=a',
      '/v1/snapshot',
      '/v1/playlists',
      '/v1/tracks/1/stream',
      '/v1/tracks/1/playback',
    ];
    for (const path of paths) {
      const { status: code, headers } = await ask(guarded, path, options);
      expect([path, code < 400, headers['cache-control'], headers.vary]).toEqual([
        path,
        true,
        expect.stringMatching(/^private, max-age=\d+/),
        'accept-encoding, authorization',
      ]);
    }
  });

  it('refuses without storing the refusal, and answers the same address to a token at once', async () => {
    const refused = await ask(guarded, '/v1/tracks/1');
    expect([refused.status, refused.headers['cache-control']]).toEqual([401, 'no-store']);
    const { headers } = await ask(guarded, '/v1/tracks/1', { headers: { authorization: 'Bearer first-token' } });
    const again = { authorization: 'Bearer wrong', 'if-none-match': String(headers.etag) };
    expect((await ask(guarded, '/v1/tracks/1', { headers: again })).status).toBe(401);
  });

  it('leaves health and documentation open, and guards the metrics', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs/']) expect(await status(path)).toBe(200);
    expect(await status('/metrics')).toBe(401);
  });
});
