import { from, nullable, object, oneOf, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { StorageBackend } from '../../core/catalogue/storage-backend.js';
import { type Template, takesFolders, takesPlaylists, templateNames, templates } from '../../core/templates/templates.js';

// What an installation consists of, as the console's API shows it.

const bucket = object({
  bucket: Type.String(),
  endpoint: Type.String(),
  region: nullable('string'),
  prefix: nullable('string'),
  publicBaseUrl: nullable('string', { description: 'At which everybody can read the objects.' }),
});

function bucketOf(backend: StorageBackend): object | undefined {
  if (backend.type === 'local') return undefined;
  const { bucket: name, endpoint, region = null, prefix = null, publicBaseUrl = null } = backend.objectStorage;
  return { bucket: name, endpoint, region, prefix, publicBaseUrl };
}

export const storageBackend = shape<StorageBackend>()('StorageBackend', {
  name: Type.String(),
  type: oneOf(['local', 'object_storage']),
  basePath: from(
    (backend) => (backend.type === 'local' ? backend.basePath : undefined),
    nullable('string', { description: 'Of a local one.' }),
  ),
  objectStorage: from(bucketOf, Type.Union([bucket, Type.Null()], { description: 'Of another one. Contains no secret.' })),
});

export const jobTemplate = shape<Template>()('JobTemplate', {
  name: from((name) => name, oneOf(templateNames)),
  stages: from((name) => templates[name], Type.Array(Type.String(), { description: 'What its jobs do, in order.' })),
  takesPlaylists: from((name) => takesPlaylists(templates[name]), Type.Boolean({ description: 'A job can be limited to playlists.' })),
  takesFolders: from(
    (name) => takesFolders(templates[name]),
    Type.Boolean({ description: 'A job can be limited to folders of the library.' }),
  ),
});

export const installationSchemas = [storageBackend, jobTemplate].map(({ schema }) => schema);
