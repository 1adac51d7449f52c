import type { Language } from '../../language/language.js';

const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const;

const makeFormats = (language: Language) => ({
  today: new Intl.DateTimeFormat(language, time),
  before: new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric', ...time }),
});

// Formats are costly to make and have no state.
const formats = { 'zh-CN': makeFormats('zh-CN'), en: makeFormats('en') };

/** The time of a line to the second, with the date unless it is today. */
export function timeOf(language: Language, instant: string, now: number): string {
  const at = new Date(instant);
  const isToday = at.toDateString() === new Date(now).toDateString();
  return formats[language][isToday ? 'today' : 'before'].format(at);
}
