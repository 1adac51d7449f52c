import { isCjk } from '@catalogsync/catalog';
import { isSpelling } from '@catalogsync/snapshot-format';

/** One part of a query: a run of CJK characters or a word. */
export interface SearchTerm {
  readonly text: string;
  /** Matches as a substring; otherwise as the beginning of a word. */
  readonly cjk: boolean;
  /** May stand for Han characters, in full or by initials. */
  readonly spelling: boolean;
}

export const readTerm = (text: string): SearchTerm => ({ text, cjk: isCjk(text.codePointAt(0) ?? 0), spelling: isSpelling(text) });
