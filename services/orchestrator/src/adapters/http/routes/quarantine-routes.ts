import { flag, isTextKey, pathText } from '@catalogsync/http';
import type { SourceParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { cursor, limit, pageBody, pageSchema, placeOf } from '../list-page.js';
import { quarantinedFile } from '../quarantine-json.js';

const route = consoleRoutes('sources');

/** The calls themselves take less. */
const listMs = 30_000;
const decideMs = 180_000;

const id = pathText(64, { description: 'As listed.' });
const includeDecided = flag('includeDecided', false, 'Also those that were approved or rejected, or had to make room.');

/** Files that failed verification and wait for a decision. */
export function quarantineRoutes({ quarantine }: SourceParts): ConsoleRoute[] {
  const decision = {
    access: 'operate',
    path: { id },
    answers: { 204: null },
    problems: ['not_found', 'failed_precondition', 'unavailable', 'timeout'],
  } as const;
  return [
    route('listQuarantine', 'GET /api/quarantine', {
      summary: 'Files that failed verification, newest first.',
      access: 'read',
      query: { includeDecided, limit, cursor },
      answers: { 200: pageSchema('QuarantinedFile') },
      problems: ['unavailable', 'timeout'],
      async handle({ query }) {
        const list = `quarantine ${query.includeDecided}`;
        const wish = { includeDecided: query.includeDecided, limit: query.limit, after: placeOf(query, list, isTextKey) };
        const { files, next } = await quarantine.list(wish, AbortSignal.timeout(listMs));
        return { body: pageBody(files.map(quarantinedFile.json), list, next) };
      },
    }),
    route('approveQuarantined', 'POST /api/quarantine/:id/approve', {
      ...decision,
      summary: 'Accepts the file as it is: its download succeeds with it.',
      async handle({ path, caller: { actor } }) {
        await quarantine.approve(path.id, actor, AbortSignal.timeout(decideMs));
        return { status: 204 };
      },
    }),
    route('rejectQuarantined', 'POST /api/quarantine/:id/reject', {
      ...decision,
      summary: 'Removes the file; its content and its id at the source are never used again.',
      async handle({ path, caller: { actor } }) {
        await quarantine.reject(path.id, actor, AbortSignal.timeout(decideMs));
        return { status: 204 };
      },
    }),
  ];
}
