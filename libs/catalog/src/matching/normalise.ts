import { foldText } from '../folding/fold-text.js';
import { searchKey } from '../folding/search-key.js';

const ascii = /^[\x20-\x7e]*$/;
const opening = /[[{<\u2329\u27e8\u27ea\u27ec\u276e\u2770\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\ufd3e«‹]/g;
const closing = /[\]}>\u232a\u27e9\u27eb\u27ed\u276f\u2771\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\ufd3f»›]/g;
const dashes = /[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58]/g;
const waves = /[\u301c\u3030\u223c]/g;
const middleDots = /[•‧∙⋅・\u2219\u22c5\u2e31]/g;
const spaces = /[\s\u200b\u2060\ufeff]+/g;
/** Any of the above: most titles have none, and one test is cheaper than five replacements. */
const anySign = new RegExp([opening, closing, dashes, waves, middleDots].map(({ source }) => source).join('|'));
const unusualSpace = /[^\S ]| {2}|[\u200b\u2060\ufeff]/;

/**
 * A text with every kind of bracket as `(` `)`, every dash as `-`, every wave as `~`, every middle dot as `·`,
 * NFKC, runs of white space as one space, none at the ends. Case, script and diacritics stay: titles are taken
 * apart in this form, not compared.
 */
export function unifySigns(text: string): string {
  let unified = ascii.test(text) ? text : text.normalize('NFKC');
  if (anySign.test(unified)) {
    unified = unified.replace(opening, '(').replace(closing, ')').replace(dashes, '-').replace(waves, '~').replace(middleDots, '·');
  }
  return (unusualSpace.test(unified) ? unified.replace(spaces, ' ') : unified).trim();
}

const conjunction = / ?& ?/g;
const spokenAnd = /(?<=[a-z0-9] )n(?= [a-z0-9])/g;
const shortPart = /(?<= )pt(?= [0-9ivx])/g;

/**
 * The form in which titles are compared (domain, section 5). Case, width, traditional or simplified Chinese,
 * diacritics, brackets, dashes, dots and spaces make no difference; `&`, `'n'` and `and` are one word, `Pt.` is
 * `Part`. Chinese, Japanese, Korean and Cyrillic keep their script. A title of signs alone (`÷`, `?`) keeps them,
 * so only an empty title becomes empty. Idempotent.
 */
export function normaliseTitle(title: string): string {
  const spelled = title.includes('&') || title.includes('＆') ? title.replace(/＆/g, '&').replace(conjunction, ' and ') : title;
  const key = searchKey(spelled);
  if (key === '' || spelled === ' and ') return signsOnly(title);
  const joined = key.includes(' n ') ? key.replace(spokenAnd, 'and') : key;
  return joined.includes(' pt ') ? joined.replace(shortPart, 'part') : joined;
}

function signsOnly(text: string): string {
  const unified = unifySigns(text);
  // Brackets around signs do not belong to them, unless there is nothing else.
  return unified.replace(/[()]/g, '').trim() || unified;
}

/** The words of a folded text, in order. A run of Chinese, Japanese or Korean characters is one word. */
export function words(key: string): string[] {
  return key === '' ? [] : key.split(' ');
}

/** Whether a text has Chinese, Japanese or Korean characters: kana, Han (also beyond the basic plane), hangul syllables. */
export function hasCjk(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x3040) continue;
    if (unit <= 0x30ff || (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7af)) return true;
    // The high surrogates of planes 2 and 3.
    if (unit >= 0xd840 && unit <= 0xd8ff) return true;
  }
  return false;
}

const isrcForm = /^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$/;

/** An ISRC without hyphens and spaces, in capitals (ISO 3901); undefined for what is none. */
export function normaliseIsrc(isrc: string | undefined): string | undefined {
  if (isrc === undefined) return undefined;
  const bare = foldText(isrc).toUpperCase().replace(/^ISRC/, '').replaceAll(' ', '');
  return isrcForm.test(bare) && !bare.endsWith('0000000') ? bare : undefined;
}
