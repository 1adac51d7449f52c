import { foldText } from '@catalogsync/catalog';
import { extensionOfName, splitArtistTitle, wholeNumber } from '../../../core/sources/described.js';
import type { SearchTarget } from '../../../core/sources/search.js';

/** What the path of a user's file says about its song. */
export interface PathDescription {
  readonly title: string;
  readonly artist: string | undefined;
  readonly album: string | undefined;
  readonly trackNumber: number | undefined;
  readonly ext: string | undefined;
}

/** `03 - `, `1-03 `, `03. ` at the front of a name. */
const numbered = /^(?:\d{1,2}-)?(\d{1,3})(?:\s*[-._)]\s*|\s+)(?=\S)/;

/**
 * Reads `…\Artist\Album (Year)\03 - Title.flac` and its relatives. People name folders as they like: a
 * wanted artist found anywhere in the path is taken for the artist.
 */
export function describePath(path: string, target: SearchTarget): PathDescription {
  const parts = path.split(/[\\/]+/).filter((part) => part !== '');
  const file = parts.at(-1) ?? '';
  const ext = extensionOfName(file);
  const name = ext === undefined ? file : file.slice(0, -(ext.length + 1));
  const number = numbered.exec(name);
  const { artist: named, title } = splitArtistTitle(number === null ? name : name.slice(number[0].length));
  const album = (parts.at(-2) ?? '').replace(/\s*[([]\d{4}[^)\]]*[)\]]\s*$/, '').replace(/^\d{4}\s*[-.]\s*/, '');
  return {
    title: title.replaceAll('_', ' ').trim(),
    artist: wantedArtist(parts, target) ?? named ?? folderArtist(parts),
    album: parts.length > 2 && album !== '' ? album : undefined,
    trackNumber: wholeNumber(Number(number?.[1] ?? 0)),
    ext,
  };
}

/** Spelled as in the target. */
function wantedArtist(parts: readonly string[], { artists }: SearchTarget): string | undefined {
  const folded = parts.map((part) => ` ${foldText(part)} `);
  return artists.find((artist) => {
    const wanted = foldText(artist);
    return (
      wanted !== '' &&
      folded.some((part) => part.includes(` ${wanted} `) || (wanted.length > 1 && !/[a-z]/.test(wanted) && part.includes(wanted)))
    );
  });
}

/** The folder above the album's, unless it is the share itself. */
function folderArtist(parts: readonly string[]): string | undefined {
  const folder = parts.length > 3 ? parts.at(-3) : undefined;
  return folder === undefined || folder.startsWith('@@') ? undefined : folder;
}
