import { join } from 'node:path';
import { requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleDemo } from './console-demo.js';
import { type ConsoleTab, type Look, looksIn, lookText } from './console-tab.js';

// Real here: the demo as a process with all its services, Chromium, axe.
const suite = requireProgram('chromium', '--version') ? describe : describe.skip;

/** Bytes that the files of a page may cost, as they come over the network, compressed and with their headers. */
const [firstLoad, furtherPage] = [200_000, 50_000];

const lists = [
  ...['dashboard', 'jobs', 'playlists', 'songs', 'logs', 'config'],
  ...['ranking', 'library', 'media', 'snapshots', 'account', 'setup'],
];
const single = { job: 'jobs', playlist: 'playlists', song: 'songs' } as const;
const pages = [...lists, ...Object.keys(single)];

/** What the documentation shows, by the page and the width. */
const inDocumentation: Readonly<Record<string, string>> = {
  'dashboard-1280': 'dashboard',
  'dashboard-390': 'dashboard-phone',
  'job-1280': 'job',
  'ranking-1280': 'ranking',
  'song-1280': 'song',
};

let demo: ConsoleDemo;
let tab: ConsoleTab;
let paths: ReadonlyMap<string, string>;
/** Files of the overview, which nearly everybody sees first. */
let known: ReadonlyMap<string, number>;

beforeAll(async () => {
  if (suite === describe.skip) return;
  demo = await ConsoleDemo.start();
  tab = await demo.tab();
  if (process.env.PICTURES !== undefined) await until(atRest);
  known = await tab.files('/dashboard');
  const ids = { job: await anId('/api/jobs?template=full'), playlist: await anId('/api/playlists'), song: await longLookedFor() };
  const ofOne = Object.entries(single).map(([page, list]) => [page, `/${list}/${ids[page as keyof typeof single]}`] as const);
  paths = new Map([...lists.map((name) => [name, `/${name}`] as const), ...ofOne]);
}, 600_000);
afterAll(() => demo?.close());

/** Nothing is under way any more, and nothing will be soon: covers are looked for last. */
async function atRest(): Promise<boolean> {
  const { items } = await demo.read<{ items: { template: string; endedAt: string | null }[] }>(tab, '/api/jobs');
  return items.every(({ endedAt }) => endedAt !== null) && items.some(({ template }) => template === 'covers');
}

interface Listed {
  readonly items: readonly { readonly id: number; readonly coverHash: string | null }[];
}

const anId = async (path: string): Promise<number | undefined> => (await demo.read<Listed>(tab, path)).items[0]?.id;

/** A song with a cover, and with a file that was refused at its own source before it was found at another. */
async function longLookedFor(): Promise<number | undefined> {
  const { items } = await demo.read<Listed>(tab, '/api/songs?status=downloaded&platform=jamendo&limit=200');
  for (const { id } of items.filter(({ coverHash }) => coverHash !== null)) {
    const { quarantine } = await demo.read<{ quarantine: unknown[] }>(tab, `/api/songs/${id}/story`);
    if (quarantine.length > 0) return id;
  }
  return items[0]?.id;
}

const pathOf = (page: string): string => paths.get(page) ?? '';

/** All files of the overview; of a further page those that the overview did not bring. */
function costOf(page: string, files: ReadonlyMap<string, number>): number {
  const own = [...files].filter(([name]) => page === 'dashboard' || !known.has(name));
  return own.reduce((all, [, size]) => all + size, 0);
}

/** Pictures that this run was asked for: of every look as build output, or the few of the documentation. */
async function pictures(page: string, look: Look): Promise<void> {
  const { language, theme, width } = look;
  const { PICTURES } = process.env;
  await tab.screenshot(`${page}-${lookText(look)}`);
  const name = theme === 'light' ? inDocumentation[`${page}-${width}`] : undefined;
  if (PICTURES !== undefined && name !== undefined) await tab.picture(join(PICTURES, `${name}-${language}.png`));
}

suite.each(['zh-CN', 'en'] as const)('when somebody looks at the console in %s', (language) => {
  it.each(pages)(
    'the page is whole in both themes and widths, asks one host, breaks no policy and no rule of accessibility, and is light: %s',
    async (page) => {
      const [first, ...others] = looksIn(language);
      const faults: string[] = [];
      await tab.look(first);
      const files = await tab.files(pathOf(page));
      for (const look of [first, ...others]) {
        await tab.look(look);
        await tab.settled();
        await pictures(page, look);
        faults.push(...(await tab.faults(language)).map((fault) => `${look.theme}, ${look.width} px: ${fault}`));
      }
      expect(faults).toEqual([]);
      expect(costOf(page, files)).toBeLessThanOrEqual(page === 'dashboard' ? firstLoad : furtherPage);
    },
  );
});

suite('when somebody is not logged in', () => {
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
