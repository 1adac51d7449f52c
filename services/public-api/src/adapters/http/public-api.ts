import { type HttpApi, type MetricsText, publicData, requestFault } from '@catalogsync/http';
import type { Clock, MetricFamily } from '@catalogsync/runtime';
import type { CoverPictures } from '../../core/covers/cover-pictures.js';
import type { PlaybackResolver } from '../../core/playback/resolve-playback.js';
import type { ServiceReadiness } from '../../core/readiness/readiness.js';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';
import { AccessTokens, type Admission } from './access-tokens.js';
import { publicApiDocument } from './document.js';
import type { OriginPlace } from './origin-base.js';
import { crossSite, publicApiProblems } from './problems.js';
import { type LimitSettings, RateLimits } from './rate-limits.js';
import { catalogueRoutes } from './routes/catalogue-routes.js';
import { coverRoute } from './routes/cover-route.js';
import { playbackRoutes } from './routes/playback-routes.js';
import { searchRoute } from './routes/search-route.js';
import { serviceRoutes, snapshotInUseRoute } from './routes/service-routes.js';
import type { SnapshotOperation } from './snapshot-operation.js';
import { type CacheTimes, cachingOf, snapshotReads } from './snapshot-reads.js';

/** Smaller answers (bytes) are not compressed, since they fit one packet either way, and not kept. */
const compressFrom = 1024;

export interface PublicApiParts {
  readonly snapshots: CurrentSnapshot;
  readonly playback: PlaybackResolver;
  readonly covers: CoverPictures;
  readonly readiness: ServiceReadiness;
  readonly admission: Admission;
  readonly limits: LimitSettings;
  readonly cacheTimes: CacheTimes;
  /** Prints what /metrics shows. */
  readonly metricsText: MetricsText;
  /** Besides those of requests. */
  readonly metrics: readonly MetricFamily[];
  readonly origin: OriginPlace;
  readonly clock: Clock;
  /** Bytes of answers that are kept. */
  readonly keptBytes: number;
}

const snapshotOperations: readonly SnapshotOperation[] = [snapshotInUseRoute, ...catalogueRoutes, searchRoute];

/** Limits that limit nobody cost nothing; where keys are shown, one may have a limit of its own. */
function limitsOf({ limits, admission, clock }: PublicApiParts): RateLimits | undefined {
  if (limits.perAddress === 0 && limits.perKey === 0 && !admission.needed) return undefined;
  return new RateLimits(limits, admission.keys, () => clock.now());
}

/** The whole API. */
export function publicApi(parts: PublicApiParts): HttpApi {
  const { snapshots, playback, covers, origin, keptBytes } = parts;
  const tokens = new AccessTokens(parts.admission);
  const caching = cachingOf(tokens.needed, parts.cacheTimes);
  const reads = snapshotReads(snapshots, caching, { from: compressFrom, keptBytes });
  return {
    routes: [
      ...snapshotOperations.map((operation) => reads.route(operation)),
      ...playbackRoutes({ snapshots, playback, origin, vary: caching.vary }),
      coverRoute(snapshots, covers),
      ...serviceRoutes(parts, { text: parts.metricsText, own: parts.metrics }),
    ],
    access: tokens,
    limits: limitsOf(parts),
    problems: publicApiProblems,
    style: {
      headers: publicData,
      crossSite,
      compressFrom,
      unknown: (_request, malformed) => malformed ?? requestFault('unknown_route', 'unknown route', { hint: 'See /docs.' }),
      refusesOtherMethods: true,
    },
    document: publicApiDocument(tokens.needed),
  };
}
