import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from './command-line.js';
import { ConsoleDemo } from './console-demo.js';
import { ConsoleTab } from './console-tab.js';
import { emulatedSong, Product } from './product.js';

// Real here: ./catalogsync up with all its services and its downloads over HTTP, Chromium, nginx, axe. Emulated: the server that
// songs come from.
const programs = [requireProgram('chromium', '--version'), requireProgram('ffmpeg'), requireProgram('/usr/sbin/nginx', '-v')];
const suite = programs.every(Boolean) ? describe : describe.skip;

const script = '<img src=x onerror="globalThis.wasRun=1">';
/** Its controls turn the text behind them round, and do not say where that ends. */
const turning = 'Ann\u202Egnp.\u2067\u2066exe\u200F';
const endless = `</script><script>globalThis.wasRun=1</script>${'names without a blank are long'.replaceAll(' ', '')}`.padEnd(10_000, '字');
const proxied = 'console.example.org';

let product: Product;
let running: ConsoleDemo;
let tab: ConsoleTab;
let proxyPort: number;

beforeAll(async () => {
  if (suite === describe.skip) return;
  product = await Product.make(temporaryFolder());
  const { state } = product.emulator;
  const [first, second] = await Promise.all([emulatedSong(1), emulatedSong(2)]);
  state.songs.push({ ...first, title: script }, { ...second, title: `${script}2`, artist: turning, album: endless.slice(0, 200) });
  state.playlists.push({ id: 'long', name: endless, changed: '2026-01-01T00:00:00Z', songIds: state.songs.map(({ id }) => id) });
  state.playlists.push({ id: 'turning', name: turning, changed: '2026-01-01T00:00:00Z', songIds: state.songs.map(({ id }) => id) });
  Object.assign(product.environment, { ALLOWED_HOSTS: `${proxied},nas`, TRUSTED_PROXIES: '127.0.0.1,::1' });
  proxyPort = await freePort();
  const rules = `MAP ${proxied}:443 127.0.0.1:${proxyPort},MAP nas 127.0.0.1`;
  running = await ConsoleDemo.over(product, [`--host-resolver-rules=${rules}`, '--ignore-certificate-errors']);
  tab = await running.tab();
}, 600_000);
afterAll(async () => {
  await running?.close();
  await product?.close();
});

suite('when names of songs and lists are meant to do harm', () => {
  it.each([390, 1280] as const)('they are shown as they are, and do nothing: %i px', async (width) => {
    const named = async (path: string) => (await running.read<{ items: { id: number; name: string }[] }>(tab, `/api/${path}`)).items;
    const [songs, lists] = [await named('songs'), await named('playlists')];
    expect([songs, lists].flatMap((items) => items.map(({ name }) => name))).toEqual(
      expect.arrayContaining([script, `${script}2`, turning, endless]),
    );
    const single = [...songs.map(({ id }) => `/songs/${id}`), ...lists.map(({ id }) => `/playlists/${id}`)];
    const paths = ['/dashboard', '/songs', '/playlists', '/jobs', '/jobs/1', '/logs', ...single];
    const faults: [path: string, string][] = [];
    await tab.look({ language: 'en', theme: 'light', width });
    for (const path of paths) {
      await tab.visit(path);
      faults.push(...(await tab.faults('en')).map((fault): [string, string] => [path, fault]));
      if ((await tab.page.evaluate('globalThis.wasRun')) !== undefined) faults.push([path, 'ran a script']);
      for (const html of (await tab.page.evaluate(turned)) as string[]) faults.push([path, `turns what is behind it: ${html}`]);
      await tab.screenshot(`hostile-${path.slice(1).replace('/', '-')}-${width}`);
    }
    expect(faults).toEqual([]);
    await tab.visit('/songs');
    await tab.page.getByText(script, { exact: true }).first().waitFor();
  });
});

/** Texts of the page that turn round what stands behind them. */
const turned = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(texts.currentNode.data)) found.push(texts.currentNode.parentElement.outerHTML.slice(0, 200));
  return found;
})()`;

/** Whether the stream delivers each of its messages when it is sent: three of them while it stays open. */
const streams = `new Promise((resolve) => {
  const stream = new EventSource('/api/events/stream');
  let count = 0;
  stream.addEventListener('snapshot', () => { count += 1; if (count === 3) { stream.close(); resolve(count); } });
})`;

suite('when the console is behind nginx, as the manual has it', () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    stop = await nginx();
  });
  afterAll(() => stop?.());

  /** The console's part of the example, with a certificate and ports of its own. */
  async function nginx(): Promise<() => Promise<void>> {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder, name);
    const subject = ['-subj', `/CN=${proxied}`, '-keyout', at('key.pem'), '-out', at('certificate.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...subject], {
      stdio: 'ignore',
    });
    // Up to the next server: what holds for all of them, and the console.
    const [block = ''] = /^.*?^\}/ms.exec(readFileSync('deploy/nginx/catalogsync.conf', 'utf8')) ?? [];
    const server = block
      .replace('listen 443 ssl;', `listen 127.0.0.1:${proxyPort} ssl;`)
      .replace('/etc/ssl/example.org.crt', 'certificate.pem')
      .replace('/etc/ssl/private/example.org.key', 'key.pem')
      .replace('http://127.0.0.1:8421', running.address);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${at(name)};`).join(' ');
    const text = `daemon off; master_process off; pid ${at('pid')}; error_log stderr; events {} http { access_log off; ${paths}\n${server} }`;
    writeFileSync(at('nginx.conf'), text);
    const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', at('nginx.conf')], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await until(async () => {
      const socket = connect(proxyPort, '127.0.0.1');
      const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(
        () => false,
      );
      socket.destroy();
      return isOpen;
    });
    return async () => {
      child.kill();
      await ended;
    };
  }

  it('people log in by a secure cookie, and the stream comes through as it is sent', async () => {
    const secure = await ConsoleTab.open(running.browser, `https://${proxied}`);
    await secure.logIn(running.login.username, running.login.password);
    await secure.page.waitForSelector('output[data-link=live]', { state: 'attached' });
    const cookies = (await secure.page.context().cookies(`https://${proxied}`)).filter(({ httpOnly }) => httpOnly);
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.filter((cookie) => !cookie.secure || cookie.sameSite !== 'Strict')).toEqual([]);
    const coming = secure.page.evaluate(streams);
    await running.act(tab, '/api/jobs', { template: 'full' });
    expect(await coming).toBe(3);
    await secure.visit('/jobs');
    await secure.page.getByRole('button', { name: 'Start a job' }).click();
    await secure.page.locator('[role=dialog]:not([aria-modal=false])').getByRole('button', { name: 'Start' }).click();
    await secure.page.waitForURL(/\/jobs\/\d+$/);
    await secure.page.getByText('Completed', { exact: true }).first().waitFor();
    expect([...secure.tab.errors, ...(await secure.faults('en'))]).toEqual([]);
    await secure.close();
  });
});

suite('when the console is opened by a name of the home network, without TLS', () => {
  it('people log in, the page is live, and its texts can be copied', async () => {
    const port = new URL(running.address).port;
    const plain = await ConsoleTab.open(running.browser, `http://nas:${port}`);
    await plain.logIn(running.login.username, running.login.password);
    await plain.page.waitForSelector('output[data-link=live]', { state: 'attached' });
    expect(await plain.page.evaluate('[isSecureContext, typeof navigator.clipboard]')).toEqual([false, 'undefined']);
    await plain.visit('/account');
    const field = plain.page.locator('input[value^="./catalogsync console users add"]');
    const copied = await field.inputValue();
    await field.locator('xpath=..').getByRole('button').click();
    await plain.page.getByText('Copied').waitFor();
    await plain.visit('/songs');
    await plain.page.getByRole('searchbox').click();
    await plain.page.keyboard.press('Control+V');
    expect(await plain.page.getByRole('searchbox').inputValue()).toBe(copied);
    expect(await plain.faults('en')).toEqual([]);
    await plain.close();
  });
});
