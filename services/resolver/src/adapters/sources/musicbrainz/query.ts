import { foldText, hasCjk } from '@catalogsync/catalog';
import type { SearchTarget } from '../../../core/sources/search.js';

/** Beyond this difference in ms, it is another recording. */
const durationMarginMs = 5000;

/** The song's ISRC, or its title and first artist as phrases. */
export function exactQuery({ title, artists, durationMs, isrc }: SearchTarget): string {
  const [artist] = artists;
  const named = [`recording:${phrase(title)}`];
  if (artist !== undefined) named.push(`artist:${phrase(artist)}`);
  if (durationMs !== undefined) named.push(`dur:[${Math.max(0, durationMs - durationMarginMs)} TO ${durationMs + durationMarginMs}]`);
  const words = named.join(' AND ');
  return isrc === undefined || !isIsrc(isrc) ? words : `isrc:${isrc} OR (${words})`;
}

/** Without phrases and duration; Chinese also in simplified characters, for the index keeps the two scripts apart. */
export function looseQuery({ title, artists }: SearchTarget): string {
  const [artist] = artists;
  return [`recording:(${words(title)})`, ...(artist === undefined ? [] : [`artist:(${words(artist)})`])].join(' AND ');
}

export const isIsrc = (text: string): boolean => /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(text);

function words(text: string): string {
  const folded = hasCjk(text) ? foldText(text) : text;
  return folded === text || folded === '' ? escaped(text) : `${escaped(text)} OR ${escaped(folded)}`;
}

const phrase = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Nothing in it is an operator of Lucene. */
const escaped = (text: string): string =>
  text.replace(/[+\-&|!(){}[\]^"~*?:\\/]/g, '\\$&').replace(/\b(AND|OR|NOT)\b/g, (word) => word.toLowerCase());
