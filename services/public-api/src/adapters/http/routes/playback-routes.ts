import { Fault } from '@catalogsync/faults';
import {
  type Answer,
  type IncomingRequest,
  matchesEntityTag,
  type Outcome,
  type ParameterValues,
  type Route,
  ref,
  route,
} from '@catalogsync/http';
import { Type } from 'typebox';
import type { PlaybackResolver, ResolvedPlayback } from '../../../core/playback/resolve-playback.js';
import type { CurrentSnapshot, SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { movedAddress } from '../moved.js';
import { type OriginPlace, originBase } from '../origin-base.js';
import { accessToken, id, quality } from '../parameters.js';
import { noSnapshot, refusal } from '../problems.js';
import { moved, snapshotHeaders, unchanged } from '../snapshot-operation.js';

export interface PlaybackRouteParts {
  readonly snapshots: CurrentSnapshot;
  readonly playback: PlaybackResolver;
  readonly origin: OriginPlace;
  /** What answers depend on, for caches. */
  readonly vary: string;
}

const common = {
  tag: 'playback',
  path: { id },
  problems: ['invalid_id', 'not_found', 'invalid_parameter', 'no_playable_file', 'no_such_quality', 'invalid_host', 'playback_unavailable'],
} as const;

/** Far shorter than a link's life, so that players soon see a new copy or a new key. */
const freshSeconds = 60;

/** What follows the redirect, for documentation. */
const played: Outcome = {
  description: 'The audio: what a client gets that follows the redirect.',
  schema: Type.Unsafe({ type: 'string', format: 'binary' }),
  mediaType: 'audio/*',
};

/** The two routes that return links; answers depend on time and host, so they are not snapshot operations. */
export function playbackRoutes(parts: PlaybackRouteParts): Route[] {
  const location = { Location: { type: 'string', description: 'Address to play the track from.' } };
  return [
    route('getPlayback', 'GET /v1/tracks/:id/playback', {
      ...common,
      summary: 'Address to play a track from: object storage if there is a public copy, otherwise the private origin.',
      description:
        'Returns the address of the best file, or of the best one of a quality, with its type and size. The address is all that a player needs: it takes ranges and no token. One of the private origin is valid until expiresAt; ask again then. It is given whether or not that machine runs now: a player that gets no connection there tries again later.',
      access: 'token',
      query: { quality },
      answers: { 200: { description: 'The answer.', schema: ref('Playback'), headers: snapshotHeaders }, 304: unchanged, 308: moved },
      async handle({ path, query, request }): Promise<Answer> {
        const found = await resolve(parts, path.id, query.quality, request);
        if (found === undefined) return movedAnswer(parts, path.id, request);
        const headers = headersOf(parts, found);
        if (matchesEntityTag(request.headers['if-none-match'] ?? '', headers.etag)) return { status: 304, headers };
        const { playback } = found.resolved;
        const { expiresAt = null, ext = null, sizeBytes = null } = playback;
        return { body: { ...playback, expiresAt, ext, sizeBytes }, headers };
      },
    }),
    route('streamTrack', 'GET /v1/tracks/:id/stream', {
      ...common,
      summary: 'Redirects to the address to play the track from.',
      description:
        'Answers 302 with the address that playback returns, for players that take one address and follow it. Players that cannot send a header pass their access token in the query.',
      access: 'token_or_query',
      query: { quality, access_token: accessToken },
      answers: { 200: played, 302: { description: 'Plays there.', headers: { ...location, ...snapshotHeaders } }, 308: moved },
      async handle({ path, query, request }) {
        const found = await resolve(parts, path.id, query.quality, request);
        if (found === undefined) return movedAnswer(parts, path.id, request);
        return { status: 302, headers: { ...headersOf(parts, found), location: found.resolved.playback.url } };
      },
    }),
  ];
}

interface Found {
  readonly snapshot: SnapshotInUse;
  readonly resolved: ResolvedPlayback;
}

function headersOf({ vary }: PlaybackRouteParts, { snapshot, resolved }: Found) {
  const snapshotId = snapshot.manifest.snapshot_id;
  const etag = `W/"${snapshotId}-${resolved.version}"`;
  return { etag, vary, 'cache-control': `private, max-age=${freshSeconds}`, 'x-snapshot-id': snapshotId };
}

type Wanted = ParameterValues<{ quality: typeof quality }>['quality'];

/** Undefined if there is no such track. */
async function resolve(
  { snapshots, playback, origin }: PlaybackRouteParts,
  track: number,
  wanted: Wanted,
  { host }: IncomingRequest,
): Promise<Found | undefined> {
  const snapshot = snapshots.current();
  if (snapshot === undefined) throw noSnapshot();
  const files = snapshot.reader.catalogue.tracks.playable(track);
  if (files === undefined) return undefined;
  const outcome = await playback.resolve(files, () => originBase(origin, host), wanted).catch(withoutKey);
  if (outcome === 'no_playable_file') throw refusal('no_playable_file', 'the track has no file that can be played');
  if (outcome === 'no_read_key') {
    throw refusal('playback_unavailable', 'the track is in object storage that this service has no key to read', {
      hint: 'Set OBJECT_READ_KEYS.',
    });
  }
  if (outcome === 'no_such_quality') {
    throw refusal('no_such_quality', `the track has no file of quality ${wanted}`, { hint: 'See its files.' });
  }
  return { snapshot, resolved: outcome };
}

/** Leads to the track that stands for this id now. @throws RequestFault `not_found` */
function movedAnswer({ snapshots }: PlaybackRouteParts, track: number, { raw }: IncomingRequest): Answer {
  const snapshot = snapshots.current();
  const location = snapshot && movedAddress(snapshot, { url: '/v1/tracks/:id' }, track, raw.url ?? '');
  if (location === undefined) throw refusal('not_found', 'the catalogue has no such track');
  return { status: 308, headers: { location, 'cache-control': 'no-store' } };
}

function withoutKey(error: unknown): never {
  if (error instanceof Fault && error.code === 'failed_precondition') {
    throw refusal('playback_unavailable', 'no key is configured to sign playback links', {
      hint: 'Set PLAYBACK_SIGNING_KEYS.',
      cause: error,
    });
  }
  throw error;
}
