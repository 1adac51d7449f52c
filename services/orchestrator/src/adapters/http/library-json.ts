import { instant, nullable, oneOf, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { LibraryScan } from '../../core/console/latest-runs.js';
import { type EqualFiles, type FileFault, type FolderWatch, watchModes } from '../../core/console/library-desk.js';
import type { LeftOver } from '../../core/upkeep/purge-library.js';

// The library folders as the console's API shows them.

interface ShownFolder extends FolderWatch {
  readonly backend: string | undefined;
  readonly isLibraryDir: boolean;
}

export const libraryFolder = shape<ShownFolder>()('LibraryFolder', {
  path: Type.String(),
  mode: oneOf(watchModes, { description: 'events: the system tells of changes. polling: it is looked at from time to time.' }),
  reason: Type.String({ description: 'Why it is not watched, or only looked at from time to time; empty otherwise.' }),
  folders: Type.Integer({ description: 'Folders watched, itself included.' }),
  backend: nullable('string', { description: 'Name of the storage backend of its files; null before the first scan.' }),
  isLibraryDir: Type.Boolean({ description: 'Downloads are put there.' }),
});

export const libraryScan = shape<LibraryScan>()('LibraryScan', {
  jobId: Type.Integer(),
  endedAt: instant(),
  files: Type.Integer({ description: 'Audio files of the library.' }),
  added: Type.Integer(),
  changed: Type.Integer(),
  moved: Type.Integer(),
  removed: Type.Integer(),
});

export const libraryFault = shape<FileFault>()('LibraryFault', {
  path: Type.String(),
  reason: Type.String(),
  firstSeenAt: instant(),
  setAsideAt: instant(),
  setAsideBy: nullable('string'),
});

export const duplicateFiles = shape<EqualFiles>()('DuplicateFiles', {
  fingerprint: Type.String({ description: 'Tells this content from every other.' }),
  sizeBytes: Type.Integer({ description: 'Of one of them.' }),
  count: Type.Integer(),
  paths: Type.Array(Type.String(), { description: 'In order; the first hundred.' }),
});

export const leftOver = shape<LeftOver>()('LeftOver', {
  what: Type.String({ description: 'songs, file places, artists, albums, lyrics or files in the index.' }),
  count: Type.Integer(),
  examples: Type.Array(Type.String()),
});

export const librarySchemas = [libraryFolder, libraryScan, libraryFault, duplicateFiles, leftOver].map(({ schema }) => schema);
