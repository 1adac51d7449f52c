import { object, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ScanFolder } from '../../../core/library/scan-folder.js';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { detailOf } from './job-routes.js';

const route = consoleRoutes('jobs');

/** How long the resolver may take to tell its folders, in milliseconds. */
const startWithinMs = 20_000;

const scanBody = object({ folder: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })) });

/** What the library folders hold. */
export function libraryRoutes(jobs: JobParts, scans: Pick<ScanFolder, 'run'>): ConsoleRoute[] {
  return [
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
    }),
  ];
}
