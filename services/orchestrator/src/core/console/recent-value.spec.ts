import { describe, expect, it } from '@jest/globals';
import { RecentValue } from './recent-value.js';

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe('when something is looked at that others are asked for', () => {
  let now = 0;
  const over = Promise.resolve();
  const pacing = { sleep: () => over };
  const patient = { sleep: () => new Promise<void>(() => undefined) };

  it('is asked for once for all viewers, and again only when it is no longer fresh', async () => {
    let asked = 0;
    const value = new RecentValue({ read: async () => ++asked, now: () => now, pacing: patient, freshMs: 100 });
    expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
    now += 99;
    expect(await value.get()).toBe(1);
    now += 1;
    // The last value is given while the next one is read.
    expect(await value.get()).toBe(1);
    await settled();
    expect(await value.get()).toBe(2);
  });

  it('keeps nobody waiting for long, and keeps the last value when reading fails', async () => {
    let answer: (() => Promise<string>) | undefined;
    const value = new RecentValue({
      read: () => answer?.() ?? new Promise<string>(() => undefined),
      now: () => now,
      pacing,
      freshMs: 100,
    });
    expect(await value.get()).toBeUndefined();
    answer = async () => 'known';
    const other = new RecentValue({
      read: () => answer?.() ?? Promise.reject(new Error('gone')),
      now: () => now,
      pacing: patient,
      freshMs: 1,
    });
    expect(await other.get()).toBe('known');
    answer = () => Promise.reject(new Error('gone'));
    now += 100;
    await other.get();
    await settled();
    expect(await other.get()).toBe('known');
  });
});
