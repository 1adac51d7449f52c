import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import type { Browser, BrowserTab } from '@catalogsync/testkit/browser';

/** How somebody looks at the console. */
export interface Look {
  readonly language: 'zh-CN' | 'en';
  readonly theme: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width: 1280 | 390;
}

/** All looks in one language. The two languages begin at opposite ends, as a page decides some things once, when it is loaded. */
export function looksIn(language: Look['language']): readonly [Look, ...Look[]] {
  const bright: Look = { language, theme: 'light', width: 1280 };
  const dark: Look = { language, theme: 'dark', width: 390 };
  const between: Look[] = [
    { ...bright, width: dark.width },
    { ...dark, width: bright.width },
  ];
  return language === 'en' ? [dark, ...between, bright] : [bright, ...between, dark];
}

export const everyLook: readonly Look[] = (['zh-CN', 'en'] as const).flatMap(looksIn);

export const lookText = ({ language, theme, width }: Look): string => `${language}-${theme}-${width}`;

const axeText = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Collects what the policy of a page refuses. Runs in the page before anything else. */
const collect = `globalThis.refused = [];
  document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));`;

/** Base UI guards the focus of open dialogs with elements that this rule takes for a fault; both projects call it expected. */
const audit = `axe.run({ exclude: ['[data-base-ui-focus-guard]'] },
  { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`;

const hanOutsideData = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (/\\p{Script=Han}/u.test(data) && parentElement.closest('[data-data],[lang="zh-CN"]:not(html)') === null) found.push(data);
  }
  return found;
})()`;

/** What comes of a new width or theme is in place after one frame, and drawn with the next. */
const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';

/** A tab on the console, with everything that went wrong in it. */
export class ConsoleTab {
  /** Errors and requests that were looked at. */
  private known = { errors: 0, requests: 0 };

  private constructor(
    readonly tab: BrowserTab,
    private readonly address: string,
  ) {}

  /** @param address of the console, without a slash at its end */
  static async open(browser: Browser, address: string): Promise<ConsoleTab> {
    const tab = await browser.tab();
    await tab.page.addInitScript(collect);
    // Only the time limit of the tests applies, as machines differ in speed.
    tab.page.setDefaultTimeout(0);
    return new ConsoleTab(tab, address);
  }

  get page(): BrowserTab['page'] {
    return this.tab.page;
  }

  async logIn(username: string, password: string): Promise<void> {
    await this.page.goto(`${this.address}/login`);
    await this.page.fill('[name=username]', username);
    await this.page.fill('[name=password]', password);
    await this.page.click('[type=submit]');
    await this.page.waitForURL('**/dashboard');
    await this.settled();
  }

  /** The language from the next visit on, the rest at once. */
  async look({ language, theme, width }: Look): Promise<void> {
    await this.page.setViewportSize({ width, height: width === 390 ? 844 : 860 });
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await this.page.context().addCookies([{ name: 'catalogsync_language', value: language, url: this.address }]);
    await this.page.evaluate(`localStorage.setItem('language', '${language}')`);
    await this.page.evaluate(twoFrames);
  }

  /** Opens a page and waits until it has what it asked for. */
  async visit(path: string): Promise<void> {
    await this.page.goto(this.address + path);
    await this.settled();
  }

  /** The heading is there, and nothing on the page is still being read. */
  async settled(): Promise<void> {
    await this.page.waitForSelector('#content h1');
    await until(async () => (await this.page.locator('[aria-busy=true]').count()) === 0);
  }

  /** What is wrong with the page as it is now, and went wrong since it was last asked; one line each. */
  async faults(language: Look['language']): Promise<string[]> {
    const read = async <T>(code: string): Promise<T> => (await this.page.evaluate(code)) as T;
    if (!(await read<boolean>(`typeof axe !== 'undefined'`))) await this.page.evaluate(axeText);
    const refused = await read<string[]>('refused');
    const wide = await read<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    const shownIn = await read<string>('document.documentElement.lang');
    // The browser's own controls of a player come from addresses without a host.
    const hosts = new Set(this.tab.requests.slice(this.known.requests).flatMap(({ url }) => new URL(url).host || []));
    const errors = this.tab.errors.slice(this.known.errors);
    this.known = { errors: this.tab.errors.length, requests: this.tab.requests.length };
    return [
      ...errors.map((error) => `error: ${error}`),
      ...refused.map((what) => `refused by the policy: ${what}`),
      ...(await read<string[]>(audit)).map((violation) => `axe: ${violation}`),
      ...(wide > 0 ? [`scrolls sideways by ${wide} px`] : []),
      ...(shownIn === language ? [] : [`in the language ${shownIn}`]),
      ...(hosts.size <= 1 ? [] : [`asks other hosts: ${[...hosts]}`]),
      ...(language === 'en' ? (await read<string[]>(hanOutsideData)).map((text) => `Chinese in the English page: ${text}`) : []),
    ];
  }

  /** Opens a page with nothing kept of others, and says how many bytes each of its files cost over the network, with its headers. */
  async files(path: string): Promise<Map<string, number>> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('Network.clearBrowserCache');
    await session.detach();
    await this.visit(path);
    const sizes = `performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('/static/ops/')).map(({ name, transferSize }) => [name, transferSize])`;
    return new Map((await this.page.evaluate(sizes)) as [string, number][]);
  }

  /** Of what is in sight, in a file. */
  async picture(file: string): Promise<void> {
    await until(() => this.page.evaluate('[...document.images].every(({ complete }) => complete)'));
    await this.page.screenshot({ path: file });
  }

  /** A picture as build output, if the run asks for them. */
  async screenshot(name: string): Promise<void> {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) await this.picture(join(SCREENSHOTS, `${name}.png`));
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
