import { describe, expect, it } from '@jest/globals';
import { lineOf, type Outcome, score } from './score.js';

const outcome = (status: string, line: number): Outcome => ({
  file: 'libs/a.ts',
  line,
  mutator: 'BooleanLiteral',
  code: '  const strict = true;',
  replacement: 'false',
  status,
});

describe('when planted defects are counted', () => {
  it('counts a defect that makes a test fail or hang as noticed, and one that no test fails for or runs as not', () => {
    const outcomes = [outcome('Killed', 1), outcome('Timeout', 2), outcome('Survived', 3), outcome('NoCoverage', 4)];
    expect(score(outcomes, [])).toEqual({ noticed: 2, counted: 4, explained: 0, unnoticed: outcomes.slice(2) });
  });

  it('leaves out what is not in the sample, cannot be compiled, or is explained', () => {
    const explained = [{ file: 'libs/a.ts', code: 'const strict = true;', replacement: 'false', reason: 'no difference' }];
    expect(score([outcome('CompileError', 1), outcome('Ignored', 2), outcome('Survived', 3), outcome('Killed', 4)], explained)).toEqual({
      noticed: 1,
      counted: 1,
      explained: 1,
      unnoticed: [],
    });
  });

  it('still knows an explained defect after its line has moved, not after it has changed', () => {
    const explained = [{ file: 'libs/a.ts', code: 'const strict = false;', replacement: 'false', reason: 'no difference' }];
    expect(score([outcome('Survived', 99)], explained).unnoticed).toHaveLength(1);
  });

  it('finds the line that a place names', () => {
    expect([lineOf('a\nb', 2), lineOf('a', 5)]).toEqual(['b', '']);
  });
});
