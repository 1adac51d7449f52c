import type { ApiDocument } from '@catalogsync/http';
import type { ProblemCode } from './problems.js';
import { namedSchemas } from './schemas.js';

/** Version of the API, independent of the program's version. */
const apiVersion = '1.0.0';

const anyRoute: readonly ProblemCode[] = ['internal'];
const anySnapshotRoute: readonly ProblemCode[] = ['unknown_parameter', 'unauthenticated', 'snapshot_unavailable', ...anyRoute];

/** The API's own description. @param guarded whether an access token is required */
export function publicApiDocument(guarded: boolean): ApiDocument {
  return {
    info: {
      title: 'Catalogsync public API',
      version: apiVersion,
      description: [
        'Playlists, charts, artists and tracks of one music catalogue, and links to play them.',
        'Every answer is read from one published snapshot, named by X-Snapshot-Id. Lists are paged by cursor: pass nextCursor back unchanged;',
        'after a new publication an old cursor answers 410 cursor_outdated and the list starts over.',
        'Unknown query parameters are refused. Errors are application/problem+json with a stable code.',
      ].join(' '),
    },
    tags: ['catalogue', 'search', 'playback', 'service'],
    schemas: namedSchemas,
    security: guarded ? { schemes: { accessToken: { type: 'http', scheme: 'bearer' } }, required: [{ accessToken: [] }] } : undefined,
    // Routes about the service accept any query and need no snapshot.
    describe: ({ query }) => ({ problems: query === undefined ? anyRoute : anySnapshotRoute }),
    pages: { document: '/openapi.json', reader: '/docs' },
  };
}
