import { searchKey } from '@catalogsync/catalog';
import { OWNER_SEPARATOR } from './search-tables.js';

/** Longest text that is read and longest key that is indexed, in UTF-16 units: far beyond any title. */
const LONGEST_TEXT = 4000;
const LONGEST_KEY = 1000;

/** The indexed search key of a name; only the beginning of a very long one. */
export function nameKey(name: string): string {
  return searchKey(name.slice(0, LONGEST_TEXT)).slice(0, LONGEST_KEY);
}

/** The names in `owners`. */
export function ownerNames(owners: string | null): readonly string[] {
  return owners === null || owners === '' ? [] : owners.slice(0, LONGEST_TEXT).split(OWNER_SEPARATOR);
}

/** The search keys of the names in `owners`, without empty ones. */
export function ownerKeys(owners: string | null): readonly string[] {
  return ownerNames(owners)
    .map(nameKey)
    .filter((key) => key !== '');
}
