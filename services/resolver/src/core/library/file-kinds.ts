import { extensionOf } from './model.js';

const audioExtensions: ReadonlySet<string> = new Set(
  'mp3 mp2 flac ogg oga opus spx m4a m4b mp4 aac wav aif aiff aifc ape wv wma asf dsf dff mka webm mpc'.split(' '),
);

const playlistExtensions: ReadonlySet<string> = new Set(['m3u', 'm3u8']);

/** Folders that operating systems create next to user files; compared in lower case. */
const systemFolders: ReadonlySet<string> = new Set([
  '@eadir',
  '@tmp',
  '@recycle',
  '@recently-snapshot',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  'system volume information',
  'lost+found',
]);

/** What a scan does with a file of this name. */
export function kindOfFile(name: string): 'audio' | 'playlist' | 'lyrics' | 'other' {
  if (isHidden(name)) return 'other';
  const extension = extensionOf(name);
  if (audioExtensions.has(extension)) return 'audio';
  if (extension === 'lrc') return 'lyrics';
  return playlistExtensions.has(extension) ? 'playlist' : 'other';
}

/** Hidden entries and a system's own folders are never entered. */
export function isSkippedFolder(name: string): boolean {
  return isHidden(name) || systemFolders.has(name.toLowerCase());
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}
