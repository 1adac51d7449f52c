import type { ApiDocument } from '@catalogsync/http';
import { examples } from './examples.js';
import type { ProblemCode } from './problems.js';
import { namedSchemas } from './schemas.js';

/** Version of the API, independent of the program's version. */
const apiVersion = '1.0.0';

const anyRoute: readonly ProblemCode[] = ['internal'];
const snapshotProblems = (access: string): readonly ProblemCode[] => [
  'unknown_parameter',
  ...(access === 'open' ? [] : (['unauthenticated'] as const)),
  'rate_limited',
  'snapshot_unavailable',
  ...anyRoute,
];

/** Routes about the service take any query, but not any address. */
const serviceProblems = (access: string): readonly ProblemCode[] =>
  access === 'open' ? ['bad_request', ...anyRoute] : ['bad_request', 'unauthenticated', ...anyRoute];

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An access token or API key that the owner gave out. Send it as Authorization: Bearer <token>; streams also take it as access_token.',
  },
};

/** The API's own description. @param guarded whether an access token is required */
export function publicApiDocument(guarded: boolean): ApiDocument {
  return {
    info: {
      title: 'Catalogsync public API',
      version: apiVersion,
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'The owner of this catalogue' },
      description: [
        'Playlists, charts, artists and tracks of one music catalogue, and links to play them.',
        'Every answer is read from one published snapshot, named by X-Snapshot-Id. Lists are paged by cursor: pass nextCursor back unchanged;',
        'after a new publication a list goes on in the snapshot it began in for ten minutes; then its cursor answers 410 cursor_outdated.',
        'An id that another one stands for now answers 308.',
        'The owner may limit how often a client asks: RateLimit says what is left, 429 when to come back.',
        'Unknown query parameters are refused. Errors are application/problem+json with a stable code.',
      ].join(' '),
    },
    tags: [
      { name: 'catalogue', description: 'Playlists, charts, albums, tracks, artists and genres, and what changed in them.' },
      { name: 'search', description: 'Finding by words.' },
      { name: 'playback', description: 'Addresses to play a track from.' },
      { name: 'service', description: 'The snapshot in use and the state of the service.' },
    ],
    schemas: namedSchemas,
    // Open to everybody unless the owner set tokens; one is accepted in any case.
    security: { schemes: securitySchemes, required: guarded ? [{ accessToken: [] }] : [{}, { accessToken: [] }] },
    examples,
    // Routes about the service accept any query and need no snapshot.
    describe: ({ query, access }) => ({
      open: access === 'open',
      problems: query === undefined ? serviceProblems(access) : snapshotProblems(access),
    }),
    pages: { document: '/openapi.json', reader: '/docs' },
  };
}
