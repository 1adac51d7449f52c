import { Fault } from '@catalogsync/faults';
import type { JobView } from '@catalogsync/job-engine';
import { FakeTime } from '@catalogsync/job-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CoverKeeper, isDownloading } from './cover-keeper.js';
import type { CoverQuestions } from './cover-store.js';

const second = 1_000;
const minute = 60 * second;
type View = { job: { id: number; status: string }; stages: { type: string; status: string }[] };

let time: FakeTime;
let keeper: CoverKeeper;
let views: View[];
/** How many wait, by the question that finds them. */
let waiting: Record<'songsWithFiles' | 'songsWithAddress' | 'playlists' | 'mosaicsToMake', number>;
let started: string[];
let startFault: Fault | undefined;
let warnings: string[];
let news: (() => void) | undefined;
let isClosed: boolean;

beforeEach(() => {
  time = new FakeTime();
  [views, started, warnings, startFault, isClosed] = [[], [], [], undefined, false];
  waiting = { songsWithFiles: 0, songsWithAddress: 0, playlists: 0, mosaicsToMake: 0 };
  const some = (of: keyof typeof waiting) => async () => Array.from({ length: waiting[of] }, () => ({}));
  const questions = {
    ...Object.fromEntries(Object.keys(waiting).map((of) => [of, some(of as keyof typeof waiting)])),
    // The playlists are looked at in two parts.
    mosaicsToMake: async (after: number) => ({
      playlists: after === 0 ? [] : await some('mosaicsToMake')(),
      next: after === 0 ? 1 : undefined,
    }),
  };
  const subscription = {
    next: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        news = resolve;
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    close: () => {
      isClosed = true;
    },
  };
  const log = { warn: (_details: unknown, message: string) => void warnings.push(message), error: () => undefined };
  keeper = new CoverKeeper({
    store: { jobsIn: async (states) => views.filter(({ job }) => states.includes(job.status as never)) as unknown as JobView[] },
    changes: () => subscription,
    questions: questions as unknown as CoverQuestions,
    start: async (reason) => {
      if (startFault !== undefined) throw startFault;
      started.push(reason);
      views.push({ job: { id: views.length + 1, status: 'running' }, stages: [{ type: 'covers', status: 'running' }] });
      return views.length;
    },
    surroundings: { clock: time, pacing: time, log },
  });
  keeper.start();
});
afterEach(() => keeper.stop());

const running = (type: string): View => {
  const view = { job: { id: views.length + 1, status: 'running' }, stages: [{ type, status: 'running' }] };
  views.push(view);
  return view;
};
const end = async (view: View | undefined): Promise<void> => {
  if (view === undefined) return;
  view.job.status = 'completed';
  for (const stage of view.stages) stage.status = 'completed';
  await tell();
};
const tell = async (): Promise<void> => {
  news?.();
  await time.settle();
};

describe('when covers wait', () => {
  it.each(['songsWithFiles', 'songsWithAddress', 'playlists', 'mosaicsToMake'] as const)('a job looks for them: %s', async (of) => {
    waiting[of] = 1;
    await time.pass(5 * second);
    expect(started).toEqual(['covers wait to be looked for']);
  });

  it('nothing is started while none waits, until there is news', async () => {
    await time.pass(5 * minute);
    waiting.songsWithFiles = 1;
    await time.pass(4 * minute);
    expect(started).toEqual([]);
    await tell();
    await time.pass(5 * second);
    expect(started).toHaveLength(1);
  });

  it('without news it looks every ten minutes, for what failed is due again some time', async () => {
    await time.pass(minute);
    waiting.songsWithFiles = 1;
    await time.pass(10 * minute);
    expect(started).toHaveLength(1);
  });

  it('one job at a time looks, and none while songs are downloaded or another job will look itself', async () => {
    waiting.songsWithFiles = 9;
    const download = running('download');
    const full = running('collect');
    full.stages.push({ type: 'covers', status: 'pending' });
    for (const [view, count] of [
      [download, 0],
      [full, 1],
    ] as const) {
      await time.pass(minute);
      expect(started).toEqual([]);
      await end(view);
      await time.pass(5 * second);
      expect(started).toHaveLength(count);
    }
    await time.pass(30 * minute);
    expect(started).toHaveLength(1);
  });

  it('a paused job that would look holds nobody up', async () => {
    waiting.playlists = 1;
    running('covers').job.status = 'paused';
    await time.pass(5 * second);
    expect(started).toHaveLength(1);
  });
});

describe('when jobs end at once and covers still wait', () => {
  it('rests longer each time, up to an hour, and not after one that took its time', async () => {
    waiting.songsWithFiles = 1;
    const pauses: number[] = [];
    await time.pass(5 * second);
    for (let round = 0; round < 9; round += 1) {
      const [before, count] = [time.now(), started.length];
      await end(views.at(-1));
      while (started.length === count) await time.pass(20 * second);
      pauses.push(Math.round((time.now() - before) / second));
    }
    expect(pauses.every((pause, at) => at === 0 || pause >= (pauses[at - 1] ?? 0))).toBe(true);
    expect(pauses[0]).toBeLessThan(90);
    expect(pauses.at(-1)).toBeGreaterThan(3_000);
    expect(pauses.at(-1)).toBeLessThanOrEqual(3_630);
    await time.pass(3 * 3_600 * second);
    const before = started.length;
    await end(views.at(-1));
    await time.pass(40 * second);
    expect(started.length).toBe(before + 1);
  });

  it('logs that no job can be started, and tries again later', async () => {
    [waiting.songsWithFiles, startFault] = [1, new Fault('unavailable', 'no')];
    await time.pass(5 * second);
    expect([started, warnings]).toEqual([[], ['could not tell whether covers are to be looked for']]);
    startFault = undefined;
    await time.pass(11 * minute);
    expect(started).toHaveLength(1);
  });

  it('stops at once, and hears no news any more', async () => {
    await time.pass(minute);
    await keeper.stop();
    expect(isClosed).toBe(true);
    waiting.songsWithFiles = 1;
    await time.pass(20 * minute);
    expect(started).toEqual([]);
  });
});

describe('whether songs are downloaded', () => {
  it('only a running stage counts', async () => {
    const store = { jobsIn: async () => views as unknown as JobView[] };
    const view = running('download');
    expect(await isDownloading(store)).toBe(true);
    (view.stages[0] as { status: string }).status = 'pending';
    expect(await isDownloading(store)).toBe(false);
  });
});
