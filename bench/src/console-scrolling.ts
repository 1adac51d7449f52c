import { Browser } from '@catalogsync/testkit';

/** What scrolling a list costs a browser. */
interface Scrolling {
  readonly rows: number;
  /** The 95th percentile of the time between two frames, in milliseconds. */
  readonly frameP95Ms: number;
  readonly heapMb: number;
  readonly elements: number;
}

const jumps = 300;

/** Runs in the page: one jump a frame, down to the end of what is known and back. */
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

/** Scrolls a list of the console from its beginning until this many rows were reached. */
export async function measureScrolling(
  address: string,
  login: { readonly username: string; readonly password: string },
  path: string,
  rows: number,
): Promise<Scrolling> {
  const browser = await Browser.start();
  try {
    const { page } = await browser.tab();
    await page.goto(`${address}/login`);
    await page.fill('[name=username]', login.username);
    await page.fill('[name=password]', login.password);
    await page.click('[type=submit]');
    await page.waitForURL('**/dashboard');
    await page.goto(address + path);
    await page.waitForSelector('main li');
    const reached = async (): Promise<number> =>
      Math.round(
        ((await page.evaluate(
          'document.querySelector("main ul[aria-busy]").offsetHeight / document.querySelector("main ul[aria-busy] li").offsetHeight',
        )) as number) ?? 0,
      );
    while ((await reached()) < rows) {
      const before = await reached();
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      await page.waitForFunction(
        `document.querySelector("main ul[aria-busy]").offsetHeight / document.querySelector("main ul[aria-busy] li").offsetHeight > ${before} + 50`,
      );
    }
    await page.evaluate('scrollTo(0, 0)');
    const times = (await page.evaluate(scroll)) as number[];
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const elements = (await page.evaluate('document.querySelectorAll("*").length')) as number;
    return { rows: await reached(), frameP95Ms: times[Math.floor(times.length * 0.95)] ?? 0, heapMb: usedSize / 1e6, elements };
  } finally {
    await browser.close();
  }
}
