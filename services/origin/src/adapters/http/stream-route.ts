import type { ReadStream } from 'node:fs';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { planAnswer, type SendPlan } from '../../core/stream/answer-plan.js';
import type { OpenStream, RefusedStream, StreamOpener } from '../../core/stream/open-stream.js';
import type { StreamLimit } from '../../core/stream/stream-limit.js';
import { type ProblemCode, sendProblem } from './problems.js';

export const streamPrefix = '/api/private-origin/stream/';

const problemOfRefusal: Readonly<Record<RefusedStream['why'], ProblemCode>> = {
  invalid_token: 'invalid_token',
  expired: 'link_expired',
  no_key: 'key_not_configured',
  no_snapshot: 'snapshot_unavailable',
  no_file: 'file_not_found',
};

export type StreamRequest = FastifyRequest<{ Params: { token: string } }>;

/** A player may keep what it has for as long as its link holds, a day at most. */
const maxAgeSeconds = 86_400;

/** Answers GET and HEAD of one signed link (behaviours 170 to 176). */
export class StreamRoute {
  constructor(
    private readonly opener: StreamOpener<ReadStream>,
    private readonly limit: StreamLimit,
  ) {}

  async answer(request: StreamRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await this.opener.open(request.params.token);
    if (opened.kind === 'refused') return sendProblem(reply, problemOfRefusal[opened.why]);
    let sending = false;
    try {
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      const plan = planAnswer({ method, ...conditionsOf(request) }, opened.file.sizeBytes, opened.validators);
      if (plan.status === 412) return sendProblem(reply, 'precondition_failed');
      describe(reply, opened);
      if (plan.status === 416)
        return sendProblem(reply.header('content-range', `bytes */${opened.file.sizeBytes}`), 'range_not_satisfiable');
      if (plan.status === 304) return reply.code(304).send();
      measure(reply, plan, opened);
      if (method === 'HEAD' || opened.file.sizeBytes === 0) return reply.send();
      const place = this.limit.take(request.ip);
      if (typeof place === 'string') return refusePlace(reply, place);
      sending = true;
      return reply.send(readCompletely(reply, opened.file.read(plan.start, plan.end), plan.end - plan.start + 1, place));
    } finally {
      if (!sending) await opened.file.close();
    }
  }
}

function conditionsOf({ headers }: StreamRequest) {
  return {
    range: headers.range,
    ifRange: headers['if-range'] as string | undefined,
    ifMatch: headers['if-match'],
    ifUnmodifiedSince: headers['if-unmodified-since'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
  };
}

/** What holds for the file, whatever part of it is sent. */
function describe(reply: FastifyReply, { name, validators, secondsLeft }: OpenStream<ReadStream>): void {
  reply.headers({
    'accept-ranges': 'bytes',
    etag: validators.etag,
    'last-modified': new Date(validators.lastModified).toUTCString(),
    'cache-control': `private, max-age=${Math.min(secondsLeft, maxAgeSeconds)}`,
    'content-disposition': contentDisposition(name, { type: 'inline' }),
    'x-content-type-options': 'nosniff',
  });
}

function measure(reply: FastifyReply, plan: SendPlan, { file, mediaType }: OpenStream<ReadStream>): void {
  reply
    .code(plan.status)
    .header('content-type', mediaType)
    .header('content-length', plan.end - plan.start + 1);
  if (plan.status === 206) reply.header('content-range', `bytes ${plan.start}-${plan.end}/${file.sizeBytes}`);
}

function refusePlace(reply: FastifyReply, why: 'full' | 'client_full'): FastifyReply {
  for (const name of ['content-length', 'content-range', 'etag', 'last-modified', 'accept-ranges', 'content-disposition'])
    reply.removeHeader(name);
  return sendProblem(reply, why === 'full' ? 'too_many_streams' : 'too_many_streams_of_client');
}

/**
 * Gives the place back when the file is closed, however that comes. A file that became shorter while it
 * is sent cannot fill the length announced: the connection is cut, so that the client sees it.
 */
function readCompletely(reply: FastifyReply, stream: ReadStream, length: number, release: () => void): ReadStream {
  stream.once('close', release);
  stream.once('end', () => {
    if (stream.bytesRead < length) reply.raw.destroy();
  });
  // A client that left while the file was being opened: nothing else would close the stream.
  if (reply.raw.destroyed) stream.destroy();
  return stream;
}
