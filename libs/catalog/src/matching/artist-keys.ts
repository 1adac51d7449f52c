import { searchKey } from '../folding/search-key.js';
import { hasCjk, unifySigns, words } from './normalise.js';
import { remember } from './remember.js';

const channelSuffix = /\s*-\s*topic$|(?<=\S)vevo$|\s+(?:official|オフィシャル)(?:\s+(?:channel|artist channel))?$|官方(?:頻道|频道)?$/i;
const dollar = /(?<=\w)\$(?=\w)|^\$(?=\w)|(?<=\w)\$$/g;
const exclamation = /(?<=[a-z])!(?=[a-z])/gi;
const lettersApart = /(?<![^ ])(?:[a-z] )+[a-z](?![^ ])/g;

/** "And" between two names; at the end it is part of the name. */
const joiningWords = new Set('and n y e et und и og och en'.split(' '));

const articles = new Set('the die los las les'.split(' '));

interface ArtistName {
  readonly words: readonly string[];
  readonly key: string;
}

const readName = remember(5000, (name): ArtistName => {
  let spelled = name.replace(channelSuffix, '');
  if (spelled.includes('$')) spelled = spelled.replace(dollar, 's');
  if (spelled.includes('!')) spelled = spelled.replace(exclamation, 'i');
  const key = searchKey(spelled);
  const whole = words(key.includes(' ') ? key.replace(lettersApart, (letters) => letters.replaceAll(' ', '')) : key);
  const all = whole.filter((word, i) => !(joiningWords.has(word) && i > 0 && i < whole.length - 1));
  if (all.length > 1 && articles.has(all[0] ?? '')) all.shift();
  all.sort();
  return { words: all, key: all.join('') || unifySigns(name) };
});

/** The words of an artist's name, folded and sorted, without the leading article and `and` in between. */
export function artistWords(name: string): readonly string[] {
  return readName(name).words;
}

/**
 * The form in which artist names are compared. Case, width, traditional or simplified Chinese, diacritics,
 * signs, spaces, `The`, `&` or `and`, and word order make no difference: `Utada Hikaru` and `Hikaru Utada`,
 * `G.E.M.` and `GEM`, `A$AP Rocky` and `ASAP Rocky` are equal. A name of signs alone stays as it is.
 */
export function artistKey(name: string): string {
  return readName(name).key;
}

const bracketed = /^([^()]+)\(([^()]+)\)$/;
const guest = /^(?:cv|feat|ft|with)\b/i;
const twoScripts = /^([a-z][a-z .'-]+?) ?([^\x20-\x7e].*)|^([^\x20-\x7e].*?) ?([a-z][a-z .'-]+)$/i;
/** Titles and genres before a name in another script; they are not part of a name. */
const noName = new Set(['dj', 'mc', 'lil', 'dr', 'mr', 'miss', 'ms', 'the', 'prod', 'big', 'king', 'baby', 'young', 'cv', 'feat']);

/**
 * The keys that may stand for an artist, the whole name's first. A name in brackets (`IU (아이유)`) and the halves
 * of a name in two scripts (`Jay Chou 周杰伦`) also count.
 */
export const keysOfArtist: (name: string) => readonly string[] = remember(5000, (name) => {
  const keys = [artistKey(name)];
  const add = (alias: string | undefined, shortestLatin: number): void => {
    if (alias === undefined) return;
    const key = artistKey(alias.replace(guest, ''));
    if (key.length >= (hasCjk(key) ? 2 : shortestLatin) && !noName.has(key) && !keys.includes(key)) keys.push(key);
  };
  const unified = unifySigns(name);
  const inBrackets = bracketed.exec(unified);
  const outside = inBrackets?.[1] ?? unified;
  add(inBrackets?.[1], 2);
  add(inBrackets?.[2], 2);
  const halves = hasCjk(outside) ? twoScripts.exec(outside) : null;
  if (halves !== null && hasCjk(halves[2] ?? halves[3] ?? '')) {
    add(halves[1] ?? halves[3], 3);
    add(halves[2] ?? halves[4], 3);
  }
  return keys.filter((key) => key !== '');
});
