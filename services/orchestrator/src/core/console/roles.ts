import { Fault } from '@catalogsync/faults';

/** `operator` may change things, `read_only` may see everything. */
export const roles = ['operator', 'read_only'] as const;
export type Role = (typeof roles)[number];

function isRole(word: string): word is Role {
  return (roles as readonly string[]).includes(word);
}

/**
 * Parses a role that somebody named.
 * @throws Fault `invalid_argument`
 */
export function parseRole(word: string): Role {
  if (isRole(word)) return word;
  throw new Fault('invalid_argument', `there is no role "${word}"`, { hint: `Choose one of: ${roles.join(', ')}.` });
}

/**
 * Parses a stored role.
 * @throws Fault `data_corrupt`
 */
export function storedRole(word: string, whose: string): Role {
  if (isRole(word)) return word;
  throw new Fault('data_corrupt', `${whose} has the unknown role "${word}"`);
}
