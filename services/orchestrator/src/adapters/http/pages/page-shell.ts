import type { Language } from './page-language.js';

type Words = Readonly<Record<Language, string>>;

/** What the build wrote down about the pages, beside them. */
export interface Shell {
  /** By page. `{id}` stands for the id in the address. */
  readonly titles: Readonly<Record<string, Words>>;
  /** The pages of the navigation; each has the address of its name. */
  readonly navigation: readonly string[];
  readonly words: Readonly<Record<string, Words>>;
  /** By page: the files that only it needs, relative to the assets. */
  readonly preload: Readonly<Record<string, readonly string[]>>;
}

/** One page as it is before its script runs. */
export interface PageState {
  readonly page: string;
  readonly language: Language;
  /** The id in its address, if it has one. */
  readonly id?: string;
  /** Numbers by their word. */
  readonly summary?: Readonly<Record<string, number>>;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '');

/** Pages that a stranger sees have no navigation. */
const outside = new Set(['login']);

function link({ titles }: Shell, name: string, { page, language }: PageState): string {
  const here = name === page || name === `${page}s` ? ' aria-current="page"' : '';
  return `<a href="/${name}"${here}>${escaped(titles[name]?.[language] ?? name)}</a>`;
}

function rows({ words }: Shell, { language, summary = {} }: PageState): string {
  const number = new Intl.NumberFormat(language);
  const each = Object.entries(summary).map(
    ([word, value]) => `<div><dt>${escaped(words[word]?.[language] ?? word)}</dt><dd>${number.format(value)}</dd></div>`,
  );
  return each.length === 0 ? '' : `<dl>${each.join('')}</dl>`;
}

/** The content of a page without its script: where one can go, where one is, and the numbers that it is about. */
function content(shell: Shell, state: PageState, title: string): string {
  const { page, language } = state;
  const word = (name: string): string => escaped(shell.words[name]?.[language] ?? '');
  const links = shell.navigation.map((name) => link(shell, name, state)).join('');
  const navigation = outside.has(page) ? '' : `<nav aria-label="${word('navigation')}">${links}</nav>`;
  const text = page === 'notFound' ? `<p>${word('notFoundText')}</p>` : '';
  const noScript = `<noscript><p>${word('noScript')}</p></noscript>`;
  return `<div class="shell">${navigation}<main><h1>${escaped(title)}</h1>${text}${rows(shell, state)}${noScript}</main></div>`;
}

/**
 * The built page, completed with what its reader can use before its script runs, and without one.
 * @param template with a language, a title and an empty element with the id `root`; the build makes sure of it
 */
export function completePage(template: string, shell: Shell, state: PageState): string {
  const { page, language, id = '' } = state;
  const title = (shell.titles[page]?.[language] ?? page).replace('{id}', () => id);
  return template
    .replace(/<html lang="[^"]*"/, () => `<html lang="${language}"`)
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(title)}</title>`)
    .replace('<div id="root"></div>', () => `<div id="root">${content(shell, state, title)}</div>`);
}
