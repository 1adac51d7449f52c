import { chineseChoices, chineseDefaults, formInChinese } from './forms.js';
import { installationHelp } from './help-installation.js';
import { servingHelp } from './help-serving.js';
import { sourcesHelp } from './help-sources.js';
import { sentenceInChinese } from './sentences.js';

const wordIn = (words: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;

/** What each setting is for, by its key. */
export const chineseHelp: Readonly<Record<string, string>> = { ...installationHelp, ...sourcesHelp, ...servingHelp };

/** The settings of the services in Chinese. Loaded only where the page is in Chinese. */
export const chineseSettings = {
  help: (key: string): string | undefined => wordIn(chineseHelp, key),
  form: formInChinese,
  fallback: (text: string): string | undefined => wordIn(chineseDefaults, text),
  choice: (word: string): string | undefined => wordIn(chineseChoices, word),
  sentence: sentenceInChinese,
} as const;
