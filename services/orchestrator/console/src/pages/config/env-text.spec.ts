import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { valuesIn, withoutKey, withValue } from './env-text.js';

const text = '# Music\nLIBRARY_DIR=/music\n\n# DOWNLOAD_WORKERS=2\nLOG_LEVEL = warn\n';

describe('the text of a settings file', () => {
  it('is read as the service reads it', () => {
    expect([...valuesIn('A=1\n#A=2\n =x\nnothing\nB = a=b \r\nA=3')]).toEqual([
      ['A', '3'],
      ['B', 'a=b'],
    ]);
  });

  it('keeps comments and order when a value changes', () => {
    expect(withValue(text, 'LIBRARY_DIR', '/other')).toBe(text.replace('/music', '/other'));
  });

  it('takes a new key after its example in a comment', () => {
    expect(withValue(text, 'DOWNLOAD_WORKERS', '4')).toBe(
      '# Music\nLIBRARY_DIR=/music\n\n# DOWNLOAD_WORKERS=2\nDOWNLOAD_WORKERS=4\nLOG_LEVEL = warn\n',
    );
  });

  it('takes any other new key at its end, on a line of its own', () => {
    expect(withValue('A=1', 'B', '2')).toBe('A=1\nB=2\n');
    expect(withValue('A=1\n', 'B', '2')).toBe('A=1\nB=2\n');
    expect(withValue('', 'B', '2')).toBe('B=2\n');
  });

  it('changes the line that counts where a key is set twice', () => {
    expect(withValue('A=1\nA=2\n', 'A', '3')).toBe('A=1\nA=3\n');
  });

  it('keeps the ends of lines of Windows', () => {
    expect(withValue('A=1\r\nB=2\r\n', 'A', '3')).toBe('A=3\r\nB=2\r\n');
  });

  it('loses every line of a key that goes back to its default', () => {
    expect(withoutKey('A=1\n# A\nB=2\nA=3\n', 'A')).toBe('# A\nB=2\n');
  });

  const keys = fc.constantFrom('A', 'B', 'LONG_KEY');
  const lines = fc.array(
    fc.oneof(
      fc.string(),
      fc.tuple(keys, fc.string()).map(([key, value]) => `${key}=${value}`),
    ),
  );

  it('gives back what was put in, and nothing else changes', () => {
    fc.assert(
      fc.property(lines, keys, fc.stringMatching(/^[!-~]{1,20}$/), (given, key, value) => {
        const before = given.join('\n');
        const after = valuesIn(withValue(before, key, value));
        expect(after.get(key)).toBe(value);
        expect([...after].filter(([name]) => name !== key)).toEqual([...valuesIn(before)].filter(([name]) => name !== key));
      }),
    );
  });

  it('has no trace of a key that was taken away', () => {
    fc.assert(fc.property(lines, keys, (given, key) => !valuesIn(withoutKey(given.join('\n'), key)).has(key)));
  });
});
