import { requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleDemo } from './console-demo.js';
import { faultsOver, named, type Overlay, pressed, typed } from './console-overlays.js';
import { type ConsoleTab, everyLook, lookText } from './console-tab.js';

// Real here: the demo as a process with all its services, Chromium, axe.
const suite = requireProgram('chromium', '--version') ? describe : describe.skip;

let demo: ConsoleDemo;
let tab: ConsoleTab;
let [song, playlist, job, failed] = [0, 0, 0, 0];

beforeAll(async () => {
  if (suite === describe.skip) return;
  demo = await ConsoleDemo.start();
  tab = await demo.tab();
  const first = async (path: string): Promise<number> => (await demo.read<{ items: { id: number }[] }>(tab, path)).items[0]?.id ?? 0;
  song = await first('/api/songs?status=downloaded&limit=1');
  playlist = await first('/api/playlists?limit=1');
  job = await first('/api/jobs?template=full&limit=1');
  // Songs that this source does not have.
  const { items } = await demo.read<{ items: { id: number }[] }>(tab, '/api/songs?platform=netease&limit=2');
  const body = { template: 'full', songs: items.map(({ id }) => id), downloadSources: ['jamendo'] };
  failed = (await demo.act<{ id: number }>(tab, '/api/jobs', body)).json.id;
  await until(async () => (await demo.read<{ status: string }>(tab, `/api/jobs/${failed}`)).status === 'completed_with_errors');
  // Another snapshot, to go back from.
  await demo.act(tab, '/api/snapshots/publish', { force: true });
  await demo.act(tab, '/api/tokens', { name: 'backup', role: 'read_only' });
  await until(async () => (await demo.read<{ items: object[] }>(tab, '/api/snapshots')).items.length > 1);
}, 600_000);
afterAll(() => demo?.close());

/** In either language. */
const overlays = (): readonly Overlay[] => [
  ['person menu', '/dashboard', pressed('header [aria-haspopup=menu]')],
  ['start sheet', '/jobs', named(/^(Start a job|新建任务)$/)],
  ['menu of a job', '/jobs', named(/^(Actions for job \d+|任务 \d+ 的操作)$/)],
  ['schedule sheet', '/jobs?tab=schedules', named(/^(Add a schedule|新建定时)$/)],
  ['item of a job', `/jobs/${job}`, pressed('#items li button')],
  ['retry of items', `/jobs/${failed}?status=failed`, named(/^(Retry these|重试这些)$/)],
  ['log of a job', `/jobs/${failed}?tab=log`],
  ['download of songs', '/songs', pressed('main li input[type=checkbox]'), named(/^(Download|下载)$/)],
  ['candidates', `/songs/${song}`, named(/^(Another recording|换一个录音)$/), named(/^(Ask|询问)$/), named(/^(Use|选用)$/)],
  ['reject', `/songs/${song}`, named(/^(Reject|拒绝)$/)],
  ['bulk of playlists', '/playlists', pressed('main li input[type=checkbox]'), named(/^(Sync now|立即同步|Sync|同步)$/)],
  ['evidence', '/ranking', pressed('main table button, main ol button')],
  ['menu of a source', '/ranking?tab=sources', pressed('main [aria-haspopup=menu]')],
  ['quarantine', '/ranking?tab=quarantine', named(/^(Approve|接受)/)],
  ['menu of publishing', '/snapshots', pressed('main [aria-haspopup=menu]')],
  ['check of a snapshot', '/snapshots', pressed('main tr [aria-haspopup=menu]'), named(/^(Verify|校验)$/)],
  ['roll back', '/snapshots', pressed('main tbody tr:last-child [aria-haspopup=menu]'), named(/^(Roll back to this one|回滚到这一份)/)],
  ['log line', '/logs', pressed('main li [aria-haspopup=dialog]')],
  ['new token', '/account', named(/^(New token|新建令牌)$/)],
  ['revoke of a token', '/account', named(/^(Revoke token|撤销令牌)/)],
  ['password', '/account', named(/^(Change the password|修改密码)$/)],
  ['draft', '/config?q=MIN_FREE_MB', typed('[aria-label=MIN_FREE_MB]', '200'), named(/^(Apply…|应用…)$/)],
];

suite('when something opens over a page', () => {
  const looks = everyLook.filter(({ theme, width }) => (theme === 'dark') === (width === 390));

  it.each(looks.map((look) => [lookText(look), look] as const))(
    'it breaks no rule of accessibility, fits, and speaks the language: %s',
    async (_, look) => {
      expect(await faultsOver(tab, overlays(), look)).toEqual([]);
    },
  );
});

suite('when a page is very narrow, or enlarged to twice its size', () => {
  it.each([
    ['320 px', 320, 640, 1],
    ['200 %', 640, 430, 2],
  ])('nothing has to be scrolled sideways: %s', async (_, width, height, deviceScaleFactor) => {
    await tab.look({ language: 'en', theme: 'light', width: 1280 });
    const session = await tab.page.context().newCDPSession(tab.page);
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false });
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
    const tabs = ['jobs?tab=schedules', 'ranking?tab=sources', 'ranking?tab=quarantine', 'config?tab=text', 'config?tab=revisions'];
    const single = [`jobs/${job}`, `jobs/${failed}`, `jobs/${failed}?tab=log`, `songs/${song}`, `playlists/${playlist}`];
    const wide: [path: string, byPixels: number][] = [];
    for (const path of [...lists, ...tabs, ...single]) {
      await tab.visit(`/${path}`);
      expect(await tab.page.evaluate('[innerWidth, devicePixelRatio]')).toEqual([width, deviceScaleFactor]);
      const by = (await tab.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number;
      if (by > 0) wide.push([path, by]);
    }
    await session.send('Emulation.clearDeviceMetricsOverride');
    expect(wide).toEqual([]);
  });
});
