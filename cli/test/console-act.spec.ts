import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from './command-line.js';
import { ConsoleDemo } from './console-demo.js';
import type { ConsoleTab } from './console-tab.js';
import { emulatedSong, Product } from './product.js';

// Real here: ./catalogsync up with all its services and its downloads over HTTP, Chromium. Emulated: the server that songs come from.
const suite = requireProgram('chromium', '--version') && requireProgram('ffmpeg') ? describe : describe.skip;

const songCount = 24;
/** Between two of the ten pieces of a song: two workers then take about a second for each. */
const slowMs = 200;

let product: Product;
let running: ConsoleDemo;
let tab: ConsoleTab;
/** Of playlists on the media server, which is a folder. */
let mirrors: string;
type Page = ConsoleTab['page'];
/** Songs that the server refuses to hand out. */
const refused = new Set<string>();

beforeAll(async () => {
  if (suite === describe.skip) return;
  product = await Product.make(temporaryFolder());
  const { state } = product.emulator;
  state.before = (method, query) =>
    /^(?:download|stream)$/.test(method) && refused.has(query.get('id') ?? '') ? { status: 404, body: 'gone' } : undefined;
  await offer(1);
  mirrors = temporaryFolder();
  Object.assign(product.environment, { SERVER_ACTIVE: 'soulsync', SOULSYNC_PLAYLISTS_DIR: mirrors, MIRROR_PLAYLISTS: 'chosen' });
  running = await ConsoleDemo.over(product);
  tab = await running.tab();
}, 600_000);
afterAll(async () => {
  await running?.close();
  await product?.close();
});
beforeEach(async () => {
  await tab.look({ language: 'en', theme: 'light', width: 1280 });
});

const button = (name: string | RegExp) => tab.page.getByRole('button', { name, exact: typeof name === 'string' });
/** Toasts are dialogs too, which nobody has to answer. */
const dialogOf = (page: Page) => page.locator('[role=dialog]:not([aria-modal=false])');
const inDialog = (name: string | RegExp) => dialogOf(tab.page).getByRole('button', { name });
const job = (id: number) => running.read<{ status: string; pausedBy: string | null }>(tab, `/api/jobs/${id}`);
const ended = (id: number): Promise<string> =>
  until(async () => {
    const { status } = await job(id);
    return status.startsWith('completed') || status === 'failed' ? status : undefined;
  });

/** The server has so many songs more; returns their ids. */
async function offer(count: number): Promise<string[]> {
  const first = product.emulator.state.songs.length + 1;
  const songs = await Promise.all(Array.from({ length: count }, (_, at) => emulatedSong(first + at)));
  product.offer(songs);
  return songs.map(({ id }) => id);
}

/** Starts a job from the sheet, and returns its id. */
async function startFromSheet(template: string): Promise<number> {
  await tab.visit('/jobs');
  await button('Start a job').click();
  await dialogOf(tab.page).getByRole('radio', { name: template }).check();
  await inDialog('Start').click();
  await tab.page.waitForURL(/\/jobs\/\d+$/);
  return Number(/\d+$/.exec(tab.page.url()));
}

suite('when somebody starts a job', () => {
  it('it appears, moves on by itself, is paused with its reason, goes on, and ends', async () => {
    const { state } = product.emulator;
    await offer(songCount);
    state.pauseMs = slowMs;
    const id = await startFromSheet('Everything');
    // The page of the job follows it: its loads are counted.
    const loads = tab.tab.requests.length;
    const done = async (): Promise<number> => Number(/(\d+) of \d+ items done/.exec(await tab.page.locator('main').innerText())?.[1] ?? 0);
    const first = await until(done);
    await until(async () => (await done()) > first + 2);
    expect(tab.tab.requests.slice(loads).filter(({ url }) => new URL(url).pathname === `/jobs/${id}`)).toEqual([]);
    await tab.page.goBack();
    const row = tab.page.locator('main li', { has: tab.page.locator(`a[href="/jobs/${id}"]`) });
    const bar = row.getByRole('progressbar');
    const shown = await bar.getAttribute('aria-valuenow');
    await until(async () => (await bar.getAttribute('aria-valuenow')) !== shown);
    await row.getByRole('button', { name: `Actions for job ${id}` }).click();
    await tab.page.getByRole('menuitem', { name: 'Pause' }).click();
    await row.getByText('Paused by you').waitFor();
    await row.getByText('Paused', { exact: true }).waitFor();
    expect(await job(id)).toMatchObject({ status: 'paused', pausedBy: 'user' });
    state.pauseMs = 0;
    await row.getByRole('link').first().click();
    await tab.settled();
    await button('Resume').click();
    await tab.page.getByText('Completed', { exact: true }).first().waitFor();
    expect(await ended(id)).toBe('completed');
    expect(tab.tab.errors).toEqual([]);
  });
});

suite('when items of a job have failed', () => {
  it('all that match are counted, refused once they are others, and end well when they are tried again', async () => {
    const songs = await offer(3);
    for (const id of songs) refused.add(id);
    const id = await startFromSheet('Everything');
    expect(await ended(id)).toBe('completed_with_errors');
    await tab.visit(`/jobs/${id}?status=failed`);
    await button('Retry these').click();
    const dialog = dialogOf(tab.page);
    await dialog.getByText('3 items go back into the queue: Download · Not found anywhere · subsonic.').waitFor();
    // Meanwhile somebody else retries one of them, and it is there now.
    refused.clear();
    const { items } = await running.read<{ items: { id: number }[] }>(tab, `/api/jobs/${id}/items?status=failed`);
    await running.act(tab, `/api/items/${items[0]?.id}/retry`);
    expect(await ended(id)).toBe('completed_with_errors');
    await inDialog('Retry 3 items').click();
    await dialog.getByText('It was 3 a moment ago and is 2 now. Look, and confirm again.').waitFor();
    await inDialog('Retry 2 items').click();
    await dialog.waitFor({ state: 'detached' });
    await until(async () => (await job(id)).status === 'completed');
    await tab.page.getByText('No item matches these filters.').waitFor();
    const commands = await running.read<{ items: object[] }>(tab, '/api/commands?limit=2');
    expect(commands.items[0]).toMatchObject({
      type: 'retry_item',
      status: 'applied',
      affected: 2,
      target: { jobId: id, source: 'subsonic' },
    });
  });
});

suite('when all songs that match are selected', () => {
  it('the job that fetches them is asked for with filter and count', async () => {
    const songs = await offer(2);
    for (const id of songs) refused.add(id);
    expect(await ended(await startFromSheet('Everything'))).toBe('completed_with_errors');
    refused.clear();
    await tab.visit('/songs?status=missing');
    await tab.page
      .getByRole('checkbox', { name: /^Select “Song number/ })
      .first()
      .check();
    await button('Select all that match').click();
    await tab.page.getByRole('region', { name: '2 songs selected' }).getByRole('button', { name: 'Download' }).click();
    const dialog = dialogOf(tab.page);
    expect(await dialog.innerText()).toMatch(/A new job looks for 2 songs.*Filter: Missing/s);
    await inDialog('Download 2 songs').click();
    const [, id] = /Job (\d+) has started/.exec(await tab.page.getByText(/Job \d+ has started/).innerText()) ?? [];
    expect(await ended(Number(id))).toBe('completed');
    await tab.visit('/songs?status=missing');
    await tab.page.getByText('No song matches.').waitFor();
  });
});

suite('when the recording of a song is the wrong one', () => {
  it('another one is chosen, and a file is refused with the reason', async () => {
    const [, other] = [await offer(1), await emulatedSong(99)];
    const { songs } = product.emulator.state;
    const { title = '', artist = '' } = songs.at(-1) ?? {};
    expect(await ended(await startFromSheet('Everything'))).toBe('completed');
    // Another take of the same song, in no playlist.
    const take = { ...other, id: 'take-2', title, artist, album: 'Live' };
    songs.push(take);
    // The search follows the catalogue.
    const id = await until(async () => {
      const found = await running.read<{ items: { id: number }[] }>(tab, `/api/songs?text=${encodeURIComponent(title)}`);
      return found.items[0]?.id;
    });
    const hashes = async (): Promise<string[]> => {
      const { files } = await running.read<{ files: { sha256: string; status: string }[] }>(tab, `/api/songs/${id}`);
      return files.filter(({ status }) => status === 'active').map(({ sha256 }) => sha256);
    };
    const before = await hashes();
    await tab.visit(`/songs/${id}`);
    await button('Another recording').click();
    await inDialog('Ask').click();
    await dialogOf(tab.page).getByRole('listitem').filter({ hasText: 'Live' }).getByRole('button', { name: 'Use' }).click();
    await inDialog('Use and download').click();
    await tab.page.getByText('You chose').first().waitFor();
    const wrong = await until(async () => (await hashes()).find((hash) => !before.includes(hash)));
    expect(await hashes()).toEqual([wrong]);
    const shown = (hash: string) => tab.page.locator('tr', { has: tab.page.locator(`code[title="${hash}"]`) });
    await shown(wrong).getByRole('button', { name: 'Reject' }).click();
    await dialogOf(tab.page).getByLabel('Why (optional)').fill('a concert');
    await inDialog('Reject the file').click();
    await shown(wrong).getByText('Rejected').waitFor();
    await tab.page.getByRole('listitem').filter({ hasText: 'A file was rejected' }).getByText('a concert').waitFor();
    // The choice is gone with its file: the song's own recording takes its place.
    await shown(before[0] ?? '')
      .getByText('In use')
      .waitFor();
    expect(await hashes()).toEqual(before);
    songs.splice(songs.indexOf(take), 1);
  });
});

suite('when a setting is changed', () => {
  const key = 'SEARCH_CACHE_MINUTES';
  const inForce = async (): Promise<string | undefined> => {
    const { settings } = await running.read<{ settings: { key: string; value: string }[] }>(tab, '/api/config');
    return settings.find((setting) => setting.key === key)?.value;
  };

  async function apply(value: string): Promise<void> {
    await tab.visit(`/config?q=${key}`);
    const field = tab.page.getByRole('textbox', { name: key });
    await field.fill('often');
    await tab.page.locator(`#setting-${key}`).getByRole('alert').waitFor();
    expect(await button('Apply…').isDisabled()).toBe(true);
    await field.fill(value);
    await button('Apply…').click();
    const dialog = dialogOf(tab.page);
    await dialog.getByText(`${key}=${value}`).waitFor();
    await inDialog('Apply').click();
  }

  it('what is wrong is said while it is typed, and what a service does not live with comes back by itself', async () => {
    const before = await inForce();
    // Something stands where the restarted service would listen; those that are connected already notice nothing.
    const socket = join(running.home, 'run', 'resolver.sock');
    rmSync(socket);
    mkdirSync(join(socket, 'in the way'), { recursive: true });
    await apply('3');
    await tab.page.getByText(/Revision \d+ was taken back by itself; the text before is in force again./).waitFor();
    await tab.page.getByText(/^resolver cannot start: /).waitFor();
    expect(await inForce()).toBe(before);
    rmSync(socket, { recursive: true });
  });

  it('what all services live with stays, and is among the revisions', async () => {
    await apply('7');
    await tab.page.getByText(/Revision \d+ is on trial/).waitFor();
    await tab.page.getByText(/^\d+ s left$/).waitFor();
    await tab.page.getByText(/Revision \d+ is kept: the services stayed healthy./).waitFor();
    expect(await inForce()).toBe('7');
    await tab.visit('/config?tab=revisions');
    const states = await tab.page.getByRole('list', { name: 'Revisions of the configuration' }).getByRole('listitem').allInnerTexts();
    expect(states.map((text) => text.split('\n').slice(0, 3))).toEqual([
      ['Revision 3', 'No note', 'In force'],
      ['Revision 2', 'before revision 1 was applied', 'Was applied'],
      ['Revision 1', 'No note', 'Taken back'],
    ]);
  });
});

suite('when somebody has only a keyboard', () => {
  /** What has the focus, by its text or name; whether it shows that; and where it is. */
  interface Focused {
    readonly name: string;
    readonly isSeen: boolean;
  }
  const focusedNow = `(() => {
    const { activeElement: at } = document;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at.matches('input[type=radio]') ? at.closest('label') ?? at : at);
    const name = at.getAttribute('aria-label') ?? at.name ?? '';
    return { name: (name || at.textContent).trim(), isSeen: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' };
  })()`;
  const focused = async (page: Page): Promise<Focused> => (await page.evaluate(focusedNow)) as Focused;

  /** Presses Tab until something of this name has the focus; all that had it on the way showed it. */
  async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
    for (;;) {
      await page.keyboard.press('Tab');
      const { name, isSeen } = await focused(page);
      if (name !== '' && !isSeen) throw new Error(`the focus on ${name} is not seen`);
      if (typeof wanted === 'string' ? name === wanted : wanted.test(name)) return;
    }
  }

  it('they log in, find a job, pause it, and come back to where they were when a dialog is closed', async () => {
    const { state } = product.emulator;
    await offer(12);
    state.pauseMs = slowMs;
    const id = await startFromSheet('Everything');
    const stranger = await running.stranger();
    const { page } = stranger;
    await page.goto(`${running.address}/login`);
    await stranger.look({ language: 'en', theme: 'light', width: 1280 });
    await page.reload();
    await until(async () => (await focused(page)).name === 'username');
    await page.keyboard.type(running.login.username);
    await tabTo(page, 'password');
    await page.keyboard.type(running.login.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard');
    await stranger.settled();
    await tabTo(page, /^Jobs/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs');
    await stranger.settled();
    await tabTo(page, 'Everything');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/jobs/${id}`);
    await stranger.settled();
    await tabTo(page, 'Cancel');
    await page.keyboard.press('Enter');
    await dialogOf(page).waitFor();
    await until(async () => page.evaluate(`document.querySelector('[role=dialog]').contains(document.activeElement)`));
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await until(async () => (await focused(page)).name === 'Cancel');
    for (;;) {
      await page.keyboard.press('Shift+Tab');
      if ((await focused(page)).name === 'Pause') break;
    }
    await page.keyboard.press('Enter');
    await page.locator('main').getByText('Paused by you').waitFor();
    state.pauseMs = 0;
    await page.locator('main').getByText('Paused', { exact: true }).first().waitFor();
    await tabTo(page, 'Resume');
    await page.keyboard.press('Enter');
    tab = stranger;
    expect(await ended(id)).toBe('completed');
  });

  it('what is selected, scrolled to and open stays so while the page is updated', async () => {
    const { state } = product.emulator;
    await offer(16);
    state.pauseMs = slowMs;
    const id = await startFromSheet('Everything');
    const { page } = tab;
    const done = async (): Promise<number> => Number(/(\d+) of \d+ items done/.exec(await page.locator('main').innerText())?.[1] ?? 0);
    const moves = async (): Promise<void> => {
      const before = await done();
      await until(async () => (await done()) > before + 1);
    };
    await page.getByText('Song number', { exact: false }).first().waitFor();
    await moves();
    // What is above the items grows meanwhile; they stay where they are on the screen.
    await page.evaluate(
      `document.getElementById('items').scrollIntoView(); getSelection().selectAllChildren(document.querySelector('main h1'))`,
    );
    const kept = `[Math.round(document.getElementById('items').getBoundingClientRect().top), String(getSelection())].join(' ')`;
    const before = await page.evaluate(kept);
    await moves();
    expect(await page.evaluate(kept)).toEqual(before);
    await button('Cancel').click();
    await moves();
    await inDialog('Cancel').first().waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    state.pauseMs = 0;
    expect(await ended(id)).toBe('completed');
  });
});

suite('when a playlist is mirrored to the media server', () => {
  it('what would change is shown first, and is done once it is confirmed', async () => {
    const { items } = await running.read<{ items: { id: number; name: string }[] }>(tab, '/api/playlists?name=Most');
    await tab.visit(`/playlists/${items[0]?.id}?tab=mirror`);
    await button('Preview').click();
    await tab.page.getByText('The playlist would be made').waitFor();
    expect(readdirSync(mirrors)).toEqual([]);
    await button('Update the playlist there').click();
    await dialogOf(tab.page)
      .getByText(/^The playlist on .+: created and \d+ added\.$/)
      .waitFor();
    await inDialog('Update the playlist there').click();
    await tab.page.getByText('Songs at that time').waitFor();
    expect(readdirSync(mirrors)).toEqual([`${items[0]?.name}.m3u8`]);
  });
});
