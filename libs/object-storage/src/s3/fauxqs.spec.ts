import { type ObjectServer, startFauxqs } from '@catalogsync/testkit/object-servers';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { itIsAnObjectStore } from '../object-store.contract.js';
import { S3ObjectStore } from './s3-object-store.js';

// Real here: the SDK, HTTP on loopback. fauxqs, in this process, plays the server.
let server: ObjectServer;
beforeAll(async () => {
  server = await startFauxqs();
});
afterAll(() => server.stop());

describe.each(['when_supported', 'when_required'] as const)('objects behind fauxqs, checksums %s', (checksums) => {
  itIsAnObjectStore(async () => new S3ObjectStore({ ...server, prefix: `in/${checksums}`, pathStyle: true, checksums }), {
    canList: false,
  });
});
