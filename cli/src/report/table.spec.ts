import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { table } from './table.js';
import { clip, fit, textWidth, wrap } from './text-width.js';

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.stringMatching(/^[七里香夜曲 a-z]{0,90}$/));

describe('when a table is laid out', () => {
  it('aligns columns by displayed width, not by number of characters', () => {
    const lines = table([
      ['TITLE', 'BY'],
      ['七里香', '周杰伦'],
      ['é👩‍👩‍👧', 'x'],
    ]);
    expect(lines).toEqual(['TITLE   BY', '七里香  周杰伦', 'é👩‍👩‍👧     x']);
  });

  it('takes as much width as it needs unless limited', () => {
    expect(table([['a', 'b'.repeat(200)]])).toEqual([`a  ${'b'.repeat(200)}`]);
  });

  it('shortens the widest column, and never the first', () => {
    const [line = ''] = table([['id'.repeat(8), '七里香'.repeat(20), 'short', 'the end']], { width: 50 });
    expect(textWidth(line)).toBeLessThanOrEqual(50);
    expect(line).toMatch(/^(id){8} {2}(七里香)+七?里?… +short {2}the end$/u);
  });

  it('wraps the last cell onto the next lines, under itself', () => {
    const lines = table(
      [
        ['a', 'one two three four'],
        ['b', ''],
      ],
      { width: 12, wrapLast: true },
    );
    expect(lines).toEqual(['a  one two', '   three', '   four', 'b']);
  });

  it('stays within the width and adds no line breaks, whatever the cells contain', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 }), fc.boolean(), (rows, wrapLast) => {
        const lines = table(
          rows.map((row, at) => [String(at), ...row]),
          { width: 80, wrapLast },
        );
        return lines.every((line) => textWidth(line) <= 80 && !/[\n\r]/.test(line));
      }),
    );
  });
});

describe('when text is made to fit', () => {
  it('is exactly as wide as requested', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 2, max: 40 }),
        (any, columns) => textWidth(fit(any.replace(/[^\P{C}\p{Cs}]/gu, ''), columns)) === columns,
      ),
    );
    expect(fit('七里香', 4)).toBe('七… ');
    expect(clip('👩‍👩‍👧x', 1)).toBe('');
  });

  it('loses only the spaces where a line is broken', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 40 }),
        (any, columns) => wrap(any, columns).join('').replaceAll(' ', '') === any.replaceAll(' ', ''),
      ),
    );
    expect(wrap('', 10)).toEqual(['']);
    expect(wrap('七里香夜曲', 4)).toEqual(['七里', '香夜', '曲']);
  });
});
