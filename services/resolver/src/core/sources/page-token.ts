import { Fault } from '@catalogsync/faults';

/**
 * A page token says which list it belongs to and where the next page begins. Callers must not look
 * into it; one that was not made here, or for another list, is refused rather than guessed at.
 */
export interface PagePosition {
  /** Words that name the list, such as `["playlists", "library"]`. */
  readonly list: readonly string[];
  readonly after: string;
}

/** Raised when the meaning of a token changes, so that old ones are refused. */
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

/** The refusal of a position that a list did not hand out. */
export function invalidToken(): Fault {
  return new Fault('invalid_argument', 'the page token is not one of this list', { hint: 'Begin again without a page token.' });
}

function parse(token: string): unknown[] | undefined {
  if (token.length > maxTokenLength || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  try {
    const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Whatever was wrong with it, the caller learns the same: the token was not made here.
    return undefined;
  }
}
