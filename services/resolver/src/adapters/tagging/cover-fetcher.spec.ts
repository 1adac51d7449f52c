import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxCoverBytes } from '../../core/sources/companions.js';
import { HttpCoverFetcher } from './cover-fetcher.js';

// Real here: HTTP on loopback.
const never = new AbortController().signal;
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 1, 0xff, 0xd9]);
const unnamed = new HttpClient({ random: () => 0 });
const named = new HttpClient({ random: () => 0, privateHosts: new PrivateHosts(['127.0.0.1']) });
let server: EmulatedServer;

beforeAll(async () => {
  const bodies: Record<string, Buffer> = {
    '/c.jpg': jpeg,
    '/page.jpg': Buffer.from('<html>'),
    '/huge.jpg': Buffer.concat([jpeg, Buffer.alloc(maxCoverBytes)]),
  };
  server = await EmulatedServer.start(({ path }) => (bodies[path] === undefined ? undefined : { body: bodies[path] }));
});
afterAll(async () => {
  await server.stop();
  await Promise.all([unnamed.close(), named.close()]);
});

describe('when an offer or the catalogue names a cover', () => {
  it('is not fetched from the owner’s network unless the owner named the host', async () => {
    await expect(new HttpCoverFetcher(unnamed).fetchCover(`${server.url}/c.jpg`, never)).rejects.toMatchObject({
      code: 'permission_denied',
      retry: 'never',
    });
    expect(server.requests).toEqual([]);
    expect((await new HttpCoverFetcher(named).fetchCover(`${server.url}/c.jpg`, never)).mediaType).toBe('image/jpeg');
  });

  it.each(['page', 'huge'])('is refused if its bytes are no picture or too many: %s', async (name) => {
    await expect(new HttpCoverFetcher(named).fetchCover(`${server.url}/${name}.jpg`, never)).rejects.toMatchObject({
      code: 'data_corrupt',
    });
  });
});
