import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type KnownPages, nothingKnown, pagesOf, rowCount, wholePage, withPage } from './keyset-pages.js';

const pageSize = 10;
const pageAt = (index: number, rows: number) => {
  const items = Array.from({ length: Math.max(0, Math.min(pageSize, rows - index * pageSize)) }, (_, at) => index * pageSize + at);
  return { items, nextCursor: (index + 1) * pageSize < rows ? `after ${(index + 1) * pageSize}` : null };
};

/** Reads the pages that are wanted for these rows, as the list does while it is scrolled. */
function scrollTo(known: KnownPages, row: number, rows: number): KnownPages {
  return pagesOf(known, row, row + 5).reduce((before, index) => withPage(before, index, pageAt(index, rows)), known);
}

describe('when a list is read page by page', () => {
  it('asks for the first page first, and for the next one only once its cursor is known', () => {
    const known = nothingKnown(pageSize);
    expect(pagesOf(known, 0, 50)).toEqual([0]);
    expect(pagesOf(withPage(known, 0, pageAt(0, 100)), 0, 50)).toEqual([0, 1]);
  });

  it('reaches every row of a list of any length, and then knows the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (rows) => {
        let known = nothingKnown(pageSize);
        for (let turn = 0; known.total === undefined && turn < 50; turn += 1) known = scrollTo(known, rowCount(known) - 1, rows);
        expect(known.total).toBe(rows);
        expect(rowCount(known)).toBe(rows);
        expect(known.cursors.length).toBe(Math.max(1, Math.ceil(rows / pageSize)));
      }),
    );
  });

  it('makes room for no row of a page that it cannot ask for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.array(fc.nat(250), { maxLength: 20 }), (rows, jumps) => {
        let known = nothingKnown(pageSize);
        for (const row of jumps) known = scrollTo(known, row, rows);
        const pages = pagesOf(known, rowCount(known) - 1, rowCount(known) - 1);
        for (const index of pages) expect(index).toBeLessThan(known.cursors.length);
      }),
    );
  });

  it('keeps what it knows if a page comes again as it was', () => {
    const known = withPage(withPage(nothingKnown(pageSize), 0, pageAt(0, 15)), 1, pageAt(1, 15));
    expect(withPage(known, 0, pageAt(0, 15))).toBe(known);
    expect(withPage(known, 1, pageAt(1, 15))).toBe(known);
  });
});

describe('when the service answers short pages', () => {
  it('goes on until the page is whole, and asks for no row twice', async () => {
    const asked: number[] = [];
    const read = async (cursor: string | undefined, limit: number) => {
      const from = Number(cursor ?? 0);
      asked.push(from);
      // A third of the rows match the filter.
      const items = [from, from + 1, from + 2].filter((row) => row % 3 === 0).slice(0, limit);
      return { items, nextCursor: from + 3 < 60 ? String(from + 3) : null };
    };
    const signal = new AbortController().signal;
    const first = await wholePage(read, undefined, 10, signal);
    expect(first).toEqual({ items: [0, 3, 6, 9, 12, 15, 18, 21, 24, 27], nextCursor: '30' });
    const second = await wholePage(read, '30', 100, signal);
    expect(second.items).toHaveLength(10);
    expect(second.nextCursor).toBeNull();
    expect(new Set(asked).size).toBe(asked.length);
  });
});
