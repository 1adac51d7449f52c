import { describe, expect, it } from '@jest/globals';
import { isKept, keptUntil } from './empty-lists.js';

const run = { now: 5_000, jobCreatedAt: 4_000, keepChartsMs: 3_000 };

describe('when a list that held something comes back empty', () => {
  it('is kept the first time, and for all retries of that job', () => {
    for (const isChart of [true, false]) {
      expect(isKept({ isChart, emptySince: undefined }, run)).toBe(true);
      expect(isKept({ isChart, emptySince: 4_000 }, run)).toBe(true);
    }
  });

  it('is believed by the next job if it is a playlist, and after the set time if it is a chart', () => {
    expect(isKept({ isChart: false, emptySince: 3_999 }, run)).toBe(false);
    expect(isKept({ isChart: true, emptySince: 2_001 }, run)).toBe(true);
    expect(isKept({ isChart: true, emptySince: 2_000 }, run)).toBe(false);
    expect(isKept({ isChart: true, emptySince: 3_999 }, { ...run, keepChartsMs: 0 })).toBe(false);
  });

  it('says until when it is kept', () => {
    const day = { ...run, keepChartsMs: 86_400_000 };
    expect(keptUntil({ isChart: true, emptySince: undefined }, day)).toBe('they go if it has none until 1970-01-02');
    expect(keptUntil({ isChart: true, emptySince: 86_400_000 }, day)).toBe('they go if it has none until 1970-01-03');
    for (const [isChart, keepChartsMs] of [
      [false, 86_400_000],
      [true, 0],
    ] as const) {
      expect(keptUntil({ isChart, emptySince: 1 }, { ...run, keepChartsMs })).toBe('if the next job finds none either, they go');
    }
  });
});
