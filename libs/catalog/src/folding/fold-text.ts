import { isCjk } from './script.js';
import { simplified } from './simplified.js';

/** Latin letters with a stroke or ligature; no normalisation form decomposes them. */
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
/** Characters that may join the one before; a string with one of these is normalised as a whole. */
const joins = /[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

/** Folds one code point of an NFKC string: '' drops it, ' ' separates. */
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

/** Markers in the code unit table; 0 is a unit not seen yet. Neither code unit stands alone in any text. */
const DROPPED = 0xfffe;
const COMPOSED = 0xffff;
const SPACE = 0x20;
/** Code units of a title; longer texts would exceed the engine's limit on call arguments. */
const LONGEST_FAST = 4096;

let units: Uint16Array | undefined;

/** The folding of one code unit, or COMPOSED when it depends on the whole string. */
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

/** Composing sequences, letters that become two, supplementary planes: rare in titles, so clarity before speed. */
function foldComposed(text: string): string {
  let folded = '';
  for (const character of text.normalize('NFKC')) folded += foldCharacter(character);
  // Characters whose separator was dropped may join now.
  return collapse(folded.normalize('NFKC'));
}

/**
 * Text in the form used for comparison: NFKC (full width becomes half width), case folded, diacritics of Latin,
 * Greek and Cyrillic letters removed, Han characters simplified, apostrophes and invisible characters dropped.
 * Any run of brackets, dashes, dots, signs and white space becomes one space, none at the ends. Other scripts
 * (kana, hangul, Cyrillic) stay. Folding is idempotent. A text of signs alone folds to the empty string.
 */
export function foldText(text: string): string {
  if (text.length > LONGEST_FAST) return foldComposed(text);
  // One entry per code unit seen; folding a title of known units is a loop over numbers, about 0.2 µs.
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
