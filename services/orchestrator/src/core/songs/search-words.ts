import { endOfScript, isCjk, pinyinReadings, searchKey, soundScriptOf, spellingsOf } from '@catalogsync/catalog';

/** Raise it when the words below, or the catalogue's name folding, change: all songs are then read again. */
export const searchWordsRules = 1;

/** Of a run of Han characters: longer ones are sentences, of which nobody types the sound. */
const longestSound = 12;
/** A run of characters with several readings each has many; people type the usual ones. */
const mostReadings = 4;

/**
 * The words by which a song is found: each character of CJK runs, each other word, and in Latin letters the sound of a run from each of
 * its characters on, so that `qilixiang`, `lixiang` and `xiang` all find 七里香.
 */
export function wordsOf(name: string, singers: string | undefined): string {
  const words = new Set<string>();
  const text: string[] = [];
  for (const part of parts(`${name} / ${singers ?? ''}`)) {
    if (!isCjkPart(part)) {
      text.push(part);
      continue;
    }
    text.push([...part].join(' '));
    for (const sound of soundsOf(part)) words.add(sound);
  }
  return [...text, ...words].join(' ');
}

/** What a person typed, as an FTS5 expression; undefined if there is too little to search for. */
export function expressionOf(typed: string): string | undefined {
  const all = parts(typed);
  const latin = all.filter((part) => !isCjkPart(part) && part.length > 1).map((part) => `"${part}" *`);
  const cjk = all.filter(isCjkPart).map((part) => `"${[...part].join(' ')}"`);
  if (latin.length + cjk.length === 0) return undefined;
  const words = [...cjk, ...latin].join(' AND ');
  if (cjk.length > 0 || all.length < 2) return words;
  // Syllables may be typed apart.
  return `(${words}) OR "${all.join('')}" *`;
}

const parts = (text: string): string[] =>
  searchKey(text)
    .replaceAll('"', ' ')
    .split(' ')
    .filter((part) => part !== '');

const isCjkPart = (part: string): boolean => isCjk(part.codePointAt(0) ?? 0);

function* soundsOf(run: string): Generator<string> {
  for (let at = 0; at < run.length; ) {
    const script = soundScriptOf(run.charCodeAt(at));
    const end = script === undefined ? endOfHan(run, at) : endOfScript(run, at, script);
    const part = run.slice(at, Math.max(end, at + 1));
    if (script !== undefined) yield* spellingsOf(script, part);
    else yield* pinyinOf([...part].slice(0, longestSound));
    at += part.length;
  }
}

function endOfHan(run: string, from: number): number {
  let end = from;
  while (end < run.length && soundScriptOf(run.charCodeAt(end)) === undefined) end++;
  return end;
}

/** From each character on. */
function* pinyinOf(characters: readonly string[]): Generator<string> {
  const readings = characters.map((character) => pinyinReadings(character.codePointAt(0) ?? 0)).filter((all) => all.length > 0);
  for (let at = 0; at < readings.length; at++) {
    let sounds = [''];
    for (const all of readings.slice(at)) {
      sounds = sounds.flatMap((sound) => all.map((reading) => sound + reading)).slice(0, mostReadings);
    }
    yield* sounds;
  }
}
