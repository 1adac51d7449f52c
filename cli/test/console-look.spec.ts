import { requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleDemo } from './console-demo.js';
import { type ConsoleTab, everyLook, lookText } from './console-tab.js';

// Real here: the demo as a process with all its services, Chromium, axe.
const suite = requireProgram('chromium', '--version') ? describe : describe.skip;

/** Bytes that the files of a page may cost, as they come over the network with their headers. */
const [firstLoad, furtherPage] = [200_000, 50_000];

let demo: ConsoleDemo;
let tab: ConsoleTab;
let paths: string[];

beforeAll(async () => {
  if (suite === describe.skip) return;
  demo = await ConsoleDemo.start();
  tab = await demo.tab();
  const firstOf = async (path: string): Promise<number | undefined> =>
    (await demo.read<{ items: { id: number }[] }>(tab, `${path}?limit=1`)).items[0]?.id;
  const single = await Promise.all(['jobs', 'playlists', 'songs'].map(async (kind) => `/${kind}/${await firstOf(`/api/${kind}`)}`));
  const lists = [
    'dashboard',
    'jobs',
    'playlists',
    'songs',
    'logs',
    'config',
    'ranking',
    'library',
    'media',
    'snapshots',
    'account',
    'setup',
  ];
  paths = [...lists.map((name) => `/${name}`), ...single];
}, 600_000);
afterAll(() => demo?.close());

suite('when somebody looks at the console', () => {
  it.each(everyLook.map((look) => [lookText(look), look] as const))(
    'every page is whole, asks one host only, breaks no policy and no rule of accessibility: %s',
    async (name, look) => {
      await tab.look(look);
      const faults: [path: string, string][] = [];
      for (const path of paths) {
        await tab.visit(path);
        await tab.picture(`${path.slice(1).replace('/', '-')}-${name}`);
        faults.push(...(await tab.faults(look.language)).map((fault): [string, string] => [path, fault]));
      }
      expect(faults).toEqual([]);
    },
  );

  it('the log-in page is as good, and leads back to the page that was asked for', async () => {
    await tab.look({ language: 'zh-CN', theme: 'light', width: 1280 });
    const stranger = await demo.stranger();
    await stranger.page.goto(`${demo.address}/songs?status=missing`);
    await stranger.page.waitForSelector('[name=password]');
    expect(new URL(stranger.page.url()).pathname).toBe('/login');
    expect(await stranger.faults('zh-CN')).toEqual([]);
    await stranger.page.fill('[name=username]', 'admin');
    await stranger.page.fill('[name=password]', 'not this one');
    await stranger.page.click('[type=submit]');
    await stranger.page.waitForSelector('[role=alert]');
    await stranger.page.fill('[name=password]', demo.login.password);
    await stranger.page.click('[type=submit]');
    await stranger.page.waitForURL(`${demo.address}/songs?status=missing`);
    await stranger.settled();
    await stranger.close();
  });
});

suite('when a page is loaded for the first time', () => {
  it('it costs no more than the budget, compressed, and each further page little more', async () => {
    await tab.look({ language: 'zh-CN', theme: 'light', width: 1280 });
    for (const path of paths) {
      await tab.forgetFiles();
      expect(['/dashboard', (await tab.cost('/dashboard')) <= firstLoad]).toEqual(['/dashboard', true]);
      expect([path, (await tab.cost(path)) <= furtherPage]).toEqual([path, true]);
    }
  });
});
