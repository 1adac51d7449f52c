import { setTimeout as sleep } from 'node:timers/promises';
import { Browser, type BrowserTab } from '@catalogsync/testkit/browser';

/** What scrolling a list costs a browser. */
interface Scrolling {
  readonly rows: number;
  /** The 95th percentile of the time between two frames, in milliseconds. */
  readonly frameP95Ms: number;
  readonly heapMb: number;
  readonly elements: number;
}

interface Login {
  readonly username: string;
  readonly password: string;
}

const jumps = 300;
const patienceMs = 30_000;

/** Runs in the page: one jump a frame, through what is known. */
const scroll = `new Promise((resolve) => {
  const times = [];
  let last = performance.now(), left = ${jumps};
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (left-- === 0) return resolve(times.sort((a, b) => a - b));
    scrollBy(0, 900);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

const list = 'document.querySelector("main ul[aria-busy]")';
/** Rows that the list has room for. */
const reached = `Math.round(${list}.offsetHeight / ${list}.querySelector("li").offsetHeight)`;

/** A console in a browser. */
export class ConsoleTab {
  private constructor(
    private readonly browser: Browser,
    readonly page: BrowserTab['page'],
  ) {}

  static async open(): Promise<ConsoleTab> {
    const browser = await Browser.start();
    return new ConsoleTab(browser, (await browser.tab()).page);
  }

  /** Ends on the dashboard. */
  async logIn(address: string, { username, password }: Login): Promise<void> {
    await this.page.goto(`${address}/login`);
    await this.page.fill('[name=username]', username);
    await this.page.fill('[name=password]', password);
    await this.page.click('[type=submit]');
    await this.page.waitForURL('**/dashboard');
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Not by `waitForFunction`: the page's policy lets nothing evaluate text in it. */
async function until(page: BrowserTab['page'], condition: string): Promise<void> {
  const begin = performance.now();
  while ((await page.evaluate(condition)) !== true) {
    if (performance.now() - begin > patienceMs) throw new Error(`the list did not get there: ${condition}`);
    await sleep(5);
  }
}

/** Scrolls a list of the console from its beginning, after this many rows were reached. */
export async function measureScrolling(address: string, login: Login, path: string, rows: number): Promise<Scrolling> {
  const tab = await ConsoleTab.open();
  try {
    const { page } = tab;
    await tab.logIn(address, login);
    await page.goto(address + path);
    await page.waitForSelector('main ul[aria-busy] li');
    let before = 0;
    while (before < rows) {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      await until(page, `${reached} > ${before}`);
      before = (await page.evaluate(reached)) as number;
    }
    await page.evaluate('scrollTo(0, 0)');
    await until(page, `${list}.textContent.length > 200`);
    const times = (await page.evaluate(scroll)) as number[];
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const elements = (await page.evaluate('document.querySelectorAll("*").length')) as number;
    return { rows: before, frameP95Ms: times[Math.floor(times.length * 0.95)] ?? 0, heapMb: usedSize / 1e6, elements };
  } finally {
    await tab.close();
  }
}
