import { Fault } from '@catalogsync/faults';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ResolvedPlayback } from '../../../core/playback/resolve-playback.js';
import type { SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { matchesEntityTag, varyOf } from '../answer-headers.js';
import type { HttpApiParts } from '../api-parts.js';
import { operationSchema } from '../openapi.js';
import { originBase } from '../origin-base.js';
import { accessToken, id, type Parameters, quality, readParameters } from '../parameters.js';
import { noSnapshot, RequestFault } from '../problems.js';
import type { RouteDescription, ServedRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

const path = { id };
const problems = [
  'invalid_id',
  'not_found',
  'invalid_parameter',
  'no_playable_file',
  'no_such_quality',
  'invalid_host',
  'playback_unavailable',
] as const;

const getPlayback: RouteDescription = {
  url: '/v1/tracks/:id/playback',
  operationId: 'getPlayback',
  tag: 'playback',
  summary: 'Where to play a track from: object storage if there is a public copy, else the private origin.',
  problems,
};

const streamTrack: RouteDescription = {
  url: '/v1/tracks/:id/stream',
  operationId: 'streamTrack',
  tag: 'playback',
  summary: 'Redirects to where the track plays from.',
  problems,
};

/** A link outlives this by far; a short time lets players see a new copy or a new key soon. */
const freshSeconds = 60;

interface Answer {
  readonly snapshot: SnapshotInUse;
  readonly resolved: ResolvedPlayback;
}

/** The two routes that hand out links; their answers differ by time and host, so they are no snapshot routes. */
export function playbackRoutes(parts: HttpApiParts): ServedRoute[] {
  const vary = varyOf({ guarded: parts.settings.accessTokens.length > 0 });
  const setHeaders = (reply: FastifyReply, { snapshot, resolved }: Answer): string => {
    const etag = `W/"${snapshot.manifest.snapshot_id}-${resolved.version}"`;
    reply.headers({ etag, vary, 'cache-control': `private, max-age=${freshSeconds}`, 'x-snapshot-id': snapshot.manifest.snapshot_id });
    return etag;
  };
  const playbackQuery = { quality };
  const streamQuery = { quality, access_token: accessToken };
  return [
    {
      description: getPlayback,
      schema: operationSchema({ ...getPlayback, path, query: playbackQuery, response: schemaRef('Playback') }),
      access: 'header',
      handler: async (request, reply) => {
        const answer = await resolve(parts, request, playbackQuery);
        const etag = setHeaders(reply, answer);
        if (matchesEntityTag(request.headers['if-none-match'] ?? '', etag)) return reply.code(304).send();
        return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer.resolved.playback));
      },
    },
    {
      description: streamTrack,
      schema: operationSchema({ ...streamTrack, path, query: streamQuery, redirect: true }),
      access: 'query',
      handler: async (request, reply) => {
        const answer = await resolve(parts, request, streamQuery);
        setHeaders(reply, answer);
        return reply.redirect(answer.resolved.playback.url, 302);
      },
    },
  ];
}

async function resolve<Q extends Parameters & { quality: typeof quality }>(
  parts: HttpApiParts,
  request: FastifyRequest,
  query: Q,
): Promise<Answer> {
  const snapshot = parts.snapshots.current();
  if (snapshot === undefined) throw noSnapshot();
  const track = readParameters(path, request.params as Record<string, unknown>).id;
  const wanted = readParameters<{ quality: typeof quality }>(query, request.query as Record<string, unknown>).quality;
  const files = snapshot.reader.catalog.playableFiles(track);
  if (files === undefined) throw new RequestFault('not_found', 'the catalogue has no such track');
  const { originBaseUrl, originPort } = parts.settings;
  const base = (): string => originBase(originBaseUrl, originPort(), request.headers.host);
  const outcome = await parts.playback.resolve(files, base, wanted).catch(withoutKey);
  if (outcome === 'no_playable_file') throw new RequestFault('no_playable_file', 'the track has no file that can be played');
  if (outcome === 'no_such_quality')
    throw new RequestFault('no_such_quality', `the track has no file of quality ${wanted}`, { hint: 'See its files.' });
  return { snapshot, resolved: outcome };
}

function withoutKey(error: unknown): never {
  if (error instanceof Fault && error.code === 'failed_precondition') {
    throw new RequestFault('playback_unavailable', 'no key is configured to sign playback links', {
      hint: 'Set PLAYBACK_SIGNING_KEYS.',
      cause: error,
    });
  }
  throw error;
}
