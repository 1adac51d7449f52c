import { describe, expect, it } from '@jest/globals';
import { everyPage } from './every-page.js';

const paged = (pages: readonly (readonly number[])[], most = 100) => {
  const asked: number[] = [];
  const read = async (index: number) => {
    asked.push(index);
    return pages[Math.min(index, pages.length - 1)] ?? [];
  };
  return everyPage({ size: 2, keyOf: String, read, most }).then((rows) => ({ rows, asked }));
};

describe('when a service gives a list in pages', () => {
  it.each([
    ['a short page', [[1, 2], [3]], [1, 2, 3], 2],
    ['an empty page', [[1, 2], [3, 4], []], [1, 2, 3, 4], 3],
    ['an empty first page', [[]], [], 1],
    [
      'a page that is the one before',
      [
        [1, 2],
        [3, 4],
      ],
      [1, 2, 3, 4],
      3,
    ],
  ])('ends on %s', async (_what, pages, rows, requests) => {
    const read = await paged(pages);
    expect([read.rows, read.asked.length]).toEqual([rows, requests]);
  });

  it('reads no more than wanted, and nothing if none is wanted', async () => {
    const endless = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect(await paged(endless, 3)).toEqual({ rows: [1, 2, 3], asked: [0, 1] });
    expect(await paged(endless, 0)).toEqual({ rows: [], asked: [] });
  });
});
