import { foldText } from '@catalogsync/catalog';
import { numberedGenres } from './numbered-genres.js';

/** A genre as a song names it. */
export interface GenreName {
  /** Equal for spellings of one genre: `Hip-Hop`, `hip hop`, `HipHop`. */
  readonly identity: string;
  readonly spelling: string;
}

const mostGenres = 20;
const longestGenre = 100;

/** Signs between genres. `&` is not one of them: `R&B`, `Drum & Bass`. */
const between = /[;；,，、|\\\0]|\s*\/\s*|\s+[•·]\s+/u;
/** Genres whose name holds a sign that separates others. */
const whole = /singer\s*\/\s*songwriter/giu;
const placeholder = '\uE000';

const nothing: ReadonlySet<string> = new Set(
  ['unknown', 'none', 'undefined', 'null', 'genre', '未知', '其他', '其它', 'default'].map(identityOf),
);

/** Each genre that the texts name, once, in their order. */
export function genreNames(texts: readonly string[]): GenreName[] {
  const found = new Map<string, GenreName>();
  for (const text of texts) {
    for (const spelling of spellingsIn(text)) {
      const identity = identityOf(spelling);
      if (identity !== '' && !nothing.has(identity) && !found.has(identity)) found.set(identity, { identity, spelling });
    }
  }
  return [...found.values()].slice(0, mostGenres);
}

function* spellingsIn(text: string): Iterable<string> {
  const { numbers, rest } = numbersIn(text.normalize('NFC'));
  for (const number of numbers) {
    const name = numberedGenres[number];
    if (name !== undefined) yield name;
  }
  for (const part of rest.replace(whole, `Singer${placeholder}Songwriter`).split(between)) {
    const spelling = part
      .replace(placeholder, '/')
      .replace(/^\s*(?:&|and\s)\s*/iu, '')
      .replace(/\s+/gu, ' ')
      .trim();
    if (spelling.length <= longestGenre) yield spelling;
  }
}

/**
 * ID3v2.3, 4.2.1, TCON: `(17)`, `(51)(39)`, `(4)Eurodisco`, `((Foo)`; ID3v2.4 and others write the number alone. A name that
 * follows refines the number, so it takes its place.
 */
function numbersIn(text: string): { readonly numbers: readonly number[]; readonly rest: string } {
  const plain = text.trim();
  if (/^\d{1,3}$/.test(plain)) return { numbers: [Number(plain)], rest: '' };
  const [references = ''] = /^(?:\(\d{1,3}\))+/.exec(plain) ?? [];
  const rest = plain.slice(references.length).replace(/^\(\(/, '(');
  return { numbers: rest.trim() === '' ? [...references.matchAll(/\d+/g)].map(([number]) => Number(number)) : [], rest };
}

function identityOf(spelling: string): string {
  return foldText(spelling).replaceAll(' ', '') || spelling.normalize('NFKC').trim().toLowerCase();
}
