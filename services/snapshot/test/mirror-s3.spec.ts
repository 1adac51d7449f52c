import { S3ObjectStore } from '@catalogsync/object-storage';
import { silentLogger } from '@catalogsync/runtime';
import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PublicationMirror } from '../src/adapters/mirror/publication-mirror.js';
import { SignedWorld } from './signed-world.js';

// Real here: the publisher, the mirror, the SDK and HTTP on loopback. fauxqs, in this process, plays the server.
const never = new AbortController().signal;
let server: ObjectServer;
let world: SignedWorld;
beforeAll(async () => {
  server = await startFauxqs();
  world = await SignedWorld.create();
});
afterAll(async () => {
  await server.stop();
  world.remove();
});

it('brings each publication behind the S3 protocol, where readers follow it', async () => {
  const store = new S3ObjectStore({ ...server, prefix: 'catalogue', pathStyle: true, checksums: 'when_supported' });
  const mirror = new PublicationMirror({
    store,
    address: 's3://bucket/catalogue',
    source: async () => {
      const announced = await world.metadata.announced();
      return announced && { folder: world.folder, publication: announced.publication, roots: await world.metadata.roots() };
    },
    clock: { now: () => world.now },
    log: silentLogger(),
  });
  const files = { read: (path: string) => store.read(path, { maxBytes: 1_000_000 }, never) };
  for (const text of ['one', 'two']) {
    await world.publish(text);
    await mirror.pass();
    expect((await world.read(files)).text).toBe(text);
  }
  await mirror.close();
});
