import { type HttpApi, publicData, RequestMetrics, requestFault } from '@catalogsync/http';
import type { Clock } from '@catalogsync/runtime';
import type { CoverPictures } from '../../core/covers/cover-pictures.js';
import type { PlaybackResolver } from '../../core/playback/resolve-playback.js';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';
import { AccessTokens } from './access-tokens.js';
import { publicApiDocument } from './document.js';
import type { OriginPlace } from './origin-base.js';
import { crossSite, publicApiProblems } from './problems.js';
import { catalogueRoutes } from './routes/catalogue-routes.js';
import { coverRoute } from './routes/cover-route.js';
import { playbackRoutes } from './routes/playback-routes.js';
import { searchRoute } from './routes/search-route.js';
import { serviceRoutes, snapshotInUseRoute } from './routes/service-routes.js';
import type { SnapshotOperation } from './snapshot-operation.js';
import { snapshotReadings } from './snapshot-readings.js';
import { cachingOf, snapshotReads } from './snapshot-reads.js';

/** Smaller answers (bytes) are not compressed, since they fit one packet either way, and not kept. */
const compressFrom = 1024;

export interface PublicApiParts {
  readonly snapshots: CurrentSnapshot;
  readonly playback: PlaybackResolver;
  readonly covers: CoverPictures;
  /** Tokens one of which a request must show; without any the API is open to everybody. */
  readonly accessTokens: readonly string[];
  readonly origin: OriginPlace;
  readonly clock: Clock;
  /** Bytes of answers that are kept. */
  readonly keptBytes: number;
}

const snapshotOperations: readonly SnapshotOperation[] = [snapshotInUseRoute, ...catalogueRoutes, searchRoute];

/** The whole API. */
export function publicApi({ snapshots, playback, covers, accessTokens, origin, clock, keptBytes }: PublicApiParts): HttpApi {
  const tokens = new AccessTokens(accessTokens);
  const caching = cachingOf(tokens.needed);
  const reads = snapshotReads(snapshots, caching, { from: compressFrom, keptBytes });
  const metrics = new RequestMetrics(snapshotReadings(snapshots, clock));
  return {
    routes: [
      ...snapshotOperations.map((operation) => reads.route(operation)),
      ...playbackRoutes({ snapshots, playback, origin, vary: caching.vary }),
      coverRoute(snapshots, covers),
      ...serviceRoutes(snapshots, clock, metrics),
    ],
    access: tokens,
    problems: publicApiProblems,
    style: {
      headers: publicData,
      crossSite,
      compressFrom,
      unknown: (_request, malformed) => malformed ?? requestFault('unknown_route', 'unknown route', { hint: 'See /docs.' }),
      refusesOtherMethods: true,
    },
    document: publicApiDocument(tokens.needed),
    metrics,
  };
}
