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
  it('the page says that it reconnects, keeps what it shows, and is live again by itself', async () => {
    await tab.visit('/songs');
    await live(tab);
    await tab.page.evaluate('scrollTo(0, 400)');
    await demo.kill();
    await tab.page.waitForSelector('output[data-link=reconnecting]');
    expect(await tab.page.locator('main li').count()).toBeGreaterThan(5);
    await demo.restart();
    // Sessions are in memory: the login has ended, and the page leads to the log-in page and back.
    await tab.page.waitForURL('**/login?next=%2Fsongs');
    await tab.page.fill('[name=username]', demo.login.username);
    await tab.page.fill('[name=password]', demo.login.password);
    await tab.page.click('[type=submit]');
    await tab.page.waitForURL('**/songs');
    await live(tab);
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
