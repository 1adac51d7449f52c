import type { FaultCode } from '@catalogsync/faults';
import type { ApiDocument, Operation } from '@catalogsync/http';
import type { Access } from '../../core/console/access.js';
import { accessSchemas } from './access-json.js';
import { artistSchemas } from './artist-json.js';
import { configurationSchemas } from './configuration-json.js';
import { consoleSchemas } from './console-json.js';
import { isChanging } from './console-route.js';
import { insightSchemas } from './insight-json.js';
import { installationSchemas } from './installation-json.js';
import { jobSchemas } from './job-json.js';
import { librarySchemas } from './library-json.js';
import { mediaSchemas } from './media-json.js';
import { overviewSchemas } from './overview-json.js';
import { playlistSchemas } from './playlist-json.js';
import { quarantineSchemas } from './quarantine-json.js';
import { rankingSchemas } from './ranking-json.js';
import { CSRF_HEADER } from './same-origin.js';
import { snapshotSchemas } from './snapshot-json.js';
import { songSchemas } from './song-json.js';
import { songStorySchemas } from './song-story-json.js';
import { sourceSchemas } from './source-json.js';
import { volume } from './volume-json.js';

/** The version of the API, separate from the program's version. */
const apiVersion = '1.0.0';

const described: Readonly<Record<Access, string>> = {
  open: 'No login needed.',
  page: 'Any login.',
  read: 'Any login or token.',
  own: 'Any login, but no tokens.',
  operate: 'Role operator.',
  administer:
    'Role operator with a login, but no tokens, and the password entered within the last ten minutes: at login, or by POST /api/session/confirm. Otherwise 403 with the code `expired`.',
};

/** Problems that follow from an operation's declaration. */
function problemsOf(operation: Operation, isOpen: boolean): FaultCode[] {
  const { path = {}, query = {}, body } = operation;
  const codes: FaultCode[] = ['internal'];
  if (!isOpen) codes.push('unauthenticated');
  if (!isOpen && isChanging(operation)) codes.push('permission_denied');
  if ([path, query].some((declared) => Object.keys(declared).length > 0) || body !== undefined) codes.push('invalid_argument');
  return codes;
}

/** The description of the API. */
export const consoleDocument: ApiDocument = {
  info: {
    title: 'Catalogsync console API',
    version: apiVersion,
    description: [
      'The operations console: jobs, the collected catalogue, configuration, access.',
      'Log in with POST /api/login, or send an API token as Authorization: Bearer.',
      `Requests that change something with a session cookie need ${CSRF_HEADER} with the csrfToken of the session, and must come from a page of the console.`,
      'Lists are paged by cursor: pass nextCursor back unchanged. Unknown parameters and fields are refused.',
      'Errors are application/problem+json with a stable code.',
    ].join(' '),
  },
  tags: ['session', 'jobs', 'catalogue', 'sources', 'configuration', 'administration', 'service'],
  schemas: [
    ...jobSchemas,
    ...insightSchemas,
    ...overviewSchemas,
    ...configurationSchemas,
    ...consoleSchemas,
    ...playlistSchemas,
    ...songSchemas,
    ...artistSchemas,
    ...sourceSchemas,
    ...rankingSchemas,
    ...quarantineSchemas,
    ...accessSchemas,
    ...librarySchemas,
    ...mediaSchemas,
    ...snapshotSchemas,
    ...installationSchemas,
    volume.schema,
    ...songStorySchemas,
  ],
  security: {
    schemes: { session: { type: 'apiKey', in: 'cookie', name: 'catalogsync_session' }, apiToken: { type: 'http', scheme: 'bearer' } },
    required: [{ session: [] }, { apiToken: [] }],
  },
  describe(operation) {
    const open = operation.access === 'open';
    return { description: described[operation.access as Access], open, problems: problemsOf(operation, open) };
  },
};
