import { isCjk } from './script.js';
import { simplified } from './simplified.js';

/** Latin letters whose stroke or ligature is no combining mark, so that no normalisation form takes it apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  ı: 'i',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
};

const ignorable = /[\p{Cf}\p{Variation_Selector}'’‘ʼ`´′]/u;
const diacritic = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
const takesDiacritics = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Inherited}]/u;
const kept = /[\p{L}\p{N}\p{M}]/u;
/** What can join the character before it: a string with one of these is normalised as a whole. */
const joins = /[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

/** Folds one code point of a string in NFKC: '' for what is left out, ' ' for what separates. */
function foldCharacter(character: string): string {
  if (ignorable.test(character)) return '';
  if (!kept.test(character)) return ' ';
  if (isCjk(character.codePointAt(0) ?? 0)) return simplified(character);
  // Down, up and down again is case folding: ß and ẞ, σ and ς meet.
  const lower = character.toLowerCase().toUpperCase().toLowerCase();
  const bare = takesDiacritics.test(lower) ? lower.normalize('NFD').replace(diacritic, '') : lower;
  let folded = '';
  for (const letter of bare) folded += plainLetters[letter] ?? letter;
  return folded;
}

/** Marks in the table of single code units; 0 is a unit not met yet. Both are code units that no text has alone. */
const DROPPED = 0xfffe;
const COMPOSED = 0xffff;
const SPACE = 0x20;
/** Code units of a title; longer texts would need more call arguments than an engine takes. */
const LONGEST_FAST = 4096;

let units: Uint16Array | undefined;

/** How one code unit folds by itself, or COMPOSED when only the whole string can tell. */
function foldUnit(unit: number): number {
  const normal = String.fromCharCode(unit).normalize('NFKC');
  if ((unit >= 0xd800 && unit <= 0xdfff) || joins.test(normal)) return COMPOSED;
  let folded = '';
  for (const character of normal) folded += foldCharacter(character);
  if (folded.length === 0) return DROPPED;
  return folded.length === 1 ? folded.charCodeAt(0) : COMPOSED;
}

function collapse(text: string): string {
  return text.replace(/ {2,}/g, ' ').trim();
}

/** Sequences that compose, letters that become two, supplementary planes: rare in titles, so clarity before speed. */
function foldComposed(text: string): string {
  let folded = '';
  for (const character of text.normalize('NFKC')) folded += foldCharacter(character);
  // What stood between two characters may be gone: they may join now.
  return collapse(folded.normalize('NFKC'));
}

/**
 * Text as it is compared: NFKC (full width becomes half width), case folded, diacritics of Latin,
 * Greek and Cyrillic letters taken off, every Han character in its simplified form, apostrophes and
 * invisible characters left out, and any run of brackets, dashes, dots, signs and white space one
 * space; none at the ends. A title never becomes ASCII: kana, hangul, Cyrillic stay. Folding what
 * is folded changes nothing. A text of signs alone folds to the empty string.
 */
export function foldText(text: string): string {
  if (text.length > LONGEST_FAST) return foldComposed(text);
  // One entry per code unit met; folding a title of known ones is a loop over numbers, about 0.2 µs.
  units ??= new Uint16Array(0x10000);
  const folded: number[] = [];
  let changed = false;
  let last = SPACE;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    let to = units[unit] as number;
    if (to === 0) {
      to = foldUnit(unit);
      units[unit] = to;
    }
    if (to === COMPOSED) return foldComposed(text);
    if (to !== unit) changed = true;
    if (to === DROPPED || (to === SPACE && last === SPACE)) {
      changed = true;
      continue;
    }
    folded.push(to);
    last = to;
  }
  if (last === SPACE && folded.length > 0) {
    folded.pop();
    changed = true;
  }
  return changed ? String.fromCharCode(...folded) : text;
}
