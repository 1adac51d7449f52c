import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { useLanguage } from '../../language/messages.js';

/** Words for what the services say in English. Undefined: there are none, and their own are shown. */
export interface SettingWords {
  /** What a key is for. */
  help(key: string): string | undefined;
  /** What kind of value, and in which range. */
  form(kind: string, range: string): string | undefined;
  /** A default that is described, not quoted. */
  fallback(text: string): string | undefined;
  /** What one of several words means. */
  choice(word: string): string | undefined;
  /** A problem, an automatic note, a reason. */
  sentence(text: string): string | undefined;
}

const nothing = (): undefined => undefined;

const noWords: SettingWords = { help: nothing, form: nothing, fallback: nothing, choice: nothing, sentence: nothing };

export const SettingWordsContext = createContext<SettingWords>(noWords);

export const useSettingWords = (): SettingWords => useContext(SettingWordsContext);

/** Readers of English load none. Without an answer from the server the texts stay as the services wrote them. */
export function useLoadedWords(): { readonly words: SettingWords; readonly isLoading: boolean } {
  const isEnglish = useLanguage() === 'en';
  const { data = noWords, isLoading } = useQuery<SettingWords>({
    queryKey: ['words of settings'],
    queryFn: async () => (await import('./chinese/chinese-settings.js')).chineseSettings,
    enabled: !isEnglish,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return { words: isEnglish ? noWords : data, isLoading };
}
