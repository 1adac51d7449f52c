import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Browser, type BrowserTab, until } from '@catalogsync/testkit';

/** How somebody looks at the console. */
export interface Look {
  readonly language: 'zh-CN' | 'en';
  readonly theme: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width: 1280 | 390;
}

export const everyLook: readonly Look[] = (['zh-CN', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) => ([1280, 390] as const).map((width) => ({ language, theme, width }))),
);

export const lookText = ({ language, theme, width }: Look): string => `${language}-${theme}-${width}`;

const axeText = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Collects what the policy of a page refuses. Runs in the page before anything else. */
const collect = `globalThis.refused = [];
  document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));`;

/** Base UI guards the focus of open dialogs with elements that this rule takes for a fault; both projects call it expected. */
const audit = `axe.run({ exclude: ['[data-base-ui-focus-guard]'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
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

/** A tab on the console, with everything that went wrong in it. */
export class ConsoleTab {
  private constructor(
    readonly tab: BrowserTab,
    private readonly address: string,
  ) {}

  /** @param address of the console, without a slash at its end */
  static async open(browser: Browser, address: string): Promise<ConsoleTab> {
    const tab = await browser.tab();
    await tab.page.addInitScript(collect);
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

  /** From the next visit on. */
  async look({ language, theme, width }: Look): Promise<void> {
    await this.page.setViewportSize({ width, height: width === 390 ? 844 : 860 });
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await this.page.context().addCookies([{ name: 'catalogsync_language', value: language, url: this.address }]);
    await this.page.evaluate(`localStorage.setItem('language', '${language}')`);
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

  /** What is wrong with the page as it is now, one line each. */
  async faults(language: Look['language']): Promise<string[]> {
    const read = async <T>(code: string): Promise<T> => (await this.page.evaluate(code)) as T;
    if (!(await read<boolean>(`typeof axe !== 'undefined'`))) await this.page.evaluate(axeText);
    const refused = await read<string[]>('refused');
    const wide = await read<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    const shownIn = await read<string>('document.documentElement.lang');
    // The browser's own controls of a player come from addresses without a host.
    const hosts = new Set(this.tab.requests.flatMap(({ url }) => new URL(url).host || []));
    return [
      ...this.tab.errors.map((error) => `error: ${error}`),
      ...refused.map((what) => `refused by the policy: ${what}`),
      ...(await read<string[]>(audit)).map((violation) => `axe: ${violation}`),
      ...(wide > 0 ? [`scrolls sideways by ${wide} px`] : []),
      ...(shownIn === language ? [] : [`in the language ${shownIn}`]),
      ...(hosts.size === 1 ? [] : [`asks other hosts: ${[...hosts]}`]),
      ...(language === 'en' ? (await read<string[]>(hanOutsideData)).map((text) => `Chinese in the English page: ${text}`) : []),
    ];
  }

  /** Opens a page and says how many bytes of its files came over the network, with their headers; what was kept costs nothing. */
  async cost(path: string): Promise<number> {
    await this.visit(path);
    const sum = `performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('/static/ops/')).reduce((all, { transferSize }) => all + transferSize, 0)`;
    return (await this.page.evaluate(sum)) as number;
  }

  /** Forgets what the browser keeps of pages. */
  async forgetFiles(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('Network.clearBrowserCache');
    await session.detach();
  }

  /** A picture as build output, if the run asks for them. */
  async picture(name: string): Promise<void> {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
