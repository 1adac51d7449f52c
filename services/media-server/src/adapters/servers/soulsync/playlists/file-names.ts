import { safeSegment } from '@catalogsync/catalog';

/** The only kind of file that is a playlist here: UTF-8 by definition. */
export const playlistExtension = '.m3u8';
/** With what is added to a name while it is written, this fits 143 bytes, the least that a file system of a NAS takes. */
const nameBytes = 80;

/**
 * A file name for a playlist that no other has, also where upper and lower case are the same and accents are stored in another form.
 */
export function freeName(name: string, taken: readonly string[]): string {
  const folded = new Set(taken.map(foldedName));
  for (let attempt = 1; ; attempt++) {
    const suffix = attempt === 1 ? '' : ` (${attempt})`;
    const file = `${safeSegment(name, { bytes: nameBytes - suffix.length })}${suffix}${playlistExtension}`;
    if (!folded.has(foldedName(file))) return file;
  }
}

function foldedName(file: string): string {
  return file.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
