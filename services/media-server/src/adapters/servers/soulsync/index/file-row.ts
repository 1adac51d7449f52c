import { createHash } from 'node:crypto';
import { searchKey } from '@catalogsync/catalog';

/** Tells whether a file has changed since it was read. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

/** Artists as a file credits them; one object for all files with the same credit. */
export interface Credit {
  readonly names: readonly string[];
  /** For searches. */
  readonly key: string;
}

/** What the tags of a file say. Texts that many files share are one text in memory. */
export interface FileTags {
  readonly title: string;
  readonly titleKey: string;
  readonly credit: Credit;
  readonly album: string | undefined;
  /** The tag, else the first credited artist. */
  readonly albumArtist: string | undefined;
  readonly genres: readonly string[];
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  readonly year: number | undefined;
}

/** A file of music. Its row stays the same object from walk to walk as long as the file does not change. */
export interface FileRow extends FileStamp, FileTags {
  readonly id: string;
  /** Below the music folder, with `/`; empty for the music folder itself. */
  readonly folder: string;
  readonly name: string;
  /** When the file came into being here, in milliseconds since 1970; its last change where the file system does not say. */
  readonly addedAt: number;
}

/** What one folder holds itself. */
export interface FolderFiles {
  readonly rows: readonly FileRow[];
  /** Files that are named like music but could not be parsed, so that they are not tried again until they change. */
  readonly unusable: ReadonlyMap<string, FileStamp>;
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.inode === b.inode;
}

/** A name as searches and ids compare it; names of signs alone, which fold to nothing, stay as they are. */
export function keyOf(name: string): string {
  return searchKey(name) || name.normalize('NFC').trim().toLowerCase();
}

/** MD5 in lower-case hex: only a name, it protects nothing. */
function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * Of the path below the music folder, composed (NFC): a library keeps its ids when it is copied between systems that store accents
 * differently.
 */
export const trackIdOf = (path: string): string => digest(path.normalize('NFC'));
export const artistIdOf = (name: string): string => digest(keyOf(name));
export const albumIdOf = (artist: string, album: string): string => digest(`${keyOf(artist)}\n${keyOf(album)}`);
/** Of a playlist's file name, or of the place of a music folder. */
export const nameIdOf = (name: string): string => digest(name.normalize('NFC'));

export const pathInside = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
export const pathOf = ({ folder, name }: Pick<FileRow, 'folder' | 'name'>): string => pathInside(folder, name);

/** Whether `folder` is `above` or lies in it. */
export function isWithin(folder: string, above: string): boolean {
  return above === '' || folder === above || folder.startsWith(`${above}/`);
}
