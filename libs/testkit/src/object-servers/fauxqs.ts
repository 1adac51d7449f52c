import type { AddressInfo } from 'node:net';
import { buildApp } from 'fauxqs';
import type { ObjectServer } from './object-server.js';

/**
 * An S3 server in this process, on loopback. It stores and returns checksums, but checks neither them nor signatures, and cannot
 * list parts or uploads. @internal for tests
 */
export async function startFauxqs(bucket = 'music', port = 0): Promise<ObjectServer> {
  const app = buildApp({ logger: false, host: '127.0.0.1' });
  await app.listen({ host: '127.0.0.1', port });
  const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const made = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!made.ok) throw new Error(`fauxqs made no bucket: ${made.status} ${await made.text()}`);
  return { endpoint, region: 'us-east-1', bucket, keys: { accessKeyId: 'tester', secret: 'testing' }, stop: () => app.close() };
}
