import type { BrowserPage } from '@catalogsync/testkit';

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

/** As much of an element of a page as is used here: the program itself is checked without a browser's types. */
interface Part {
  readonly id: string;
  readonly textContent: string | null;
  readonly dataset: Readonly<Record<string, string>>;
  /** Of a picture. */
  readonly naturalWidth: number;
  /** Of sound. */
  readonly readyState: number;
  readonly duration: number;
  decode(): Promise<void>;
  click(): void;
  dispatchEvent(event: Event): boolean;
  querySelector(selector: string): Part | null;
  querySelectorAll(selector: string): Iterable<Part>;
}

declare const document: Part;

/** Runs in the page: opens each operation of Swagger UI, fills it in, executes it and reads the answer. */
async function inPage({ ids, values }: Given): Promise<Tried[]> {
  const soon = async <T>(what: () => T | null | undefined): Promise<T | undefined> => {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = what();
      if (found !== null && found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return undefined;
  };
  const moment = () => new Promise((resolve) => setTimeout(resolve, 300));
  const fill = (field: Part, value: string): void => {
    // React listens to the setter of the prototype.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const mediaIn = async (answer: Part): Promise<string> => {
    const image = answer.querySelector('img');
    const audio = answer.querySelector('audio');
    if (image !== null) {
      await image.decode().catch(() => undefined);
      return `picture of ${image.naturalWidth}`;
    }
    if (audio === null) return '';
    await soon(() => (audio.readyState > 0 ? true : undefined));
    return `sound of ${Math.round(audio.duration)} s`;
  };
  await soon(() => document.querySelector('.opblock'));
  const tried: Tried[] = [];
  for (const block of document.querySelectorAll('.opblock')) {
    const click = async (selector: string): Promise<void> => (await soon(() => block.querySelector(selector)))?.click();
    const kind = block.querySelector('.opblock-summary-path')?.textContent?.replaceAll('\u200b', '').split('/')[2] ?? '';
    await click('.opblock-summary-control');
    await click('.try-out__btn');
    await soon(() => block.querySelector('.execute'));
    // The page puts its examples in a moment later, and takes over what was typed a moment later.
    await moment();
    const given = [...block.querySelectorAll('tr[data-param-name]')].flatMap((row) => {
      const name = row.dataset.paramName ?? '';
      const value = name === 'id' ? ids[kind] : values[name];
      const field = row.querySelector('input, select');
      return value === undefined || field === null ? [] : [{ field, value: String(value) }];
    });
    let answer: Part | undefined;
    // The page may put its examples in over what was typed: the answer's address shows what was asked.
    for (let tries = 0; answer === undefined && tries < 10; tries += 1) {
      for (const { field, value } of given) fill(field, value);
      await moment();
      await click('.execute');
      await soon(() => block.querySelector('.live-responses-table .request-url'));
      await moment();
      const asked = block.querySelector('.request-url')?.textContent ?? '';
      if (given.every(({ value }) => value === '' || asked.includes(encodeURIComponent(value))))
        answer = await soon(() => block.querySelector('.live-responses-table tr.response'));
    }
    tried.push({
      operation: block.id.split('-').at(-1) ?? '',
      status:
        answer?.querySelector('.response-col_status')?.textContent?.trim().slice(0, 3) ??
        block.querySelector('.errors-wrapper')?.textContent ??
        'no answer',
      media: answer === undefined ? '' : await mediaIn(answer),
      text: answer?.querySelector('.response-col_description')?.textContent?.slice(0, 200) ?? '',
    });
    await click('.opblock-summary-control');
  }
  return tried;
}

/** Tries out every operation of the documentation that is open. */
export function tryOut(page: BrowserPage, given: Given): Promise<Tried[]> {
  return page.evaluate(`(${String(inPage)})(${JSON.stringify(given)})`);
}
