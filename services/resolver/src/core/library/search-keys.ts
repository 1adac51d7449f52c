import { artistKey, describeRecording, normaliseTitle, type Recording, resolveKeyword, splitArtists } from '@catalogsync/catalog';
import type { SearchRequest } from '../sources/search.js';
import { describeTitle, type ListedFile } from './track-description.js';

/** Raise it when the keys below, or how the catalogue folds names, change: all files get new keys then. */
export const searchKeyRules = 1;

/** Titles in many forms by many artists end here. */
const mostKeys = 60;
/** Words of a search that are read. */
const mostWords = 16;

const byIsrc = (isrc: string): string => `i ${isrc}`;
const byTitle = (title: string): string => `t ${title}`;
const byArtist = (artist: string): string => `a ${artist}`;
const byBoth = (artist: string, title: string): string => `b ${artist}\n${title}`;

/** What a file is called, as the rules of matching read it; `names` are artists whose names are not split. */
export function describeListed(file: ListedFile, names: readonly string[] = []): Recording {
  const { album, durationMs, isrc } = file.tags;
  return describeRecording({ ...describeTitle(file), album, durationMs, isrc }, { names });
}

/** The keys under which a file is found. */
export function searchKeysOf(file: ListedFile): readonly string[] {
  const recording = describeListed(file);
  return [...exactKeys(recording), ...titlesOf(recording).map(byTitle), ...recording.artists.loose.map(byArtist)].slice(0, mostKeys);
}

/** One look into the index. */
export interface Lookup {
  readonly keys: readonly string[];
  /** Most files taken from it. */
  readonly limit: number;
  /** What it finds is the song only if the rules of matching accept it. */
  readonly onlyMatches: boolean;
}

/** Looks from the surest to the vaguest, each by equal keys; the next is for where the one before came to nothing. */
export function lookupsFor({ keyword, target }: Pick<SearchRequest, 'keyword' | 'target'>, wanted: Recording): readonly Lookup[] {
  const titles = titlesOf(wanted).map(byTitle);
  const words = { keys: keysOfWords(keyword), limit: 100, onlyMatches: false };
  if (wanted.artists.artists.length === 0) return [{ keys: exactKeys(wanted), limit: 100, onlyMatches: false }, words];
  const looks = [
    { keys: exactKeys(wanted), limit: 200, onlyMatches: false },
    // Credits that are split in another way, and titles that are spelled in another way.
    { keys: titles, limit: 200, onlyMatches: true },
    { keys: wanted.artists.loose.map(byArtist), limit: 500, onlyMatches: true },
  ];
  return keyword === resolveKeyword(target) ? looks : [...looks, words];
}

function exactKeys(recording: Recording): string[] {
  const keys = new Set<string>(recording.isrc === undefined ? [] : [byIsrc(recording.isrc)]);
  for (const { artists, title, baseTitle } of [recording, ...recording.otherNamings]) {
    for (const artist of artists.loose) for (const name of [title, baseTitle]) keys.add(byBoth(artist, name));
  }
  for (const artist of recording.artists.loose) for (const title of recording.otherTitles) keys.add(byBoth(artist, title));
  return [...keys];
}

function titlesOf({ title, baseTitle, otherTitles }: Recording): string[] {
  return [...new Set([title, baseTitle, ...otherTitles])].filter((name) => name !== '');
}

/** What a person may have typed: artist and title in either order, or one of them alone. */
function keysOfWords(keyword: string): string[] {
  const words = keyword
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostWords);
  const whole = words.join(' ');
  if (whole === '') return [];
  const keys = [byTitle(normaliseTitle(whole)), byArtist(artistKey(whole))];
  for (let at = 1; at < words.length; at++) {
    const [one, other] = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    keys.push(...keysOfPair(one, other), ...keysOfPair(other, one));
  }
  return keys;
}

function keysOfPair(credit: string, title: string): string[] {
  return [credit, ...splitArtists(credit)].map((artist) => byBoth(artistKey(artist), normaliseTitle(title)));
}
