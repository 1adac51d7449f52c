import type { ReactElement } from 'react';
import { useLanguage } from '../language/messages.js';
import { chineseFor, type Sentence } from '../language/service-sentences.js';
import { withoutTurns } from './plain-text.js';

/** For an element whose text a service wrote in English, as it is. */
export const asSaid = { lang: 'en', 'data-data': true } as const;

interface SaidProps {
  /** What a service wrote, in English. */
  readonly text: string;
  /** Those of its sentences that have a Chinese one. */
  readonly sentences?: readonly Sentence[];
  /** What it says in Chinese, if that was found otherwise. */
  readonly chinese?: string | undefined;
}

/** What a service wrote: in the language of the page if that is known, else as it is. */
export function Said({ text, sentences = [], chinese }: SaidProps): ReactElement {
  const said = useLanguage() === 'en' ? undefined : (chinese ?? chineseFor(text, sentences));
  return said === undefined ? <span {...asSaid}>{withoutTurns(text)}</span> : <span data-data>{withoutTurns(said)}</span>;
}
