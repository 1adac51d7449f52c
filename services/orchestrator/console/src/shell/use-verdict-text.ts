import { templateNames, wordFor } from '../language/job-words.js';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import { verdictWords } from '../language/verdict-words.js';
import type { Cause } from './verdict.js';

/** What needs the owner as one sentence. */
export function useCauseText(): (cause: Pick<Cause, 'kind' | 'name' | 'count'>) => string {
  const say = useMessages(verdictWords);
  const kinds = useMessages(templateNames);
  const format = useFormat();
  return ({ kind, name, count }) => {
    const many = format.number(count ?? 0);
    switch (kind) {
      case 'volumeFull':
        return say.volumeFull(name, many);
      case 'noRunner':
      case 'failures':
      case 'quarantine':
        return say[kind](many);
      case 'jobFailed':
      case 'jobPaused':
        return say[kind](wordFor(kinds, name));
      case 'serviceDown':
      case 'sourceOpen':
      case 'sourcePaused':
        return say[kind](name);
    }
  };
}

/** Sentences with a name that somebody chose, which may be in any language. */
export const namesData = ({ kind }: Pick<Cause, 'kind'>): boolean => kind === 'volumeFull' || kind === 'serviceDown';
