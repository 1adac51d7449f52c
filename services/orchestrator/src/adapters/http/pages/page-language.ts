import type { IncomingRequest } from '@catalogsync/http';
import { cookieOf } from '../session-cookie.js';

const languages = ['zh-CN', 'en'] as const;
/** A language of the pages. */
export type Language = (typeof languages)[number];

/** The page's own script sets it, so that the next page comes in the chosen language. */
const languageCookie = 'catalogsync_language';

/** The one that a language tag of a browser means (RFC 9110, section 12.5.4): every Chinese is zh-CN, every English is en. */
function meant(tag: string): Language | undefined {
  const [main] = tag.toLowerCase().split('-');
  return languages.find((language) => language.split('-')[0] === main);
}

function preferred(header: string): Language | undefined {
  const wishes = header.split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';').map((word) => word.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: meant(tag), weight: Number(weight ?? 1) };
  });
  const known = wishes.filter(({ language, weight }) => language !== undefined && weight > 0);
  return known.sort((a, b) => b.weight - a.weight)[0]?.language;
}

/** As chosen in this browser; otherwise what the browser asks for; otherwise Chinese. */
export function pageLanguage({ cookie, 'accept-language': asked = '' }: IncomingRequest['headers']): Language {
  const chosen = cookieOf(cookie, languageCookie);
  return languages.find((language) => language === chosen) ?? preferred(asked) ?? 'zh-CN';
}
