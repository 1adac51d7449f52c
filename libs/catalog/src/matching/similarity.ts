import { words } from './normalise.js';
import { phrasesOf } from './version-words.js';

/** Above the letters of alphabets; surrogates count as characters, which is harmless. */
const isCharacter = (unit: number): boolean => unit >= 0x2e80;

/**
 * The features of a title: every pair of neighbouring characters and, for Chinese, Japanese and Korean, every
 * character, sorted. Characters carry more meaning there: a title of two has only one pair.
 */
function featuresOf(key: string, into: Uint32Array): Uint32Array {
  const features = key.length * 2 <= into.length ? into : new Uint32Array(key.length * 2);
  let count = 0;
  let before = 0x20;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (i > 0) features[count++] = (before << 16) | unit;
    if (isCharacter(unit)) features[count++] = unit;
    before = unit;
  }
  return features.subarray(0, count).sort();
}

/** Scratch space for a candidate's features: they are compared at once and then discarded. */
const scratch = new Uint32Array(512);

/** One song is compared with many candidates in a row, so its features are kept. */
let kept: { readonly key: string; readonly features: Uint32Array } | undefined;

function keptFeaturesOf(key: string): Uint32Array {
  if (kept?.key !== key) kept = { key, features: featuresOf(key, new Uint32Array()) };
  return kept.features;
}

/** Sørensen–Dice coefficient over the features of two normalised titles, 0 to 1; `one` is kept for the next call. */
export function titleSimilarity(one: string, other: string): number {
  if (one === other) return 1;
  const a = keptFeaturesOf(one);
  const b = featuresOf(other, scratch);
  const total = a.length + b.length;
  if (total === 0) return 0;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return (2 * shared) / total;
}

const stopWords = new Set('the a an and of de la le el les los il o os as das der die'.split(' '));

/**
 * Whether two similar titles differ in a word that makes them different songs: a number, a version word, or a
 * word with nothing similar in the other title (She Loves You, He Loves You). Misspelt words and articles do not.
 */
export function differByAWord(a: string, b: string): boolean {
  if (a.replaceAll(' ', '') === b.replaceAll(' ', '')) return false;
  const [left, right] = [words(a), words(b)];
  const onlyLeft = left.filter((word) => !right.includes(word));
  const onlyRight = right.filter((word) => !left.includes(word));
  const shortest = left.length === 1 && right.length === 1 ? 9 : 5;
  return unlike(onlyLeft, onlyRight, shortest) || unlike(onlyRight, onlyLeft, shortest);
}

/** `shortest`: least length of a word that may be misspelt; a one-word title is only that word (Angel, Angels). */
function unlike(own: readonly string[], other: readonly string[], shortest: number): boolean {
  return own.some((word) => {
    if (stopWords.has(word)) return false;
    if (/\d/.test(word) || versionWord(word)) return true;
    if (isCharacter(word.charCodeAt(0))) return telling.test(withoutCharactersOf(word, other.join('')));
    return !other.some((counterpart) => spelledAlike(word, counterpart, shortest));
  });
}

/** Characters that change a title's meaning: negations, pronouns, numbers, before and after. */
const telling = /[不没无非未别莫我你他她它一二三四五六七八九十百千万前后上下左右男女大小新旧]/;

function withoutCharactersOf(run: string, other: string): string {
  let left = other;
  let rest = '';
  for (const character of run) {
    if (left.includes(character)) left = left.replace(character, '');
    else rest += character;
  }
  return rest;
}

function versionWord(word: string): boolean {
  const found = phrasesOf(word)?.find(({ rest }) => rest.length === 0);
  return found !== undefined && found.entry.means !== 'filler' && found.entry.means !== 'neutral';
}

/** Allows one edit in a long enough word, two from nine letters on. */
function spelledAlike(a: string, b: string, shortest: number): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < shortest) return false;
  return withinEdits(a, b, shorter < 9 ? 1 : 2);
}

function withinEdits(a: string, b: string, edits: number): boolean {
  if (a === b) return true;
  if (edits === 0) return false;
  let i = 0;
  while (a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return (
    withinEdits(restA.slice(1), restB.slice(1), edits - 1) ||
    withinEdits(restA.slice(1), restB, edits - 1) ||
    withinEdits(restA, restB.slice(1), edits - 1)
  );
}
