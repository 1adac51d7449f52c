import { Fault } from '@catalogsync/faults';
import type { FileContents } from './contents.js';
import { readJspf } from './read-jspf.js';
import { readKgl } from './read-kgl.js';
import { isM3u, readM3u } from './read-m3u.js';
import { readPlist } from './read-plist.js';
import { readSpotifyAccount } from './read-spotify-account.js';
import { readTable } from './read-table.js';
import { readXspf } from './read-xspf.js';
import type { Element, StructureReaders } from './structure-readers.js';

/**
 * Recognises a playlist file by its content and reads its songs; undefined for plain lines, whose meaning depends on
 * the platforms that are known.
 * @throws Fault `invalid_argument` for XML that is broken or defines entities; for more rows, elements or values than a file of songs has
 */
export function readForm(text: string, { tables, markup }: StructureReaders): FileContents | undefined {
  const start = text.trimStart();
  if (/^#EXTM3U/i.test(start)) return readM3u(text);
  if (/^<(?:\?xml|!DOCTYPE|!--|[a-z])/i.test(start)) return readMarkup(markup.read(text));
  if (/^[{[]/.test(start)) {
    const value = jsonOf(text);
    if (value !== undefined) return readJspf(value) ?? readSpotifyAccount(value);
  }
  return readTable(text, tables) ?? (isM3u(text) ? readM3u(text) : undefined);
}

function readMarkup(root: Element): FileContents | undefined {
  switch (root.name) {
    case 'plist':
      return readPlist(root);
    case 'playlist':
      return readXspf(root);
    case 'List':
      return readKgl(root);
    default:
      return undefined;
  }
}

/** More than the largest allowed file of songs needs; each costs memory. */
const mostValues = 600_000;

/** Colons and commas outside of texts separate the values. */
function hasTooManyValues(text: string): boolean {
  let count = 0;
  let inText = false;
  for (let at = 0; at < text.length && count <= mostValues; at++) {
    const sign = text[at];
    if (sign === '"') inText = !inText;
    else if (inText && sign === '\\') at++;
    else if (!inText && (sign === ',' || sign === '[' || sign === '{')) count++;
  }
  return count > mostValues;
}

function jsonOf(text: string): unknown {
  if (hasTooManyValues(text)) throw new Fault('invalid_argument', 'it has too many values', { hint: 'Export the playlist again.' });
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: perhaps lines of text.
    return undefined;
  }
}
