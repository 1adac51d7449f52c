import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { everyPage, everyRow, type PageOfRows, type RowsAt } from './every-page.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('when the pages of a list say where the next one begins', () => {
  it('they are read until one does not, or is empty', async () => {
    const read = (pages: readonly (readonly string[])[]) =>
      everyPage('a list', 0, async (at: number) => ({
        rows: pages[at] ?? [],
        next: at + 1 < pages.length ? at + 1 : undefined,
        total: 9 - at,
      }));
    expect(await read([['a'], ['b', 'c']])).toEqual({ rows: ['a', 'b', 'c'], total: 8 });
    expect(await read([['a'], [], ['b']])).toEqual({ rows: ['a'], total: 9 });
    expect(await read([[]])).toEqual({ rows: [], total: 9 });
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

describe('when the pages of a list are asked for by number or position', () => {
  const reading = async (read: (at: RowsAt) => PageOfRows<number>, { size = 10, most = undefined as number | undefined } = {}) => {
    const asked: number[] = [];
    const { rows, total } = await everyRow({
      ...{ endpoint: 'a list', size, ...(most !== undefined && { most }) },
      read: async (at) => {
        asked.push(at.offset);
        return read(at);
      },
    });
    return { asked, rows, total };
  };
  /** Pages of these sizes, whatever is asked for. */
  const sized = (total: number | undefined, ...sizes: number[]) => {
    let row = 0;
    return reading(({ index }) => ({ rows: Array.from({ length: sizes[index] ?? 0 }, () => row++), total }));
  };
  /** A service with so many rows that gives at most `cap` at a time. */
  const capped = (count: number, cap: number, total: number | undefined = count) =>
    reading(({ offset, count: wanted }) => ({ rows: numbers(count).slice(offset, offset + Math.min(wanted, cap)), total }));

  it.each([
    ['ends on a short page', undefined, [10, 10, 3], [0, 10, 20]],
    ['ends on an empty page', undefined, [10, 10, 0], [0, 10, 20]],
    ['reads on after a full page although the total is reached', 10, [10, 10, 1], [0, 10, 20]],
    ['reads on after a short page if the service claims more', 23, [10, 8, 5], [0, 10, 18]],
    ['ends on an empty page although the service claims more', 500, [10, 4, 0], [0, 10, 14]],
    ['is empty if the first page is', 7, [0], [0]],
  ])('it %s', async (_, total, sizes, offsets) => {
    const { asked, rows } = await sized(total, ...sizes);
    expect(rows).toEqual(numbers(sizes.reduce((sum, size) => sum + size, 0)));
    expect(asked).toEqual(offsets);
  });

  it('it loses no row where the service gives fewer at a time, whatever total it claims', async () => {
    expect((await capped(25, 6)).rows).toEqual(numbers(25));
    for (const total of [0, 5, undefined]) expect((await capped(25, 10, total)).rows).toEqual(numbers(25));
  });

  it('it goes on behind places whose rows the service leaves out', async () => {
    const { asked, rows } = await reading(({ offset }) => ({
      rows: numbers(25)
        .slice(offset, offset + 10)
        .filter((row) => row !== 3),
      places: 10,
      total: 25,
    }));
    expect([rows, asked]).toEqual([numbers(25).filter((row) => row !== 3), [0, 10, 20]]);
  });

  it('it reads no more than wanted, and nothing if none is wanted', async () => {
    const endless = ({ offset }: RowsAt) => ({ rows: numbers(10).map((row) => row + offset) });
    expect(await reading(endless, { most: 13 })).toMatchObject({ rows: numbers(13), asked: [0, 10] });
    expect(await reading(endless, { most: 0 })).toMatchObject({ rows: [], asked: [] });
    await expect(reading(endless)).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('the last page, sent again, is the end', async () => {
    const last = ({ index }: RowsAt) => ({ rows: index === 0 ? numbers(10) : [10, 11, 12], total: 30 });
    expect(await reading(last)).toEqual({ rows: numbers(13), asked: [0, 10, 13], total: 30 });
    const full = ({ index }: RowsAt) => ({ rows: numbers(10).map((row) => row + 10 * Math.min(index, 1)) });
    expect((await reading(full)).rows).toEqual(numbers(20));
  });

  it('the first page again and again is not a list', async () => {
    const fault = { code: 'data_corrupt', message: 'a list: unexpected answer: the same rows again at position 10' };
    await expect(reading(() => ({ rows: numbers(10), total: 300 }))).rejects.toMatchObject(fault);
  });

  it('a list that changes between two pages is not read', async () => {
    const changing = ({ index }: RowsAt) => ({ rows: numbers(10).map((row) => row + 10 * index), state: String(index) });
    await expect(reading(changing)).rejects.toMatchObject({ code: 'unavailable', retry: 'later' });
  });
});
