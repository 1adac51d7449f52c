import type { IncomingMessage } from 'node:http';
import { send } from '@fastify/send';
import { requestFault } from './request-fault.js';
import type { Answer } from './route.js';

/** Takes half the processor time per byte of the default 64 KiB. */
const readBlockBytes = 256 * 1024;

/**
 * A file as an answer, with ranges, conditions and HEAD. The service chooses the path, never the caller.
 * @returns undefined if there is no such file
 * @throws RequestFault with the status of a condition or range that cannot be met
 */
export async function fileAnswer(
  request: IncomingMessage,
  file: { readonly root: string; readonly path: string; readonly headers: Readonly<Record<string, string>> },
): Promise<Answer | undefined> {
  const { statusCode, headers, stream } = await send(request, file.path, {
    root: file.root,
    index: false,
    cacheControl: false,
    highWaterMark: readBlockBytes,
  });
  if (statusCode === 404 || statusCode === 403) return undefined;
  // A failed condition, or a range outside the file; the library's own page for it is HTML.
  if (statusCode >= 400) {
    const range = headers['Content-Range'];
    throw requestFault('bad_request', 'the file has no such part or version', {
      status: statusCode,
      headers: range === undefined ? {} : { 'content-range': range },
    });
  }
  return { status: statusCode, body: stream, headers: { ...headers, ...file.headers } };
}
