import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { type HttpApi, HttpServer } from '@catalogsync/http';
import { silentLogger } from '@catalogsync/runtime';
import { expect } from '@jest/globals';
import { httpLimits } from '../src/config.js';

/** Serves an API on a free loopback port, outside any service. */
export async function serve(api: HttpApi, settings: { readonly trustedProxies?: readonly string[] } = {}): Promise<HttpServer> {
  const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: '', limits: httpLimits, ...settings }, silentLogger());
  await server.mount(api);
  return server;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; fails the test if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  json(): any;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One plain request: follows no redirect, decodes nothing, sends headers as given. */
export function ask(base: string, path: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json: () => JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a server sends back to these bytes, HTTP or not, until it closes the connection. */
export async function send(base: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve, reject) => {
    socket.once('end', resolve).once('error', reject).write(bytes);
  });
  socket.destroy();
  return Buffer.concat(chunks).toString();
}

/** The ids of a list, read page by page with this limit. */
export async function everyPage(get: (path: string) => Promise<Answer>, path: string, limit: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  let cursor = '';
  for (let round = 0; round < 50; round++) {
    const answer = await get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    expect(answer.status).toBe(200);
    const body = answer.json();
    expect(body.items.length).toBeLessThanOrEqual(limit);
    seen.push(...body.items.map((item: { id: unknown }) => item.id));
    if (body.nextCursor === null) return seen;
    cursor = `&cursor=${body.nextCursor}`;
  }
  throw new Error('the list has no end');
}
