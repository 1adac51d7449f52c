import { requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleDemo } from './console-demo.js';
import type { ConsoleTab } from './console-tab.js';

// Real here: the demo as a process with all its services and its downloads, Chromium.
const suite = requireProgram('chromium', '--version') ? describe : describe.skip;

interface ShownJob {
  readonly id: number;
  readonly status: string;
}

let demo: ConsoleDemo;
let tab: ConsoleTab;

beforeAll(async () => {
  if (suite === describe.skip) return;
  demo = await ConsoleDemo.start();
  tab = await demo.tab();
}, 600_000);
afterAll(() => demo?.close());
beforeEach(async () => {
  await tab.look({ language: 'en', theme: 'light', width: 1280 });
});

const live = (of: ConsoleTab): Promise<unknown> => of.page.waitForSelector('output[data-link=live]', { state: 'attached' });

suite('when the service is killed and started again', () => {
  it('the page says that it reconnects, keeps what it shows, and is live again by itself, where it was, without a new login', async () => {
    await tab.visit('/songs');
    await live(tab);
    const ticks = tab.page.locator('main li input[type=checkbox]');
    await ticks.nth(1).check();
    await ticks.nth(3).check();
    await tab.page.evaluate('scrollTo(0, 400)');
    expect(await tab.page.evaluate('scrollY')).toBeGreaterThan(100);
    // What lies above the list may change its height meanwhile; the browser then keeps the rows where they are seen.
    const place = async (): Promise<number> => Math.round((await ticks.nth(3).boundingBox())?.y ?? Number.NaN);
    const before = await place();
    await tab.page.evaluate('globalThis.isSamePage = true');
    const session = await demo.read<object>(tab, '/api/session');
    await demo.kill();
    await tab.page.waitForSelector('output[data-link=reconnecting]');
    expect(await tab.page.locator('main li').count()).toBeGreaterThan(5);
    await demo.restart();
    await live(tab);
    expect(await tab.page.evaluate('[location.pathname, isSamePage]')).toEqual(['/songs', true]);
    expect(await place()).toBe(before);
    expect(await tab.page.locator('main li input[type=checkbox]:checked').count()).toBe(2);
    // The page can go on, but the password must be entered again for what is dangerous.
    expect(await demo.read<object>(tab, '/api/session')).toEqual({ ...session, confirmedUntil: null });
  });
});

suite('when the overview is opened', () => {
  it('reads its numbers once: with the live stream, which they come with', async () => {
    const another = await demo.another();
    await another.visit('/dashboard');
    await live(another);
    const paths = another.tab.requests.map(({ url }) => new URL(url).pathname);
    expect(paths).toContain('/api/session');
    expect(paths).not.toContain('/api/dashboard');
    await another.close();
  });
});

suite('when several things are chosen at once', () => {
  const changes = (of: ConsoleTab): string[] => {
    const sent: string[] = [];
    of.page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData()}`);
    });
    return sent;
  };
  const chooseTwo = async (of: ConsoleTab): Promise<void> => {
    const ticks = of.page.locator('main li input[type=checkbox]');
    await ticks.nth(0).check();
    await ticks.nth(1).check();
  };

  it('jobs are canceled with one command', async () => {
    const another = await demo.another();
    await another.visit('/jobs');
    const paused = `(async () => {
      const { csrfToken } = await (await fetch('/api/session')).json();
      const post = async (path, body) => (await fetch(path, { method: 'POST', body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken } })).json();
      const ids = [];
      for (const template of ['full', 'full']) ids.push((await post('/api/jobs', { template })).id);
      await post('/api/commands', { type: 'pause', jobIds: ids });
      return ids;
    })()`;
    const ids = (await another.page.evaluate(paused)) as number[];
    await another.visit('/jobs?status=paused');
    const sent = changes(another);
    await chooseTwo(another);
    await another.page.getByRole('button', { name: 'Cancel', exact: true }).last().click();
    await another.page.getByRole('button', { name: /^Cancel \d+ items$/ }).click();
    await another.page.getByText('Canceled', { exact: true }).first().waitFor();
    const commands = sent.filter((text) => text.startsWith('POST /api/commands'));
    expect(commands.map((text) => JSON.parse(text.slice(text.indexOf('{'))))).toMatchObject([
      { type: 'cancel', jobIds: ids.toReversed(), dryRun: true },
      { type: 'cancel', jobIds: ids.toReversed(), seen: expect.any(Number) },
    ]);
    await another.close();
  });

  it('playlists are followed with one request', async () => {
    const another = await demo.another();
    await another.visit('/playlists?followed=false');
    const sent = changes(another);
    await chooseTwo(another);
    await another.page.getByRole('button', { name: 'Follow', exact: true }).click();
    await another.page.getByRole('button', { name: 'Follow 2 playlists' }).click();
    await another.page.getByText('Followed').first().waitFor();
    expect(sent.map((text) => text.split('{')[0])).toEqual(['PUT /api/playlists/following ']);
    await another.close();
  });
});

suite('when twelve tabs are open at once', () => {
  it('each of them loads and is live, over one stream', async () => {
    const tabs: ConsoleTab[] = [];
    for (let count = 0; count < 12; count += 1) {
      const another = await demo.another();
      tabs.push(another);
      await another.visit('/dashboard');
      await live(another);
    }
    await tabs.at(-1)?.visit('/jobs');
    expect(tabs.flatMap(({ tab: { errors } }) => errors)).toEqual([]);
    for (const another of tabs) await another.close();
  });
});

suite('when a login may only read', () => {
  it('what it may not do is disabled, with the reason in text', async () => {
    const reader = await demo.reader();
    await reader.visit('/snapshots');
    const publish = reader.page.getByRole('button', { name: /publish/i }).first();
    await publish.waitFor();
    expect(await publish.isDisabled()).toBe(true);
    expect(await reader.page.getByText('Your login is read-only.').count()).toBeGreaterThan(0);
    await reader.close();
  });
});

suite('when another site would use the console', () => {
  it('it cannot be shown in a frame, and no request of another origin changes anything', async () => {
    const { status, headers } = await fetch(`${demo.address}/login`);
    expect([status, headers.get('x-frame-options')]).toEqual([200, 'DENY']);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const before = (await demo.read<{ items: ShownJob[] }>(tab, '/api/jobs?limit=1')).items[0]?.id;
    const foreign = await demo.another();
    await foreign.page.goto(demo.publicApi);
    const sent = `fetch('${demo.address}/api/jobs', { method: 'POST', credentials: 'include', mode: 'no-cors',
      headers: { 'content-type': 'text/plain' }, body: '{"template":"publish"}' }).then(() => 'sent', () => 'refused')`;
    await foreign.page.evaluate(sent);
    await foreign.close();
    expect((await demo.read<{ items: ShownJob[] }>(tab, '/api/jobs?limit=1')).items[0]?.id).toBe(before);
  });
});
