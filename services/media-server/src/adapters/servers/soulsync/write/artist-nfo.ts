import { Fault } from '@catalogsync/faults';

/** What of an artist can be written into an artist.nfo; absent members stay as they are. */
export interface ArtistNfo {
  readonly genres?: readonly string[];
  readonly biography?: string;
}

/**
 * The text of an artist.nfo, the XML that Jellyfin and Kodi read beside an artist's albums. Of a file that is there already, only the
 * elements that are given change.
 * @throws Fault `failed_precondition` for a file of another form, which is better left to its owner
 */
export function artistNfo(before: string | undefined, name: string, { genres, biography }: ArtistNfo): string {
  let text = before ?? `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<artist>\n  <name>${escaped(name)}</name>\n</artist>\n`;
  if (!/<artist(?:\s[^>]*)?>[\s\S]*<\/artist>\s*$/.test(text) || /<!--|<!\[CDATA\[/.test(text)) {
    throw new Fault('failed_precondition', 'the artist.nfo of that artist has a form that is not understood, so it stays as it is', {
      hint: 'Remove it, or change it by hand.',
    });
  }
  if (genres !== undefined) text = withElements(text, 'genre', genres);
  if (biography !== undefined) text = withElements(text, 'biography', biography === '' ? [] : [biography]);
  return text;
}

function withElements(text: string, element: string, values: readonly string[]): string {
  const without = text.replace(new RegExp(`[ \\t]*<${element}(?:\\s[^>]*)?(?:/>|>[\\s\\S]*?</${element}>)[ \\t]*\\r?\\n?`, 'g'), '');
  const lines = values.map((value) => `  <${element}>${escaped(value)}</${element}>\n`).join('');
  const end = without.lastIndexOf('</artist>');
  const head = without.slice(0, end);
  return `${head === '' || head.endsWith('\n') ? head : `${head}\n`}${lines}${without.slice(end)}`;
}

/** XML 1.0 has no place for control characters and lone surrogates, escaped or not. */
function escaped(text: string): string {
  const allowed = text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, '');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
