import { describe, expect, it } from '@jest/globals';
import { moreOf } from './more-of.js';

describe('when a service says more than its source reads', () => {
  it('keeps the rest under the names of the service, without what says nothing', () => {
    const answer = { id: 7, name: 'Harbour Lights', fee: 8, mark: 0, pop: 95.5, alia: [], rt: '', crbt: null, privilege: { st: 0 } };
    expect(moreOf(answer, ['id', 'name'])).toEqual({ fee: 8, mark: 0, pop: 95.5, privilege: { st: 0 } });
  });

  it('leaves out long values, and what would be too much together', () => {
    expect(moreOf({ lyric: 'la '.repeat(400), fee: 1 }, [])).toEqual({ fee: 1 });
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`field${at}`, 'x'.repeat(100)]));
    expect(JSON.stringify(moreOf(many, [])).length).toBeLessThan(4000);
    expect(Object.keys(moreOf(many, []))[0]).toBe('field0');
  });
});
