import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { everyNumberedPage, everyPage, nextOffset } from './every-page.js';

describe('when a service gives a list in pages', () => {
  const pages = (total: number | undefined, ...sizes: number[]) => {
    const asked: number[] = [];
    let row = 0;
    const list = everyPage('a list', 0, async (offset: number) => {
      asked.push(offset);
      const rows = Array.from({ length: sizes.shift() ?? 0 }, () => row++);
      return { rows, total, next: nextOffset({ offset, limit: 10 }, rows.length, total) };
    });
    return { asked, list };
  };

  it.each([
    ['ends on a short page', undefined, [10, 10, 3], [0, 10, 20]],
    ['ends on an empty page', undefined, [10, 10, 0], [0, 10, 20]],
    ['reads on after a full page although the total is reached', 10, [10, 10, 1], [0, 10, 20]],
    ['reads on after a short page if the service claims more', 25, [10, 8, 5], [0, 10, 20]],
    ['ends on an empty page although the service claims more', 500, [10, 4, 0], [0, 10, 20]],
    ['is empty if the first page is', 7, [0], [0]],
  ])('it %s', async (_, total, sizes, offsets) => {
    const count = sizes.reduce((sum, size) => sum + size, 0);
    const { asked, list } = pages(total, ...sizes);
    expect((await list).rows).toEqual(Array.from({ length: count }, (_row, at) => at));
    expect(asked).toEqual(offsets);
  });

  it('a page that fails is the failure of the whole list', async () => {
    const list = everyPage('a list', 0, async (at: number) => {
      if (at === 2) throw new Fault('unavailable', 'gone');
      return { rows: [at], next: at + 1 };
    });
    await expect(list).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('one without an end is refused', async () => {
    const list = everyPage('a list', 0, async (at: number) => ({ rows: Array.from({ length: 1000 }, () => at), next: at + 1 }));
    await expect(list).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(/^a list: /) });
  });
});

const paged = (pages: readonly (readonly number[])[], most = 100) => {
  const asked: number[] = [];
  const read = async (index: number) => {
    asked.push(index);
    return pages[Math.min(index, pages.length - 1)] ?? [];
  };
  return everyNumberedPage({ size: 2, keyOf: String, read, most }).then((rows) => ({ rows, asked }));
};

describe('when the pages of a list have numbers', () => {
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
