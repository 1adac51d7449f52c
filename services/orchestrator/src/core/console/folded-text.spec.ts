import { describe, expect, it } from '@jest/globals';
import { foldedText } from './folded-text.js';

describe('when messages are compared by their cause', () => {
  it.each([
    ['download returned no file: 3 sources in 12.5 s', 'download returned no file: # sources in # s'],
    ['no field "list" in answer 7', 'no field "…" in answer #'],
    ['《七里香》 and 「稻香」', '《…》 and 「…」'],
    ["can't read 'a b'", "can't read '…'"],
    ['GET https://host/x?y=1 failed with 503', 'GET … failed with #'],
    ['file 0a1b2c3d4e5f60718293 is damaged', 'file # is damaged'],
  ])('%s is as good as %s', (message, folded) => {
    expect(foldedText(message)).toBe(folded);
  });

  it('is no longer than a line', () => {
    expect(foldedText('x'.repeat(10_000)).length).toBeLessThan(310);
  });
});
