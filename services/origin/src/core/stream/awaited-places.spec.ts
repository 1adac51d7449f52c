import { beforeEach, describe, expect, it } from '@jest/globals';
import { AwaitedPlaces } from './awaited-places.js';
import type { FileLocation } from './stream-ports.js';

const second = 1_000;
const at = (locator: string): FileLocation => ({ backendName: 'local', locator, ext: 'mp3' });

let now: number;
/** What the orchestrator answers from some time on. */
let known: { from: number; place: FileLocation | undefined }[];
let asked: number;
let places: AwaitedPlaces;

beforeEach(() => {
  [now, asked, known] = [1_000_000, 0, [{ from: 0, place: at('old.mp3') }]];
  const locate = async (): Promise<FileLocation | undefined> => {
    asked += 1;
    return known.findLast(({ from }) => from <= now)?.place;
  };
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  places = new AwaitedPlaces({ locate }, { now: () => now, sleep });
});

/** What a request gets, and after how long. */
async function ask(id = 1, missing: FileLocation | undefined = at('old.mp3')): Promise<[string | undefined, number]> {
  const began = now;
  return [(await places.elsewhere(id, missing))?.locator, now - began];
}

describe('when a file is not in its place any more', () => {
  it('its new place is told at once if it is known, and so is that there is none', async () => {
    known = [{ from: 0, place: at('new.mp3') }];
    expect(await ask()).toEqual(['new.mp3', 0]);
    known = [{ from: 0, place: undefined }];
    expect(await ask()).toEqual([undefined, 0]);
    expect(await ask(1, undefined)).toEqual([undefined, 0]);
  });

  it('the link waits until the move is noticed', async () => {
    known.push({ from: now + 3 * second, place: at('new.mp3') });
    expect(await ask()).toEqual(['new.mp3', 3 * second]);
  });

  it('it waits no longer once it is known that the file is gone', async () => {
    known.push({ from: now + 2 * second, place: undefined });
    expect(await ask()).toEqual([undefined, 2 * second]);
  });

  it('after a wait in vain none waits for a minute', async () => {
    expect(await ask()).toEqual([undefined, 6 * second]);
    expect([await ask(), await ask(2)]).toEqual([
      [undefined, 0],
      [undefined, 0],
    ]);
    now += 60 * second;
    known.push({ from: now + second, place: at('new.mp3') });
    expect(await ask(2)).toEqual(['new.mp3', second]);
  });

  it('requests for one file wait together, and only so many files are waited for at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => places.elsewhere(1, at('old.mp3'))));
    // Each asks once, and the one wait every quarter of a second.
    expect(asked).toBe(50 + 24);
    now += 60 * second;
    asked = 0;
    await Promise.all(Array.from({ length: 50 }, (_, id) => places.elsewhere(id, at('old.mp3'))));
    expect(asked).toBeLessThanOrEqual(50 + 16 * 24);
  });
});
