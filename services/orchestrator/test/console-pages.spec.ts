import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answered, ConsoleWorld, type Login, rawBytes } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the built front end (`npm run build`). No browser: what is seen before, and without, a script.
let world: ConsoleWorld;
let operator: Login;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  operator = await world.logIn('operator', 'owner');
});
afterAll(() => world.close());

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types console";

/** As a browser asks for a page. */
const open = (path: string, headers: Record<string, string> = {}): Promise<Answered> =>
  world.ask('GET', path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', cookie: operator.cookie, ...headers } });

const asStranger = (path: string): Promise<Answered> => open(path, { cookie: 'other=1' });

const titleOf = ({ text }: Answered): string | undefined => /<title>(.*)<\/title>/.exec(text)?.[1];
const languageOf = ({ text }: Answered): string | undefined => /<html lang="([^"]*)"/.exec(text)?.[1];
const linksOf = ({ text }: Answered): string[] => {
  const [navigation = ''] = /<nav .*?<\/nav>/.exec(text) ?? [];
  return [...navigation.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, address, words]) => `${address} ${words}`);
};

const pages = [
  ['/dashboard', '总览', 'Overview'],
  ['/jobs', '任务中心', 'Jobs'],
  ['/jobs/17', '任务 17', 'Job 17'],
  ['/playlists', '歌单池', 'Playlists'],
  ['/playlists/3', '歌单 3', 'Playlist 3'],
  ['/songs', '歌曲处理', 'Songs'],
  ['/songs/4', '歌曲 4', 'Song 4'],
  ['/logs', '日志异常', 'Logs'],
  ['/config', '配置管理', 'Settings'],
  ['/ranking', '来源排序', 'Ranking'],
  ['/library', '音乐库', 'Library'],
  ['/media', '媒体服务器', 'Media server'],
  ['/snapshots', '发布', 'Snapshots'],
  ['/account', '账户', 'Account'],
  ['/setup', '开始使用', 'Set-up'],
  ['/login', '登录', 'Log in'],
] as const;

describe('when a page is opened', () => {
  it.each(pages)('%s answers with its title (behaviours 120, 121)', async (path, chinese, english) => {
    const answer = await open(path);
    expect([answer.status, titleOf(answer), answer.text]).toEqual([200, chinese, expect.stringContaining(`<h1>${chinese}</h1>`)]);
    expect(titleOf(await open(`${path}?status=failed&x=1`, { 'accept-language': 'en' }))).toBe(english);
  });

  it('names the pages in Chinese, unless asked for English (behaviour 122)', async () => {
    const chinese = await open('/jobs');
    expect(languageOf(chinese)).toBe('zh-CN');
    expect(linksOf(chinese).slice(0, 6)).toEqual([
      '/dashboard 总览',
      '/jobs 任务中心',
      '/playlists 歌单池',
      '/songs 歌曲处理',
      '/logs 日志异常',
      '/config 配置管理',
    ]);
    expect(chinese.text).toContain('<a href="/jobs" aria-current="page">');
    expect((await open('/jobs/17')).text).toContain('<a href="/jobs" aria-current="page">');
    expect(linksOf(await open('/jobs', { 'accept-language': 'en-GB' }))).toContain('/config Settings');
    for (const link of linksOf(chinese)) expect((await open(link.split(' ')[0] ?? '')).status).toBe(200);
  });

  it('the language is the chosen one, then the one that the browser prefers', async () => {
    const language = async (headers: Record<string, string>): Promise<string | undefined> => languageOf(await open('/jobs', headers));
    const chosen = (name: string) => ({ cookie: `${operator.cookie}; catalogsync_language=${name}` });
    expect(await language({ ...chosen('en'), 'accept-language': 'zh' })).toBe('en');
    expect(await language({ ...chosen('zh-CN'), 'accept-language': 'en' })).toBe('zh-CN');
    expect(await language({ ...chosen('<b>'), 'accept-language': 'en' })).toBe('en');
    expect(await language({ 'accept-language': 'de, en;q=0.8, zh-TW;q=0.9' })).toBe('zh-CN');
    expect(await language({ 'accept-language': 'fr, en-US;q=0.3, zh;q=0' })).toBe('en');
    expect(await language({ 'accept-language': 'fr;q=x,*' })).toBe('zh-CN');
  });

  it('the overview says its numbers before any script runs (behaviour 120)', async () => {
    await world.write(
      "INSERT INTO songs(platform, remote_song_id, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234) SELECT 'qq', i, 'x' FROM n",
    );
    await world.write("INSERT INTO playlists(platform, remote_playlist_id, name) VALUES ('qq', '1', '华语')");
    await world.write("INSERT INTO playlist_songs(playlist_id, song_id, position) SELECT 1, id, id FROM songs WHERE platform = 'qq'");
    world.pass(3_600_000);
    const { text } = await open('/dashboard');
    for (const row of ['歌曲</dt><dd>1,234', '歌单</dt><dd>1', '已下载</dt><dd>0', '运行中的任务</dt><dd>0']) expect(text).toContain(row);
    expect((await open('/dashboard', { 'accept-language': 'en' })).text).toContain('Running jobs</dt><dd>0');
  });

  it('names the address of the live stream, and loads files of this host only (behaviour 128)', async () => {
    const { text } = await open('/dashboard');
    expect(text).toContain('<body data-sse-url="/api/events/stream">');
    const loaded = [...text.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? '');
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded) {
      expect(address).toMatch(/^\/static\/ops\//);
      expect([address, (await asStranger(address)).status]).toEqual([address, 200]);
    }
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
  });

  it('allows nothing but itself to run or to be loaded, and is kept nowhere', async () => {
    for (const path of ['/dashboard', '/login', '/no/such/page']) {
      const { headers } = await open(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': policy,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      for (const name of ['x-powered-by', 'server', 'cross-origin-opener-policy']) expect([name, headers.get(name)]).toEqual([name, null]);
    }
  });

  it('keeps apart from pages that opened it, where the connection is secure', async () => {
    const trusting = await ConsoleWorld.open({}, {}, ['127.0.0.0/8', '::1']);
    try {
      const { headers } = await trusting.ask('GET', '/login', { headers: { 'x-forwarded-proto': 'https' } });
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    } finally {
      await trusting.close();
    }
  });

  it('answers HEAD like GET, without the page', async () => {
    const page = await open('/jobs');
    const head = await world.ask('HEAD', '/jobs', { headers: { cookie: operator.cookie } });
    expect([head.status, head.text, head.headers.get('content-type')]).toEqual([200, '', page.headers.get('content-type')]);
  });
});

describe('when an address has no page', () => {
  it.each([
    '/nothing',
    '/jobs/0',
    '/jobs/17/x',
    '/songs/x',
    '/playlists/%3Cimg%20src=x%20onerror=alert(1)%3E',
    '/jobs/$%26',
    `/jobs/${'9'.repeat(90)}`,
  ])('a browser is told so in a page, at %s', async (path) => {
    const answer = await open(path);
    expect([answer.status, titleOf(answer)]).toEqual([404, '找不到页面']);
    expect(linksOf(answer)).toContain('/dashboard 总览');
    expect(answer.text).not.toMatch(/<img|onerror/);
  });

  it.each(['/api/nothing', '/static/x', '/static/ops/assets/none.js', '/static/ops/'])(
    'it is a problem for programs, at %s',
    async (path) => {
      const { status, json } = await open(path);
      expect([status, json.code]).toEqual([404, 'not_found']);
    },
  );

  it('programs get a problem', async () => {
    const { status, json } = await world.ask('GET', '/nothing', { headers: { cookie: operator.cookie } });
    expect([status, json.code]).toEqual([404, 'not_found']);
    expect((await world.ask('POST', '/nothing', { ...world.fromPage(operator), body: {} })).json.code).toBe('not_found');
  });
});

describe('when a stranger opens a page (behaviour 131)', () => {
  it.each(pages.map(([path]) => path).filter((path) => path !== '/login'))(
    '%s leads to the log-in page, and from there back',
    async (path) => {
      const answer = await asStranger(`${path}?a=1&b=2`);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, `/login?next=${encodeURIComponent(`${path}?a=1&b=2`)}`]);
      expect(answer.text).not.toContain('<');
    },
  );

  it('it does not matter whether there is such a page', async () => {
    expect((await asStranger('/nothing')).headers.get('location')).toBe('/login?next=%2Fnothing');
    expect((await asStranger('/')).headers.get('location')).toBe('/login');
    expect((await asStranger('/api/nothing')).status).toBe(401);
  });

  it('is never led to another host', async () => {
    for (const path of ['//evil.example/x', '/\\evil.example', '//']) {
      const { status, headers } = await rawBytes(world.base, 'GET', path, { accept: 'text/html' });
      expect([path, status, headers.location]).toEqual([path, 302, '/login']);
    }
  });

  it('the log-in page says nothing of the catalogue', async () => {
    const { status, text } = await asStranger('/login?next=%2Fjobs');
    expect(status).toBe(200);
    expect(text).not.toMatch(/<nav|<dd/);
  });

  it('the start leads who is logged in to the overview', async () => {
    const { status, headers } = await open('/');
    expect([status, headers.get('location')]).toEqual([302, '/dashboard']);
  });
});

describe('when the build is looked at', () => {
  it('has a hash in the name of every file that is kept for a year', () => {
    const names = readdirSync(new URL('../console/dist/assets/', import.meta.url));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/-[\w-]{8}\.\w+(\.br|\.gz)?$/);
  });
});
