import { object, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { templateNames } from '../../../core/templates/templates.js';
import type { ConsoleApiParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { jobTemplate, storageBackend } from '../installation-json.js';
import { volume } from '../volume-json.js';

const route = consoleRoutes('service');
const jobRoute = consoleRoutes('jobs');

/** Where everything is kept, and what jobs there are. */
export function installationRoutes({ volumes, backends }: Pick<ConsoleApiParts, 'volumes' | 'backends'>): ConsoleRoute[] {
  return [
    route('listVolumes', 'GET /api/volumes', {
      summary: 'The disks of the installation, those of the library first, one entry per device.',
      access: 'read',
      answers: { 200: object({ items: Type.Array(ref('Volume')) }) },
      async handle() {
        return { body: { items: (await volumes.read()).map(volume.json) } };
      },
    }),
    route('listStorage', 'GET /api/storage', {
      summary: 'The places with files, by name.',
      access: 'read',
      answers: { 200: object({ items: Type.Array(ref('StorageBackend')) }) },
      async handle() {
        return { body: { items: (await backends.list()).map(storageBackend.json) } };
      },
    }),
    jobRoute('listTemplates', 'GET /api/templates', {
      summary: 'What jobs there are.',
      access: 'read',
      answers: { 200: object({ items: Type.Array(ref('JobTemplate')) }) },
      handle: () => ({ body: { items: templateNames.map(jobTemplate.json) } }),
    }),
  ];
}
