import type { FaultCode } from '@catalogsync/faults';
import type { ApiDocument, Operation } from '@catalogsync/http';
import type { Access } from '../../core/console/access.js';
import { configurationSchemas } from './configuration-json.js';
import { consoleSchemas } from './console-json.js';
import { isChanging } from './console-route.js';
import { jobSchemas } from './job-json.js';
import { CSRF_HEADER } from './same-origin.js';

/** Shown as the version of the API, apart from the version of the program. */
const apiVersion = '1.0.0';

const described: Readonly<Record<Access, string>> = {
  open: 'Needs no login.',
  read: 'For any login or token.',
  own: 'For any login; not for tokens.',
  operate: 'For the role operator.',
  administer: 'For the role operator by login; not for tokens.',
};

/** Problems that follow from what is said of an operation. */
function problemsOf(operation: Operation, isOpen: boolean): FaultCode[] {
  const { path = {}, query = {}, body } = operation;
  const codes: FaultCode[] = ['internal'];
  if (!isOpen) codes.push('unauthenticated');
  if (!isOpen && isChanging(operation)) codes.push('permission_denied');
  if ([path, query].some((declared) => Object.keys(declared).length > 0) || body !== undefined) codes.push('invalid_argument');
  return codes;
}

/** What the API says of itself. */
export const consoleDocument: ApiDocument = {
  info: {
    title: 'Catalogsync console API',
    version: apiVersion,
    description: [
      'The operations console: jobs, the catalogue as it is collected, configuration, access.',
      'Log in with POST /api/login, or send an API token as Authorization: Bearer.',
      `Requests by cookie that change something need ${CSRF_HEADER} with csrf_token of the session, and must come from a page of the console.`,
      'Lists are paged by cursor: pass next_cursor back unchanged. Unknown parameters and fields are refused.',
      'Errors are application/problem+json with a stable code.',
    ].join(' '),
  },
  tags: ['session', 'jobs', 'catalogue', 'configuration', 'administration', 'service'],
  schemas: [...jobSchemas, ...configurationSchemas, ...consoleSchemas],
  security: {
    schemes: { session: { type: 'apiKey', in: 'cookie', name: 'catalogsync_session' }, apiToken: { type: 'http', scheme: 'bearer' } },
    required: [{ session: [] }, { apiToken: [] }],
  },
  describe(operation) {
    const open = operation.access === 'open';
    return { description: described[operation.access as Access], open, problems: problemsOf(operation, open) };
  },
};
