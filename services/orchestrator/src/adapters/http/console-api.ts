import { faultProblems, type HttpApi, privateData, type RequestFault, requestFault } from '@catalogsync/http';
import type { ConsoleApiParts } from './api-parts.js';
import type { Caller, ConsoleRoute } from './console-route.js';
import { consoleDocument } from './document.js';
import { EventStream } from './event-stream.js';
import { Guard } from './guard.js';
import { administrationRoutes } from './routes/administration-routes.js';
import { artistRoutes } from './routes/artist-routes.js';
import { catalogueRoutes } from './routes/catalogue-routes.js';
import { commandRoutes } from './routes/command-routes.js';
import { configurationRoutes } from './routes/configuration-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { libraryRoutes } from './routes/library-routes.js';
import { playlistRoutes } from './routes/playlist-routes.js';
import { scheduleRoutes } from './routes/schedule-routes.js';
import { serviceRoutes } from './routes/service-routes.js';
import { sessionRoutes } from './routes/session-routes.js';
import { songRoutes } from './routes/song-routes.js';

const secureHeaders = { ...privateData, 'cache-control': 'no-store', 'x-frame-options': 'DENY' } as const;

/** The operations console over HTTP. */
export function consoleApi(parts: ConsoleApiParts): HttpApi<ConsoleRoute, Caller> {
  const guard = new Guard(parts.access);
  const stream = new EventStream(parts.live, (request) => guard.isStillKnown(request));
  return {
    routes: [
      ...sessionRoutes(parts.access),
      ...jobRoutes(parts.jobs),
      ...commandRoutes(parts.jobs),
      ...libraryRoutes(parts.jobs, parts.scans),
      ...catalogueRoutes(parts),
      ...playlistRoutes(parts.catalogue),
      ...songRoutes(parts.catalogue),
      ...artistRoutes(parts.catalogue),
      ...configurationRoutes(parts.configuration),
      ...scheduleRoutes(parts.schedules),
      ...administrationRoutes(parts.access),
      ...serviceRoutes(parts.jobs, stream),
    ],
    hosts: parts.hosts,
    access: guard,
    problems: faultProblems('catalogsync console'),
    style: {
      headers: secureHeaders,
      unknown: (_request, malformed?: RequestFault) =>
        malformed ?? requestFault('unknown_route', 'no such route', { hint: 'See /api/openapi.json.' }),
      refusesOtherMethods: true,
    },
    document: consoleDocument,
  };
}
