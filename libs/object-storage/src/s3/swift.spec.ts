import { type ObjectServer, requireSwift, startSwift } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { itIsAnObjectStore } from '../object-store.contract.js';
import { TransferLimits } from '../transfer-limits.js';
import type { S3Options } from './s3-connection.js';
import { S3ObjectStore } from './s3-object-store.js';

// Real here: the SDK and OpenStack Swift with its S3 interface, as Debian packages it, on loopback.
(requireSwift() ? describe : describe.skip)('objects behind Swift', () => {
  let server: ObjectServer;
  beforeAll(async () => {
    server = await startSwift();
  });
  afterAll(() => server.stop());
  const store = (options: Partial<S3Options> = {}) =>
    new S3ObjectStore({ ...server, prefix: 'in/here', pathStyle: true, checksums: 'when_supported', ...options });
  const { signal } = new AbortController();
  const audio = { contentType: 'audio/flac' };

  describe('with checksums', () => itIsAnObjectStore(async () => store()));
  describe('without checksums', () => itIsAnObjectStore(async () => store({ prefix: 'there', checksums: 'when_required' })));
  describe('at a limited rate', () =>
    itIsAnObjectStore(async () => store({ prefix: 'slowly', limits: new TransferLimits(2, 200_000_000) })));

  it('are read by a signed address, which nobody can alter', async () => {
    const objects = store();
    await objects.put('signed 歌.flac', Buffer.from('music'), audio, signal);
    const { url } = await objects.presignGet('signed 歌.flac', { now: Date.now(), bucketSeconds: 60, ttlSeconds: 60, fileName: '歌.flac' });
    const answer = await fetch(url, { headers: { range: 'bytes=1-2' } });
    expect([answer.status, await answer.text()]).toEqual([206, 'us']);
    expect((await fetch(url.replace('signed', 'other'))).status).toBe(403);
    const old = await objects.presignGet('signed 歌.flac', { now: Date.now() - 600_000, bucketSeconds: 60, ttlSeconds: 60 });
    expect((await fetch(old.url)).status).toBe(403);
    objects.close();
  });

  it.each([
    ['a wrong secret', { keys: { accessKeyId: 'test:tester', secret: 'wrong' } }, 'unauthenticated'],
    ['an unknown key', { keys: { accessKeyId: 'test:stranger', secret: 'testing' } }, 'unauthenticated'],
    ['a missing bucket', { bucket: 'nowhere' }, 'failed_precondition'],
    ['an endpoint where nobody listens', { endpoint: 'http://127.0.0.1:9', attempts: 1 }, 'unavailable'],
  ] as const)('of %s are told apart', async (_case, options, code) => {
    const objects = store(options);
    await expect(objects.put('one', Buffer.from('x'), audio, signal)).rejects.toMatchObject({ code });
    objects.close();
  });
});
