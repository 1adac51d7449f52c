import { faultProblems, type HttpApi, privateData, type RequestFault, requestFault } from '@catalogsync/http';
import type { ConsoleApiParts } from './api-parts.js';
import type { Caller, ConsoleRoute } from './console-route.js';
import { consoleDocument } from './document.js';
import { EventStream } from './event-stream.js';
import { Guard } from './guard.js';
import { asksForPage, PageAnswers } from './pages/page-answers.js';
import { administrationRoutes } from './routes/administration-routes.js';
import { artistRoutes } from './routes/artist-routes.js';
import { catalogueRoutes } from './routes/catalogue-routes.js';
import { commandRoutes } from './routes/command-routes.js';
import { configurationRoutes } from './routes/configuration-routes.js';
import { dashboardRoutes } from './routes/dashboard-routes.js';
import { installationRoutes } from './routes/installation-routes.js';
import { itemRoutes } from './routes/item-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { libraryRoutes } from './routes/library-routes.js';
import { logRoutes } from './routes/log-routes.js';
import { mediaRoutes } from './routes/media-routes.js';
import { pageRoutes } from './routes/page-routes.js';
import { playlistRoutes } from './routes/playlist-routes.js';
import { quarantineRoutes } from './routes/quarantine-routes.js';
import { rankingRoutes } from './routes/ranking-routes.js';
import { scheduleRoutes } from './routes/schedule-routes.js';
import { serviceRoutes } from './routes/service-routes.js';
import { sessionRoutes } from './routes/session-routes.js';
import { snapshotRoutes } from './routes/snapshot-routes.js';
import { songAudioRoutes } from './routes/song-audio-routes.js';
import { songRoutes } from './routes/song-routes.js';
import { songStoryRoutes } from './routes/song-story-routes.js';
import { sourceRoutes } from './routes/source-routes.js';

const secureHeaders = { ...privateData, 'cache-control': 'no-store', 'x-frame-options': 'DENY' } as const;

/** The operations console over HTTP. */
export function consoleApi(parts: ConsoleApiParts): HttpApi<ConsoleRoute, Caller> {
  const guard = new Guard(parts.access);
  const stream = new EventStream(parts.live, (request) => guard.isStillKnown(request));
  const pages = new PageAnswers(parts.files, parts.catalogue.dashboard);
  return {
    routes: [
      ...pageRoutes(pages, parts.files),
      ...sessionRoutes(parts.access),
      ...dashboardRoutes(parts.catalogue, parts.jobs),
      ...jobRoutes(parts.jobs),
      ...itemRoutes(parts.jobs),
      ...logRoutes(parts.jobs),
      ...commandRoutes(parts.jobs),
      ...libraryRoutes(parts),
      ...mediaRoutes(parts),
      ...snapshotRoutes(parts),
      ...installationRoutes(parts),
      ...catalogueRoutes(parts.catalogue),
      ...playlistRoutes(parts),
      ...songRoutes(parts.catalogue),
      ...songStoryRoutes(parts.catalogue),
      ...songAudioRoutes(parts.listening),
      ...artistRoutes(parts.catalogue),
      ...sourceRoutes(parts.sources),
      ...rankingRoutes(parts.sources),
      ...quarantineRoutes(parts.sources),
      ...configurationRoutes(parts.configuration),
      ...scheduleRoutes(parts.schedules),
      ...administrationRoutes(parts.access),
      ...serviceRoutes(parts, stream),
    ],
    hosts: parts.hosts,
    access: guard,
    problems: faultProblems('catalogsync console'),
    style: {
      headers: secureHeaders,
      unknown: (_request, malformed?: RequestFault) =>
        malformed ?? requestFault('unknown_route', 'no such route', { hint: 'See /api/openapi.json.' }),
      lost: (request) => (asksForPage(request) ? pages.notFound(request) : undefined),
      refusesOtherMethods: true,
    },
    document: consoleDocument,
  };
}
