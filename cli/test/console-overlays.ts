import { type ConsoleTab, type Look, lookText } from './console-tab.js';

/** What is done in a page to open something over it. */
export type Step = (page: ConsoleTab['page']) => Promise<void>;

/** Something that opens over a page: its name for people who read the test, where it is, and how it is opened. */
export type Overlay = readonly [name: string, path: string, ...steps: Step[]];

/** Presses what has this name: in what is open, or else in the page. */
export const named =
  (name: RegExp): Step =>
  async (page) => {
    const open = page.locator('[role=dialog], [role=menu]').last();
    const place = (await open.count()) > 0 ? open : page.locator('main');
    await place.getByRole('button', { name }).or(place.getByRole('menuitem', { name })).first().click();
  };

export const pressed =
  (selector: string): Step =>
  (page) =>
    page.locator(selector).first().click();

export const typed =
  (selector: string, text: string): Step =>
  (page) =>
    page.locator(selector).first().fill(text);

/** Opens one after the other, and says what is wrong with each. */
export async function faultsOver(tab: ConsoleTab, overlays: readonly Overlay[], look: Look): Promise<[name: string, fault: string][]> {
  const faults: [string, string][] = [];
  await tab.look(look);
  for (const [name, path, ...steps] of overlays) {
    await tab.visit(path);
    for (const step of steps) {
      await step(tab.page);
      await tab.settled();
      await tab.page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)))');
    }
    await tab.screenshot(`over-${name.replaceAll(' ', '-')}-${lookText(look)}`);
    faults.push(...(await tab.faults(look.language)).map((fault): [string, string] => [name, fault]));
  }
  return faults;
}
