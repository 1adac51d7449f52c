import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

/** Nothing of an earlier run, and no talk with anybody but the pages' own hosts. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** What a page asked for, and what came of it. */
interface BrowserRequest {
  readonly id: string;
  readonly url: string;
  /** Of the answer that came over the network; undefined while there is none, and if the browser's own cache answered. */
  status?: number;
  /** As they came over the network, in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** A tab, with what it asked for. */
export interface BrowserTab {
  readonly page: Page;
  /** Of all documents so far. */
  readonly requests: readonly BrowserRequest[];
  /** What the console of the page says about errors. */
  readonly errors: readonly string[];
}

/**
 * A headless Chromium with a profile of its own. Install it first: `requireProgram('chromium', '--version')`. It is no part of
 * `index.ts`, since the demo shares the rest and has no browser.
 */
export class Browser {
  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  /** @param more flags, besides those of every browser of the tests */
  static async start(more: readonly string[] = []): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const viewport = { width: 1280, height: 900 };
    const options = { executablePath: '/usr/bin/chromium', headless: true, args: [...flags, ...more], viewport };
    return new Browser(await chromium.launchPersistentContext(profile, options), profile);
  }

  /** An empty tab. */
  async tab(): Promise<BrowserTab> {
    const page = await this.context.newPage();
    const [requests, errors]: [BrowserRequest[], string[]] = [[], []];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (said) => {
      if (said.type() === 'error') errors.push(`${said.location().url} ${said.text()}`);
    });
    await record(await this.context.newCDPSession(page), requests);
    return { page, requests, errors };
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Playwright does not say whether an answer came from the browser's cache; the browser does, in two events that come in
 * either order.
 */
async function record(session: CDPSession, requests: BrowserRequest[]): Promise<void> {
  const answers = new Map<string, Pick<BrowserRequest, 'status' | 'headers'>>();
  session.on('Network.requestWillBeSent', ({ requestId: id, request: { url } }) => {
    requests.push({ id, url, headers: {}, ...answers.get(id) });
  });
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode: status, headers: sent }) => {
    const headers = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
    answers.set(requestId, { status, headers });
    Object.assign(requests.findLast(({ id }) => id === requestId) ?? {}, { status, headers });
  });
  await session.send('Network.enable');
}
