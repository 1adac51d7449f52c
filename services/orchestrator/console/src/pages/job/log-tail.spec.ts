import { describe, expect, it } from '@jest/globals';
import { emptyTail, mostLines, withNewest } from './log-tail.js';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    ...{ id: to - at, jobId: 1, stageId: null, itemId: null, level: 'info', message: `line ${to - at}`, createdAt: null },
  }));

describe('when log lines come in', () => {
  it('appends what is new, oldest first, and nothing twice', () => {
    const tail = withNewest(withNewest(emptyTail, lines(1, 3), true), lines(2, 5), true);
    expect(tail.lines.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect(tail.hasGap).toBe(false);
  });

  it('stays the same object while nothing is new', () => {
    const tail = withNewest(emptyTail, lines(1, 3), true);
    expect(withNewest(tail, lines(2, 3), true)).toBe(tail);
  });

  it('says that lines are missing when they came faster than they were read', () => {
    const tail = withNewest(withNewest(emptyTail, lines(1, 3), true), lines(50, 60), false);
    expect(tail.hasGap).toBe(true);
    expect(tail.lines.map(({ id }) => id)).toEqual(
      lines(50, 60)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it('keeps only the newest', () => {
    const tail = withNewest(emptyTail, lines(1, mostLines + 10), true);
    expect(tail.lines).toHaveLength(mostLines);
    expect(tail.lines.at(-1)?.id).toBe(mostLines + 10);
  });
});
