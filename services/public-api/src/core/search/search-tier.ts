import { pinyinReadings } from '@catalogsync/catalog';
import type { SearchQuery } from './search-query.js';
import type { SearchTerm } from './search-term.js';

/**
 * How well an entry matches, best first: its own name before its owners, exact before prefix before inside before
 * pinyin (behaviour 179). The numbers are part of cursors.
 */
export enum SearchTier {
  nameExact = 0,
  namePrefix = 1,
  nameInside = 2,
  namePinyin = 3,
  ownerExact = 4,
  ownerPrefix = 5,
  ownerInside = 6,
  ownerPinyin = 7,
  /** Some terms in the name, the others in the owners. */
  mixed = 8,
  /** Its whole name without signs and spaces, or by its sound: acdc, kino for Кино. */
  nameAlike = 9,
  /** All terms in its name, some of them so. */
  nameLoose = 10,
  /** All terms in its name, owners or album, some of them so or without spaces between them. */
  anyLoose = 11,
  /** With typing errors. */
  near = 12,
}

export const LAST_TIER = SearchTier.near;

/** The search keys of an entry: of its name, and of its owners (a track's artists). */
export interface EntryKeys {
  readonly name: string;
  readonly owners: readonly string[];
}

function hasText({ text, cjk }: SearchTerm, key: string): boolean {
  return cjk ? key.includes(text) : key.startsWith(text) || key.includes(` ${text}`);
}

function readingsAt(key: string, at: number): readonly string[] {
  return at < key.length ? pinyinReadings(key.codePointAt(at) ?? 0) : [];
}

function after(key: string, at: number): number {
  return at + ((key.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

/** Whether the characters from `at` on are pronounced as `spelling`, whose last syllable may be unfinished. */
function isReadAs(key: string, at: number, spelling: string): boolean {
  for (const reading of readingsAt(key, at)) {
    if (reading.startsWith(spelling)) return true;
    if (spelling.startsWith(reading) && isReadAs(key, after(key, at), spelling.slice(reading.length))) return true;
  }
  return false;
}

function hasInitials(key: string, from: number, initials: string): boolean {
  let at = from;
  for (const initial of initials) {
    if (!readingsAt(key, at).some((reading) => reading.startsWith(initial))) return false;
    at = after(key, at);
  }
  return true;
}

function hasSound({ text, spelling }: SearchTerm, key: string): boolean {
  if (!spelling) return false;
  for (let at = 0; at < key.length; at++) {
    if (isReadAs(key, at, text) || hasInitials(key, at, text)) return true;
  }
  return false;
}

/** Whether a key has a term as text or in pinyin. */
export function has(term: SearchTerm, key: string): boolean {
  return hasText(term, key) || hasSound(term, key);
}

/** The best tier up to `mixed` in which an entry matches; undefined if there is none. */
export function tierOf({ key, terms }: SearchQuery, { name, owners }: EntryKeys): SearchTier | undefined {
  if (terms.length === 0) return undefined;
  if (name === key) return SearchTier.nameExact;
  if (name.startsWith(key)) return SearchTier.namePrefix;
  if (terms.every((term) => hasText(term, name))) return SearchTier.nameInside;
  if (terms.every((term) => has(term, name))) return SearchTier.namePinyin;
  if (owners.includes(key)) return SearchTier.ownerExact;
  if (owners.some((owner) => owner.startsWith(key))) return SearchTier.ownerPrefix;
  if (terms.every((term) => owners.some((owner) => hasText(term, owner)))) return SearchTier.ownerInside;
  if (terms.every((term) => owners.some((owner) => has(term, owner)))) return SearchTier.ownerPinyin;
  if (terms.every((term) => has(term, name) || owners.some((owner) => has(term, owner)))) return SearchTier.mixed;
  return undefined;
}
