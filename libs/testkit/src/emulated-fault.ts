import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Failures on command. */
const emulatedFaults = [
  'hang',
  'refuse',
  'cut',
  'rate_limited',
  'bad_gateway',
  'wrong_shape',
  'page',
  'empty',
  'gzip_bomb',
  'endless',
  'redirect_loop',
  'lost',
] as const;
export type EmulatedFault = (typeof emulatedFaults)[number];

/** From now on, requests with a matching path fail like this. */
export interface FaultCommand {
  readonly fault: EmulatedFault;
  readonly matching: RegExp;
  readonly retryAfterSeconds: number;
  /** How many matching requests are still answered before. */
  spared: number;
}

/** Answers as the fault does. */
export function breakAnswer({ fault, retryAfterSeconds }: FaultCommand, response: ServerResponse): void {
  switch (fault) {
    case 'hang':
    case 'refuse':
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/octet-stream' });
      response.write('{"half":', () => response.destroy());
      return;
    case 'rate_limited':
      response.writeHead(429, { 'retry-after': String(retryAfterSeconds) }).end('too many');
      return;
    case 'bad_gateway':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502</h1></html>');
      return;
    case 'wrong_shape':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"wrong":[1,{"shape":true}]}');
      return;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json' }).end();
      return;
    case 'gzip_bomb':
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb());
      return;
    case 'endless':
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      pour(response);
      return;
    case 'redirect_loop':
      response.writeHead(302, { location: '?again' }).end();
      return;
    case 'lost':
      response.destroy();
  }
}

let packed: Buffer | undefined;

/** 64 MB of spaces in 64 kB. */
function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  return packed;
}

const pouredChunk = Buffer.alloc(64 * 1024, ' ');

function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(pouredChunk));
  if (!response.destroyed) response.once('drain', () => pour(response));
}
