import { until } from '@catalogsync/testkit';
import type { BrowserTab } from '@catalogsync/testkit/browser';

/** What the page showed after one operation was executed. */
export interface Tried {
  readonly operation: string;
  readonly status: string;
  /** Of an answer that is a picture or sound. */
  readonly media: string;
  /** The beginning of what it says. */
  readonly text: string;
}

export interface Given {
  /** Of the parameter `id`, by the second word of the path. */
  readonly ids: Readonly<Record<string, unknown>>;
  /** Of other parameters, by name. */
  readonly values: Readonly<Record<string, string>>;
}

type Locator = ReturnType<BrowserTab['page']['locator']>;

/** Tries out every operation of the documentation that is open, as a reader would. */
export async function tryOut({ page }: BrowserTab, given: Given): Promise<Tried[]> {
  const blocks = page.locator('.opblock');
  await blocks.first().waitFor();
  const tried: Tried[] = [];
  for (const block of await blocks.all()) tried.push(await tryOne(block, given));
  return tried;
}

async function tryOne(block: Locator, { ids, values }: Given): Promise<Tried> {
  const path = (await block.locator('.opblock-summary-path').innerText()).replaceAll('\u200b', '');
  await block.locator('.opblock-summary-control').click();
  await block.locator('.try-out__btn').click();
  const answer = block.locator('.live-responses-table tr.response');
  const required = block.locator('tr[data-param-name]:has(.required) input');
  for (const field of await required.all()) await until(async () => (await field.inputValue()) !== '', 20);
  // The page puts its examples in a moment later: the answer's address shows what was asked.
  for (let isAsked = false; !isAsked; ) {
    const asked: string[] = [];
    for (const row of await block.locator('tr[data-param-name]').all()) {
      const name = (await row.getAttribute('data-param-name')) ?? '';
      const value = name === 'id' ? ids[path.split('/')[2] ?? ''] : values[name];
      if (value === undefined) continue;
      await fill(row, String(value));
      if (value !== '') asked.push(encodeURIComponent(String(value)));
    }
    await block.locator('.execute').click();
    await answer.waitFor();
    const address = await block.locator('.request-url').innerText();
    isAsked = asked.every((value) => address.includes(value));
  }
  const tried = {
    operation: ((await block.getAttribute('id')) ?? '').split('-').at(-1) ?? '',
    status: (await answer.locator('.response-col_status').innerText()).trim().slice(0, 3),
    media: await mediaIn(answer),
    text: (await answer.locator('.response-col_description').innerText()).slice(0, 200),
  };
  await block.locator('.opblock-summary-control').click();
  return tried;
}

async function fill(row: Locator, value: string): Promise<void> {
  const choice = row.locator('select');
  if ((await choice.count()) > 0) await choice.selectOption(value);
  else await row.locator('input').fill(value);
}

async function mediaIn(answer: Locator): Promise<string> {
  const [image, audio] = [answer.locator('img'), answer.locator('audio')];
  if ((await image.count()) > 0) return `picture of ${await image.evaluate(widthOf)}`;
  if ((await audio.count()) > 0) return `sound of ${await audio.evaluate(secondsOf)} s`;
  return '';
}

// They run in the page; the program itself is checked without a browser's types.
const widthOf = async (image: { decode(): Promise<void>; naturalWidth: number }): Promise<number> => {
  await image.decode();
  return image.naturalWidth;
};
const secondsOf = async (audio: { readyState: number; duration: number; onloadedmetadata: unknown }): Promise<number> => {
  if (audio.readyState === 0) {
    await new Promise((resolve) => {
      audio.onloadedmetadata = resolve;
    });
  }
  return Math.round(audio.duration);
};
