import { useCallback } from 'react';
import { ApiError } from '../api/api-error.js';
import { words } from '../kit/words.js';
import { faultWords } from './fault-words.js';
import { wordFor } from './job-words.js';
import { useLanguage, useMessages } from './messages.js';

interface ErrorText {
  /** In the language of the page. */
  readonly text: string;
  /** What the service said besides, in English: what exactly, and what to do next. */
  readonly said: readonly string[];
}

/** What failed, in words: the service's own where the page is English, else by the code, with the service's beside it. */
export function useErrorText(): (error: unknown) => ErrorText {
  const say = useMessages(words);
  const byCode = useMessages(faultWords);
  const isEnglish = useLanguage() === 'en';
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return { text: error instanceof Error ? error.message : String(error), said: [] };
      const { code, message, hint } = error;
      if (code === 'unreachable') return { text: say.unreachable, said: [] };
      const hints = hint === undefined ? [] : [hint];
      if (isEnglish || !Object.hasOwn(byCode, code)) return { text: message, said: hints };
      return { text: wordFor(byCode, code), said: [message, ...hints] };
    },
    [say, byCode, isEnglish],
  );
}
