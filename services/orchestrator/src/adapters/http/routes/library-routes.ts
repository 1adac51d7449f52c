import { flag, isTextKey, object, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { lastLibraryScan } from '../../../core/console/latest-runs.js';
import type { ConsoleApiParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { demand } from '../guard.js';
import { duplicateFiles, leftOver, libraryFault, libraryFolder, libraryScan } from '../library-json.js';
import { cursor, limit, pageBody, pageSchema, placeOf } from '../list-page.js';
import { peerMs, whileAsked } from '../while-asked.js';
import { detailOf, startWithinMs } from './job-routes.js';

const route = consoleRoutes('jobs');
const libraryRoute = consoleRoutes('catalogue');

/** For a catalogue of a million songs, of which half are gone. */
const purgeMs = 600_000;

const scanBody = object({ folder: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })) });

type Parts = Pick<ConsoleApiParts, 'library' | 'jobs' | 'backends' | 'runs' | 'access'>;

/** What the library folders hold. */
export function libraryRoutes(parts: Parts): ConsoleRoute[] {
  return [getLibrary(parts), listFaults(parts), setFaultsAside(parts), listDuplicates(parts), purgeLibrary(parts), scanLibrary(parts)];
}

const getLibrary = ({ library: { desk, downloads }, backends, runs }: Parts): ConsoleRoute =>
  libraryRoute('getLibrary', 'GET /api/library', {
    summary: 'The library folders, how they are watched, and what the last scan found.',
    access: 'read',
    answers: {
      200: object({
        folders: Type.Array(ref('LibraryFolder')),
        faultCount: Type.Integer({ description: 'Faults of files that nobody set aside.' }),
        lastScan: Type.Union([ref('LibraryScan'), Type.Null()]),
      }),
    },
    problems: ['unavailable', 'timeout'],
    async handle(_call, exchange) {
      const [folders, faultCount] = await whileAsked(exchange, peerMs, 'the library', (signal) =>
        Promise.all([desk.folders(signal), desk.faultCount(signal)]),
      );
      const stored = await backends.list();
      const backendOf = (path: string) => stored.find((backend) => backend.type === 'local' && backend.basePath === path)?.name;
      const shown = folders.map((one) =>
        libraryFolder.json({ ...one, backend: backendOf(one.path), isLibraryDir: one.path === downloads }),
      );
      const last = await lastLibraryScan(runs);
      return { body: { folders: shown, faultCount, lastScan: last === undefined ? null : libraryScan.json(last) } };
    },
  });

const listFaults = ({ library: { desk } }: Parts): ConsoleRoute =>
  libraryRoute('listLibraryFaults', 'GET /api/library/faults', {
    summary: 'What is wrong with files of the library, by path.',
    access: 'read',
    query: { limit, cursor, includeSetAside: flag('includeSetAside', false, 'Also those that are set aside.') },
    answers: { 200: pageSchema('LibraryFault') },
    problems: ['unavailable', 'timeout'],
    async handle({ query }, exchange) {
      const list = `faults ${query.includeSetAside}`;
      const place = { after: placeOf(query, list, isTextKey), limit: query.limit, withSetAside: query.includeSetAside };
      const { items, next } = await whileAsked(exchange, peerMs, 'the list', (signal) => desk.faults(place, signal));
      return { body: pageBody(items.map(libraryFault.json), list, next) };
    },
  });

const setFaultsAside = ({ library: { faults } }: Parts): ConsoleRoute =>
  libraryRoute('setFaultsAside', 'POST /api/library/faults/set-aside', {
    summary: 'Lists faults no longer until their files change, or, with `undo`, lists them again.',
    access: 'operate',
    body: object({
      paths: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { minItems: 1, maxItems: 1000 }),
      undo: Type.Optional(Type.Boolean()),
    }),
    answers: { 204: null },
    problems: ['not_found', 'unavailable', 'timeout'],
    async handle({ body, caller: { actor } }, exchange) {
      const { paths, undo = false } = body;
      await whileAsked(exchange, peerMs, 'the change', (signal) => faults.setAside(paths, undo, actor, signal));
      return { status: 204 };
    },
  });

const listDuplicates = ({ library: { desk } }: Parts): ConsoleRoute =>
  libraryRoute('listDuplicates', 'GET /api/library/duplicates', {
    summary: 'Files of the library with the same content; they are one song. A page may be short before the last one.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageSchema('DuplicateFiles') },
    problems: ['unavailable', 'timeout'],
    async handle({ query }, exchange) {
      const place = { after: placeOf(query, 'duplicates', isTextKey), limit: query.limit };
      const { items, next } = await whileAsked(exchange, peerMs, 'the list', (signal) => desk.duplicates(place, signal));
      return { body: pageBody(items.map(duplicateFiles.json), 'duplicates', next) };
    },
  });

const purgeLibrary = ({ library: { purge }, access: { audit } }: Parts): ConsoleRoute =>
  libraryRoute('purgeLibrary', 'POST /api/library/purge', {
    summary:
      'Removes what is left of files that are gone, or, as a dry run, only says what. Never touches a file. Without `dryRun` it needs a login with the password entered within the last ten minutes.',
    access: 'operate',
    body: object({ dryRun: Type.Boolean() }),
    answers: { 200: object({ leftOvers: Type.Array(ref('LeftOver')) }) },
    problems: ['expired', 'unavailable', 'timeout'],
    async handle({ body, caller }, exchange) {
      if (!body.dryRun) await demand('administer', caller, { action: 'purgeLibrary', target: 'library' }, audit);
      const found = await whileAsked(exchange, purgeMs, 'the purge', (signal) =>
        body.dryRun ? purge.look(signal) : purge.remove(caller.actor, signal),
      );
      return { body: { leftOvers: found.map(leftOver.json) } };
    },
  });

const scanLibrary = ({ library: { scans }, jobs }: Parts): ConsoleRoute =>
  route('scanLibrary', 'POST /api/library/scan', {
    summary:
      'Scans the library, or a folder of it, and publishes what changed. Answers 201 with a new job, or 200 with one that waits and will scan the same.',
    access: 'operate',
    body: scanBody,
    answers: { 200: ref('JobDetail'), 201: ref('JobDetail') },
    problems: ['failed_precondition', 'unavailable'],
    async handle({ body, caller: { actor } }) {
      const { jobId, created } = await scans.run(body.folder, actor, AbortSignal.timeout(startWithinMs));
      return { status: created ? 201 : 200, body: await detailOf(jobs, jobId), headers: { location: `/api/jobs/${jobId}` } };
    },
  });
