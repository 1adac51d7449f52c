import { foldText } from './fold-text.js';
import { isCjk } from './script.js';

/** Signs that stand for a letter inside a name: Ke$ha, P!nk, M@rk. */
const letterSigns: Readonly<Record<string, string>> = { $: 's', '!': 'i', '@': 'a', '€': 'e' };
const sign = /[^\p{L}\p{N}\p{M}\s]/u;
const signs = /[^\p{L}\p{N}\p{M}\s]/gu;
/** Followed by a letter, so that no exclamation becomes one; a last $ is an s (Suicideboy$). */
const asLetter = /[!@€](?=[\p{L}\p{N}])|\$/gu;

/** Folded, with the signs within words read as letters or left out. */
function withoutSigns(text: string): string {
  return foldText(text.replace(asLetter, (found) => letterSigns[found] ?? '').replace(signs, ''));
}

const isWord = (text: string): boolean => text.length > 1 && !text.includes(' ') && !isCjk(text.codePointAt(0) ?? 0);

/**
 * The words of a name whose signs are left out or read as letters: AC/DC is acdc, Ke$ha is kesha, P!nk is pink. Only those
 * that have signs inside; none for most names.
 */
export function joinedWords(text: string): readonly string[] {
  if (!sign.test(text)) return [];
  const parts = text.split(/\s+/u).filter((part) => sign.test(part));
  return parts.map(withoutSigns).filter((word, i) => isWord(word) && word !== foldText(parts[i] ?? ''));
}

/** A whole name without signs and spaces (Daft Punk is daftpunk); undefined if it has neither or is not of words. */
export function joinedName(text: string, key: string): string | undefined {
  if (key.length < 2 || isCjk(key.codePointAt(0) ?? 0)) return undefined;
  const signed = sign.test(text);
  if (!signed && !key.includes(' ')) return undefined;
  const joined = (signed ? withoutSigns(text) : key).replaceAll(' ', '');
  return joined !== key && isWord(joined) ? joined : undefined;
}
