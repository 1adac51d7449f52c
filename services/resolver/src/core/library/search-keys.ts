import { artistKey, describeRecording, normaliseTitle, type Recording, resolveKeyword, splitArtists } from '@catalogsync/catalog';
import type { SearchRequest } from '../sources/search.js';
import { describeTitle, type ListedFile } from './track-description.js';

/** Raise it when the keys below, or the catalogue's name folding, change; all files then get new keys. */
export const searchKeyRules = 1;

/** Limits titles with many forms and many artists. */
const mostKeys = 60;
/** Most words of a query that are used. */
const mostWords = 16;

const byIsrc = (isrc: string): string => `i ${isrc}`;
const byTitle = (title: string): string => `t ${title}`;
const byArtist = (artist: string): string => `a ${artist}`;
const byBoth = (artist: string, title: string): string => `b ${artist}\n${title}`;

/** A file's names, as the matching rules read them; `names` are unsplit artist names. */
export function describeListed(file: ListedFile, names: readonly string[] = []): Recording {
  const { album, durationMs, isrc } = file.tags;
  return describeRecording({ ...describeTitle(file), album, durationMs, isrc }, { names });
}

/** The keys for finding a file. */
export function searchKeysOf(file: ListedFile): readonly string[] {
  const recording = describeListed(file);
  return [...exactKeys(recording), ...titlesOf(recording).map(byTitle), ...recording.artists.loose.map(byArtist)].slice(0, mostKeys);
}

/** One lookup in the index. */
export interface Lookup {
  readonly keys: readonly string[];
  /** Most files to take from it. */
  readonly limit: number;
  /** Hits count as the song only if the matching rules accept them. */
  readonly onlyMatches: boolean;
}

/** Lookups by equal keys, from the surest to the vaguest; each is used only if the previous one found nothing. */
export function lookupsFor({ keyword, target }: Pick<SearchRequest, 'keyword' | 'target'>, wanted: Recording): readonly Lookup[] {
  const titles = titlesOf(wanted).map(byTitle);
  const words = { keys: keysOfWords(keyword), limit: 100, onlyMatches: false };
  if (wanted.artists.artists.length === 0) return [{ keys: exactKeys(wanted), limit: 100, onlyMatches: false }, words];
  const looks = [
    { keys: exactKeys(wanted), limit: 200, onlyMatches: false },
    // For credits split differently, and titles spelled differently.
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

/** For typed queries: artist and title in either order, or just one of them. */
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
