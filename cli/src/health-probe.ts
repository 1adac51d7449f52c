import { request } from 'node:http';
import { connect } from 'node:http2';
import { endAtOnce, endProcess } from './process-end.js';

/**
 * A health check for containers: `health-probe.js http://127.0.0.1:8080/healthz` or
 * `health-probe.js unix:/data/run/resolver.sock` (grpc.health.v1; a service on TCP has this socket too). Exit code 0 if
 * the service answers that it serves. It uses Node's own modules only, since it runs every few seconds.
 */
const withinMs = 3000;

function probeHttp(address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    request(address, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .once('error', reject)
      .end();
  });
}

/** Frame of an empty HealthCheckRequest: uncompressed, length 0; it asks about the whole server. */
const emptyMessage = Buffer.alloc(5);
/** Frame of a HealthCheckResponse with status SERVING: length 2, field 1 = 1. */
const serving = Buffer.from([0, 0, 0, 0, 2, 8, 1]);

function probeRpc(address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const session = connect('http://localhost', { path: address.replace(/^unix:/, '') });
    session.once('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', reject);
    stream.once('end', () => resolve(Buffer.concat(chunks).equals(serving)));
    stream.end(emptyMessage);
  });
}

const [address = ''] = process.argv.slice(2);
setTimeout(() => endAtOnce(1), withinMs).unref();
const probe = /^https?:/.test(address) ? probeHttp : probeRpc;
const good = await probe(address).catch((error: unknown) => {
  process.stderr.write(`${address}: ${String((error as { message?: unknown }).message)}\n`);
  return false;
});
await endProcess(good ? 0 : 1);
