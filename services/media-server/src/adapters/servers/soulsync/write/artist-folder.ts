import { Fault } from '@catalogsync/faults';
import { type FileRow, isWithin, keyOf } from '../index/file-row.js';
import type { FolderIndex } from '../index/folder-index.js';

/**
 * The folder of an artist, where players look for artist.nfo and artist.jpg: the one above all files of the artist that has the artist's
 * name; else the one above the album folders, if nothing of anybody else lies in it.
 * @throws Fault `failed_precondition` if there is none
 */
export function folderOfArtist(index: FolderIndex, name: string, rows: readonly FileRow[]): string {
  const own = [...new Set(rows.map(({ folder }) => folder))];
  const shared = own.reduce(sharedFolder);
  const key = keyOf(name);
  for (let folder = shared; folder !== ''; folder = above(folder)) {
    if (keyOf(folder.slice(folder.lastIndexOf('/') + 1)) === key) return folder;
  }
  const isAlbum = own.length === 1 && rows[0]?.album !== undefined;
  for (const folder of isAlbum ? [above(shared), shared] : [shared]) {
    if (folder !== '' && holdsOnly(index, folder, key)) return folder;
  }
  throw new Fault(
    'failed_precondition',
    `the files of ${name} share their folders with others, so there is no place for files about ${name}`,
    {
      hint: 'Put the albums of one artist into one folder.',
    },
  );
}

/**
 * The folders of an album, one for each disc.
 * @throws Fault `failed_precondition` if files of other albums lie in one of them
 */
export function foldersOfAlbum(index: FolderIndex, name: string, rows: readonly FileRow[]): readonly string[] {
  const ids = new Set(rows.map(({ id }) => id));
  const folders = [...new Set(rows.map(({ folder }) => folder))];
  if (folders.every((folder) => folder !== '' && (index.folders.get(folder)?.rows ?? []).every(({ id }) => ids.has(id)))) return folders;
  throw new Fault('failed_precondition', `the album ${name} shares its folder with other music, so there is no place for its picture`, {
    hint: 'Put each album into a folder of its own.',
  });
}

function holdsOnly(index: FolderIndex, folder: string, artistKey: string): boolean {
  for (const [inside, { rows }] of index.folders) {
    if (isWithin(inside, folder) && rows.some(({ albumArtist }) => albumArtist === undefined || keyOf(albumArtist) !== artistKey))
      return false;
  }
  return true;
}

function sharedFolder(a: string, b: string): string {
  let folder = a;
  while (!isWithin(b, folder)) folder = above(folder);
  return folder;
}

function above(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}
