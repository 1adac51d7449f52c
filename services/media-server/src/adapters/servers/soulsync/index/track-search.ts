import { isCjk } from '@catalogsync/catalog';
import type { TrackSearch } from '../../../../core/servers/media-server.js';
import { type FileRow, keyOf, pathOf } from './file-row.js';
import type { FolderIndex } from './folder-index.js';

/** A word of a search: a run of Chinese, Japanese or Korean may stand anywhere, another word begins one. */
interface Term {
  readonly text: string;
  readonly behindSpace: string | undefined;
}

interface Wanted {
  readonly title: string;
  readonly titleTerms: readonly Term[];
  readonly artist: string;
  readonly artistTerms: readonly Term[];
}

/** Grades of `gradeOf`, from the best down to 0. */
const bestGrade = 12;

/**
 * The files that a search means, best first: exact titles before titles that begin so, before titles that contain the words; among
 * these the ones whose artist fits best. Last come files of other artists with the exact title, as names are spelt in many ways.
 */
export async function searchRows(index: FolderIndex, { title, artist, limit }: TrackSearch, check: () => void): Promise<FileRow[]> {
  const wanted = { title: keyOf(title), titleTerms: termsOf(title), artist: keyOf(artist), artistTerms: termsOf(artist) };
  if (wanted.title === '' && wanted.artist === '') return [];
  const byGrade = Array.from({ length: bestGrade + 1 }, (): FileRow[] => []);
  // The first word stands in the title, also where guests that it goes on to name do not.
  const first = wanted.titleTerms[0]?.text;
  for await (const rows of first === undefined ? index.rows() : index.rowsTitled(first)) {
    check();
    for (const row of rows) {
      const grade = byGrade[gradeOf(row, wanted)];
      if (grade !== undefined && grade.length < limit) grade.push(row);
    }
  }
  for (const rows of byGrade) rows.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return byGrade.reverse().flat().slice(0, limit);
}

/** -1 for no hit. */
function gradeOf(row: FileRow, wanted: Wanted): number {
  const title = titleGrade(row, wanted);
  if (title < 0) return -1;
  const artist = artistGrade(row, wanted);
  if (artist === 0) return title === 3 ? 0 : -1;
  return title * 3 + artist;
}

function titleGrade({ titleKey, credit }: FileRow, { title, titleTerms }: Wanted): number {
  if (titleKey === title) return 3;
  if (titleTerms.every((term) => holds(titleKey, term))) return titleKey.startsWith(title) ? 2 : 1;
  // Titles often name the guests that the file has among its artists.
  return titleTerms.every((term) => holds(titleKey, term) || holds(credit.key, term)) ? 0 : -1;
}

function artistGrade({ credit, albumArtist }: FileRow, { artist, artistTerms }: Wanted): number {
  if (artist === '' || credit.key === artist) return 3;
  if (artistTerms.every((term) => holds(credit.key, term))) return 2;
  return albumArtist !== undefined && keyOf(albumArtist) === artist ? 1 : 0;
}

function termsOf(text: string): Term[] {
  const words = keyOf(text).split(' ');
  return words
    .filter((word) => word !== '')
    .map((word) => ({ text: word, behindSpace: isCjk(word.codePointAt(0) ?? 0) ? undefined : ` ${word}` }));
}

function holds(key: string, { text, behindSpace }: Term): boolean {
  return behindSpace === undefined ? key.includes(text) : key.startsWith(text) || key.includes(behindSpace);
}
