import { Fault } from '@catalogsync/faults';

/**
 * A page token says which list it belongs to and where the next page begins. It is opaque to callers; a token that
 * was made elsewhere, or for another list, is refused.
 */
export interface PagePosition {
  /** Words that name the list, such as `["playlists", "library"]`. */
  readonly list: readonly string[];
  readonly after: string;
}

/** Raise it when the meaning of tokens changes, so that old ones are refused. */
const version = 1;

/** Positions are short; anything longer is an attack or an accident. */
const maxTokenLength = 4096;

/** URL-safe text without padding (RFC 4648, section 5). */
export function encodePageToken(position: PagePosition): string {
  const bytes = new TextEncoder().encode(JSON.stringify([version, ...position.list, position.after]));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The position that a token stands for; an empty token is the first page.
 * @throws Fault `invalid_argument` for anything that `encodePageToken` did not make for this list.
 */
export function decodePageToken(token: string, list: readonly string[]): string | undefined {
  if (token === '') return undefined;
  const parts = parse(token);
  const expected: unknown[] = [version, ...list];
  const fits = parts?.length === expected.length + 1 && expected.every((word, index) => parts[index] === word);
  const after = parts?.at(-1);
  if (!fits || typeof after !== 'string') throw invalidToken();
  // Base64 has several spellings of the same bytes; only ours is valid.
  if (encodePageToken({ list, after }) !== token) throw invalidToken();
  return after;
}

/** The Fault for a position that a list did not issue. */
export function invalidToken(): Fault {
  return new Fault('invalid_argument', 'the page token does not belong to this list', { hint: 'Start again without a page token.' });
}

function parse(token: string): unknown[] | undefined {
  if (token.length > maxTokenLength || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  try {
    const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Whatever the cause, the caller gets the same answer: the token was not made here.
    return undefined;
  }
}
