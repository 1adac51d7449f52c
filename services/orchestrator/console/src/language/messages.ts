import { createContext, useContext } from 'react';
import type { Language } from './language.js';

type Text = string | ((...values: never[]) => string);

/** One text in both languages. A text with values is a function of them; both take the same. */
interface Message<T extends Text = Text> {
  readonly zh: T;
  readonly en: T;
}

export type Messages = Readonly<Record<string, Message>>;

/** The texts of one language, under the same names. */
export type Worded<M extends Messages> = { readonly [Name in keyof M]: M[Name]['zh'] extends string ? string : M[Name]['zh'] };

/**
 * Declares the texts of a part of the console. A missing language is an error of the compiler, so nothing can be missing.
 */
export const defineMessages = <M extends Messages>(messages: M): M => messages;

const worded = new WeakMap<Messages, Partial<Record<Language, unknown>>>();

/** The texts in one language. */
export function inLanguage<M extends Messages>(messages: M, language: Language): Worded<M> {
  const known = worded.get(messages) ?? {};
  worded.set(messages, known);
  const key = language === 'en' ? 'en' : 'zh';
  known[language] ??= Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, message[key]]));
  return known[language] as Worded<M>;
}

export const LanguageContext = createContext<Language>('zh-CN');

export const useLanguage = (): Language => useContext(LanguageContext);

/** The texts in the language of the page. */
export const useMessages = <M extends Messages>(messages: M): Worded<M> => inLanguage(messages, useLanguage());
