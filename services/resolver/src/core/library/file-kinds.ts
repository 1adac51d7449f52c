import { extensionOf } from './model.js';

const audioExtensions: ReadonlySet<string> = new Set(
  'mp3 mp2 flac ogg oga opus spx m4a m4b mp4 aac wav aif aiff aifc ape wv wma asf dsf dff mka webm mpc'.split(' '),
);

/** Sound, but not read: what a parser or a player lacks. */
const unreadExtensions: ReadonlySet<string> = new Set(
  'tta ac3 eac3 dts dtshd thd mlp tak ofr ofs shn la amr awb ra rm au snd caf voc 8svx w64 adx aa aax mid midi mod xm it s3m spc nsf'.split(
    ' ',
  ),
);

const playlistExtensions: ReadonlySet<string> = new Set(['m3u', 'm3u8']);

/** File names that players accept as album art, most reliable first; compared in lower case. */
export const coverNames: readonly string[] = ['cover', 'folder', 'front', 'album'].flatMap((name) =>
  ['jpg', 'jpeg', 'png', 'webp'].map((ext) => `${name}.${ext}`),
);

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
export function kindOfFile(name: string): 'audio' | 'playlist' | 'lyrics' | 'picture' | 'unread' | 'other' {
  if (isHidden(name)) return 'other';
  const extension = extensionOf(name);
  if (audioExtensions.has(extension)) return 'audio';
  if (extension === 'lrc') return 'lyrics';
  if (coverNames.includes(name.toLowerCase())) return 'picture';
  if (unreadExtensions.has(extension)) return 'unread';
  return playlistExtensions.has(extension) ? 'playlist' : 'other';
}

/** Hidden entries and a system's own folders are never entered. */
export function isSkippedFolder(name: string): boolean {
  return isHidden(name) || systemFolders.has(name.toLowerCase());
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}
