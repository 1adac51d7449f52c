import { Fault } from '@catalogsync/faults';
import { type Answer, type IncomingRequest, matchesEntityTag, type ParameterValues, type Route, ref, route } from '@catalogsync/http';
import type { PlaybackResolver, ResolvedPlayback } from '../../../core/playback/resolve-playback.js';
import type { CurrentSnapshot, SnapshotInUse } from '../../../core/snapshot/current-snapshot.js';
import { type OriginPlace, originBase } from '../origin-base.js';
import { accessToken, id, quality } from '../parameters.js';
import { noSnapshot, refusal } from '../problems.js';
import { snapshotHeaders, unchanged } from '../snapshot-operation.js';

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

/** The two routes that return links; answers depend on time and host, so they are not snapshot operations. */
export function playbackRoutes(parts: PlaybackRouteParts): Route[] {
  const location = { Location: { type: 'string', description: 'Address to play the track from.' } };
  return [
    route('getPlayback', 'GET /v1/tracks/:id/playback', {
      ...common,
      summary: 'Address to play a track from: object storage if there is a public copy, otherwise the private origin.',
      access: 'token',
      query: { quality },
      answers: { 200: { description: 'The answer.', schema: ref('Playback'), headers: snapshotHeaders }, 304: unchanged },
      async handle({ path, query, request }): Promise<Answer> {
        const found = await resolve(parts, path.id, query.quality, request);
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
      access: 'token_or_query',
      query: { quality, access_token: accessToken },
      answers: { 302: { description: 'Plays there.', headers: { ...location, ...snapshotHeaders } } },
      async handle({ path, query, request }) {
        const found = await resolve(parts, path.id, query.quality, request);
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

async function resolve(
  { snapshots, playback, origin }: PlaybackRouteParts,
  track: number,
  wanted: Wanted,
  { host }: IncomingRequest,
): Promise<Found> {
  const snapshot = snapshots.current();
  if (snapshot === undefined) throw noSnapshot();
  const files = snapshot.reader.catalogue.tracks.playable(track);
  if (files === undefined) throw refusal('not_found', 'the catalogue has no such track');
  const outcome = await playback.resolve(files, () => originBase(origin, host), wanted).catch(withoutKey);
  if (outcome === 'no_playable_file') throw refusal('no_playable_file', 'the track has no file that can be played');
  if (outcome === 'no_such_quality') {
    throw refusal('no_such_quality', `the track has no file of quality ${wanted}`, { hint: 'See its files.' });
  }
  return { snapshot, resolved: outcome };
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
