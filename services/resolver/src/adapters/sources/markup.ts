import { decodeHTML } from 'entities';

const tag = /<\/?[a-z][^<>]*>/gi;

/**
 * The text of a name that a service sends as HTML: its tags are dropped (`<br>` separates words, `<em>` marks what was searched
 * for), its entities decoded once, as `&amp;lt;` is the text `&lt;`; every run of space is one blank.
 */
export function plainText(markup: string): string {
  return decodeHTML(markup.replace(/<br\s*\/?>/gi, ' ').replace(tag, ''))
    .replace(/[\s\u00a0]+/gu, ' ')
    .trim();
}
