import { type Answer, type MetricsText, type Operation, type Route, ref, route } from '@catalogsync/http';
import type { Clock, MetricFamily } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import { Type } from 'typebox';
import type { ServiceReadiness } from '../../../core/readiness/readiness.js';
import type { CurrentSnapshot } from '../../../core/snapshot/current-snapshot.js';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What /readyz tells of. */
export interface ReadinessParts {
  readonly snapshots: CurrentSnapshot;
  readonly readiness: ServiceReadiness;
  readonly clock: Clock;
}

/** The answer of /readyz. Serving an old snapshot counts as ready, so that the catalogue stays available. */
async function readinessAnswer({ snapshots, readiness, clock }: ReadinessParts, isDraining: boolean): Promise<Answer> {
  const missing = await readiness.missing();
  const current = snapshots.current();
  const { fault, freshUntil, pinned } = snapshots.status();
  const status = isDraining ? 'draining' : missing.length > 0 ? 'waiting' : 'ready';
  const body = {
    status,
    snapshotId: current?.manifest.snapshot_id ?? null,
    adoptedAt: current === undefined ? null : isoOf(current.adoptedAt),
    ageSeconds: current === undefined ? null : Math.floor((clock.now() - Date.parse(current.manifest.generated_at)) / 1000),
    fault: fault === undefined ? null : { code: fault.code, message: fault.shown, since: isoOf(fault.since), alarm: fault.alarm ?? null },
    freshUntil: freshUntil === undefined ? null : isoOf(freshUntil),
    stale: readiness.isStale,
    pinned,
    missing,
  };
  return { status: status === 'ready' ? 200 : 503, body, headers: passing };
}

/** Never cached: it may be wrong a moment later. */
const passing = { 'cache-control': 'no-store' };

const common = { tag: 'service', problems: [], unlimited: true } as const satisfies Partial<Operation>;

/** What /metrics shows. */
export interface ShownMetrics {
  readonly text: MetricsText;
  /** Besides the requests. */
  readonly own: readonly MetricFamily[];
}

/** Routes about the service itself. They accept any query, since probes may send one. */
export function serviceRoutes(parts: ReadinessParts, { text, own }: ShownMetrics): Route[] {
  return [
    route('getHealth', 'GET /healthz', {
      ...common,
      summary: 'Whether the process is alive.',
      description:
        'Answers as long as the process runs, also without a snapshot. For the liveness probe of a container; it is open to everybody.',
      access: 'open',
      answers: { 200: ref('Health') },
      handle: () => ({ body: { status: 'ok' }, headers: passing }),
    }),
    route('getReadiness', 'GET /readyz', {
      ...common,
      summary: 'Whether everything is there that answers need, the snapshot in use, and why a newer one is not; 503 until ready.',
      description:
        'Says which snapshot is served and since when, what is missing and what to do about it, and, if a newer publication was refused, why. An old snapshot counts as ready, so that the catalogue stays available; a server that is about to stop does not. It is open to everybody.',
      access: 'open',
      answers: { 200: ref('Readiness'), 503: { description: 'The answer, while not ready.', schema: ref('Readiness') } },
      handle: (_call, { isDraining }) => readinessAnswer(parts, isDraining),
    }),
    route('getMetrics', 'GET /metrics', {
      ...common,
      summary: 'Metrics in the Prometheus text format.',
      description:
        'Counts requests by route and status, their durations, and tells the snapshot in use. For Prometheus and everything that reads its text format.',
      access: 'token',
      answers: { 200: { description: 'The answer.', schema: Type.String(), mediaType: 'text/plain' } },
      handle: (_call, { metrics }) => text.answer([{ service: 'public-api', families: [...metrics, ...own] }]),
    }),
  ];
}

/** The manifest with the field names of the API. */
function manifestBody(manifest: Manifest): object {
  return {
    snapshotId: manifest.snapshot_id,
    generatedAt: manifest.generated_at,
    expiresAt: manifest.expires_at,
    schemaVersion: manifest.schema_version,
    sequence: manifest.sequence,
    previousSnapshotId: manifest.previous_snapshot_id,
    playlistCount: manifest.playlist_count,
    trackCount: manifest.track_count,
    fileCount: manifest.file_count,
    coverCount: manifest.cover_count,
    artistCount: manifest.artist_count,
    toplistCount: manifest.toplist_count,
    dbSha256: manifest.db_sha256,
    dbSizeBytes: manifest.db_size_bytes,
  };
}

export const snapshotInUseRoute: SnapshotOperation = snapshotOperation('getSnapshot', '/v1/snapshot', {
  tag: 'service',
  summary: 'The snapshot in use, and when it was adopted.',
  description:
    'Returns the manifest of the snapshot that answers: its id, its counts and its hash. Compare snapshotId to know whether a copy is up to date; /v1/changes brings it there.',
  problems: [],
  path: {},
  query: {},
  response: ref('Snapshot'),
  read: ({ version: snapshot }) => ({ manifest: manifestBody(snapshot.manifest), adoptedAt: isoOf(snapshot.adoptedAt) }),
});
