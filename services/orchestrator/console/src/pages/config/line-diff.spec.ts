import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ComparedLine, compareLines, foldSame, newLines, reversed } from './line-diff.js';

const print = (lines: readonly ComparedLine[]): string[] =>
  lines.map(({ change, text }) => `${{ same: ' ', removed: '-', added: '+' }[change]}${text}`);

describe('the comparison of two texts', () => {
  it('names what goes and what comes, in place', () => {
    expect(print(compareLines('a\nb\nc\nd', 'a\nx\nc\nd\ne'))).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  });

  it('has no changes between equal texts', () => {
    expect(compareLines('a\nb', 'a\nb').every(({ change }) => change === 'same')).toBe(true);
  });

  const texts = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));

  it('holds both texts whole, also when read backwards', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = compareLines(before, after);
        const side = (compared: readonly ComparedLine[], gone: string): string =>
          compared
            .filter(({ change }) => change !== gone)
            .map(({ text }) => text)
            .join('\n');
        expect(side(lines, 'added')).toBe(before);
        expect(side(lines, 'removed')).toBe(after);
        expect(side(reversed(lines), 'added')).toBe(after);
      }),
    );
  });

  it('folds what stays, but for two lines beside each change', () => {
    const folded = foldSame(compareLines('1\n2\n3\n4\n5\n6', '1\n2\n3\n4\n5\n7'));
    expect(folded[0]).toEqual({ change: 'folded', count: 3 });
    expect(folded.slice(1)).toHaveLength(4);
  });

  it('says which lines are new', () => {
    expect([...newLines(compareLines('a\nb\nc', 'a\nx\nc\ny'))]).toEqual([2, 4]);
  });
});
