import type { OutgoingHttpHeaders } from 'node:http';
import type { Logger } from '@catalogsync/runtime';
import { create as contentDisposition } from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { planAnswer, type SendPlan } from '../../core/stream/answer-plan.js';
import type { OpenStream, RefusedStream, StreamOpener } from '../../core/stream/open-stream.js';
import type { StreamLimit } from '../../core/stream/stream-limit.js';
import { type ProblemCode, sendProblem } from './problems.js';
import { BlockPool, sendFile } from './send-file.js';

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
  private readonly blocks = new BlockPool();

  constructor(
    private readonly opener: StreamOpener,
    private readonly limit: StreamLimit,
    private readonly log: Logger,
  ) {}

  async answer(request: StreamRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await this.opener.open(request.params.token);
    if (opened.kind === 'refused') return sendProblem(reply, problemOfRefusal[opened.why]);
    try {
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      const plan = planAnswer({ method, ...conditionsOf(request) }, opened.file.sizeBytes, opened.validators);
      if (plan.status === 412) return sendProblem(reply, 'precondition_failed');
      if (plan.status === 416)
        return sendProblem(reply.header('content-range', `bytes */${opened.file.sizeBytes}`), 'range_not_satisfiable');
      const place = plan.status === 304 || method === 'HEAD' ? 'none_needed' : this.limit.take(request.ip);
      if (place === 'full') return sendProblem(reply, 'too_many_streams');
      if (place === 'client_full') return sendProblem(reply, 'too_many_streams_of_client');
      describe(reply, opened);
      if (plan.status === 304) return reply.code(304).send();
      measure(reply, plan, opened);
      if (place === 'none_needed') return reply.send();
      await this.send(reply, opened, plan).finally(place);
      return reply;
    } finally {
      await opened.file.close();
    }
  }

  /** From here on an error can only cut the connection. */
  private async send(reply: FastifyReply, { file }: OpenStream, plan: SendPlan): Promise<void> {
    reply.hijack();
    try {
      reply.raw.writeHead(plan.status, reply.getHeaders() as OutgoingHttpHeaders);
      const complete = await sendFile(reply.raw, file, plan, this.blocks);
      if (!complete) this.log.debug('a stream ended early');
    } catch (error) {
      this.log.error({ err: error }, 'a stream was cut');
      reply.raw.destroy();
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
function describe(reply: FastifyReply, { name, validators, secondsLeft }: OpenStream): void {
  reply.headers({
    'accept-ranges': 'bytes',
    etag: validators.etag,
    'last-modified': new Date(validators.lastModified).toUTCString(),
    'cache-control': `private, max-age=${Math.min(secondsLeft, maxAgeSeconds)}`,
    'content-disposition': contentDisposition(name, { type: 'inline' }),
    'x-content-type-options': 'nosniff',
  });
}

function measure(reply: FastifyReply, plan: SendPlan, { file, mediaType }: OpenStream): void {
  reply
    .code(plan.status)
    .header('content-type', mediaType)
    .header('content-length', plan.end - plan.start + 1);
  if (plan.status === 206) reply.header('content-range', `bytes ${plan.start}-${plan.end}/${file.sizeBytes}`);
}
