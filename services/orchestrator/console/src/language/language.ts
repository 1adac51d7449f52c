import type { Language } from '../shell/page-titles.js';

export type { Language };

const cookieName = 'catalogsync_language';
const yearSeconds = 365 * 24 * 3600;

/** The language of the page: as chosen on this device, or as the server found it. */
export const languageNow = (): Language => (document.documentElement.lang === 'en' ? 'en' : 'zh-CN');

/** Keeps the choice: here for the next start, in a cookie for what the server writes. */
export function rememberLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem('language', language);
  } catch {
    // A browser that keeps nothing shows it until it is closed.
  }
  // biome-ignore lint/suspicious/noDocumentCookie: CookieStore needs a secure context, which http://nas:8421 is not
  document.cookie = `${cookieName}=${language}; Path=/; Max-Age=${yearSeconds}; SameSite=Strict`;
}
