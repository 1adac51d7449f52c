import { Fault } from '@catalogsync/faults';

/** What a job of each template does, in order (behaviour 104). The names are those of the executors. */
export const templates = {
  full: ['collect', 'sync', 'download', 'upload', 'covers', 'publish', 'scan'],
  collect: ['collect'],
  sync: ['sync'],
  'sync+download': ['sync', 'download'],
  download: ['download'],
  upload: ['upload'],
  'download+upload': ['download', 'upload'],
  publish: ['publish'],
  library: ['library_sync', 'library_files', 'covers', 'publish'],
  scan: ['library_collect', 'library_sync', 'library_files', 'covers', 'publish'],
  covers: ['covers', 'publish'],
  lyrics: ['lyrics'],
  media: ['scan', 'publish'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Template = keyof typeof templates;
export const templateNames = Object.keys(templates) as readonly Template[];

export function isTemplate(word: string): word is Template {
  return Object.hasOwn(templates, word);
}

/** Whether a job of these stages can be limited to playlists. */
export const takesPlaylists = (stages: readonly string[]): boolean => stages.includes('sync') || stages.includes('download');

/** Whether a job of these stages can be limited to folders of the library. */
export const takesFolders = (stages: readonly string[]): boolean => stages.includes('library_collect');

/** Parses a template's name. Throws `invalid_argument` that lists the names. */
export function parseTemplate(word: string): Template {
  if (isTemplate(word)) return word;
  throw new Fault('invalid_argument', `there is no job template "${word}"`, { hint: `Choose one of: ${templateNames.join(', ')}.` });
}
