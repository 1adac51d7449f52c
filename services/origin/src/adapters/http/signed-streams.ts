import {
  type Answer,
  type Call,
  clientAddress,
  type Exchange,
  type IncomingRequest,
  publicMedia,
  type Route,
  route,
  unread,
} from '@catalogsync/http';
import type { Logger } from '@catalogsync/runtime';
import { create as contentDisposition } from 'content-disposition';
import { planAnswer, type SendPlan } from '../../core/stream/answer-plan.js';
import type { OpenStream, RefusedStream, StreamOpener } from '../../core/stream/open-stream.js';
import type { ConditionalHeaders } from '../../core/stream/preconditions.js';
import type { StreamLimit } from '../../core/stream/stream-limit.js';
import { handedToNginx, type NginxFolder } from './nginx-folder.js';
import { type ProblemCode, refusal } from './problems.js';
import { BlockPool, sendFile } from './send-file.js';

export const streamPrefix = '/api/private-origin/stream/';

const problemOfRefusal: Readonly<Record<RefusedStream['why'], ProblemCode>> = {
  invalid_token: 'invalid_token',
  expired: 'link_expired',
  no_key: 'key_not_configured',
  no_snapshot: 'snapshot_unavailable',
  no_file: 'file_not_found',
};

/** A player may cache what it has while its link is valid, a day at most. */
const maxAgeSeconds = 86_400;

const path = { token: unread('The token of a signed link.') };

type Headers = Readonly<Record<string, string | number>>;

/** Answers GET and HEAD of one signed link (behaviours 170 to 176). */
export class SignedStreams {
  private readonly blocks = new BlockPool();

  constructor(
    private readonly opener: StreamOpener,
    private readonly limit: StreamLimit,
    /** Undefined: nobody else sends files. */
    private readonly nginx: NginxFolder | undefined,
    private readonly log: Logger,
  ) {}

  /** The route of all links. */
  route(): Route {
    return route('stream', `GET ${streamPrefix}:token`, {
      tag: 'streams',
      summary: 'The file of a signed link.',
      access: 'open',
      path,
      answers: {},
      problems: [],
      head: 'handled',
      handle: (call, exchange) => this.answer(call, exchange),
    });
  }

  private async answer({ path: { token = '' }, request }: Call<typeof path>, exchange: Exchange): Promise<Answer | undefined> {
    const opened = await this.opener.open(token);
    if (opened.kind === 'refused') throw refusal(problemOfRefusal[opened.why]);
    try {
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      const plan = planAnswer({ method, ...conditionsOf(request) }, opened.file.sizeBytes, opened.validators);
      if (plan.status === 412) throw refusal('precondition_failed');
      if (plan.status === 416) throw refusal('range_not_satisfiable', { 'content-range': `bytes */${opened.file.sizeBytes}` });
      const handed = plan.status === 304 || method === 'HEAD' ? undefined : this.nginx?.addressFor(request, opened);
      if (handed !== undefined) return { status: 200, headers: handedToNginx(handed, fileHeaders(opened), opened.mediaType) };
      const place = plan.status === 304 || method === 'HEAD' ? 'none_needed' : this.limit.take(clientAddress(request));
      if (place === 'full') throw refusal('too_many_streams');
      if (place === 'client_full') throw refusal('too_many_streams_of_client');
      if (plan.status === 304) return { status: 304, headers: fileHeaders(opened) };
      const headers = { ...fileHeaders(opened), ...partHeaders(plan, opened) };
      if (place === 'none_needed') return { status: plan.status, headers };
      await this.send(exchange, opened, plan, headers).finally(place);
      return undefined;
    } finally {
      await opened.file.close();
    }
  }

  /** From here on an error can only cut the connection. */
  private async send(exchange: Exchange, { file }: OpenStream, plan: SendPlan, headers: Headers): Promise<void> {
    const response = exchange.takeOver(plan.status, headers);
    try {
      const complete = await sendFile(response, file, plan, this.blocks);
      if (!complete) this.log.debug('a stream ended early');
    } catch (error) {
      this.log.error({ err: error }, 'a stream was cut');
      response.destroy();
    }
  }
}

function conditionsOf({ headers }: IncomingRequest): ConditionalHeaders & { range: string | undefined; ifRange: string | undefined } {
  return {
    range: headers.range,
    ifRange: headers['if-range'] as string | undefined,
    ifMatch: headers['if-match'],
    ifUnmodifiedSince: headers['if-unmodified-since'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
  };
}

/** Headers of the file, whichever part is sent. */
function fileHeaders({ name, validators, secondsLeft }: OpenStream): Headers {
  return {
    'accept-ranges': 'bytes',
    etag: validators.etag,
    'last-modified': new Date(validators.lastModified).toUTCString(),
    'cache-control': `private, max-age=${Math.min(secondsLeft, maxAgeSeconds)}`,
    'content-disposition': contentDisposition(name, { type: 'inline' }),
    ...publicMedia,
  };
}

function partHeaders({ status, start, end }: SendPlan, { file, mediaType }: OpenStream): Headers {
  const range: Headers = status === 206 ? { 'content-range': `bytes ${start}-${end}/${file.sizeBytes}` } : {};
  return { 'content-type': mediaType, 'content-length': end - start + 1, ...range };
}
