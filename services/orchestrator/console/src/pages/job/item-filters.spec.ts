import { describe, expect, it } from '@jest/globals';
import { changedSince } from './item-filters.js';

describe('when a list of items was read some time ago', () => {
  it.each([
    ['nothing', { pending: 3 }, { pending: 3 }, 0],
    ['some that moved on', { pending: 3, succeeded: 1 }, { pending: 1, succeeded: 3 }, 2],
    ['new ones beside some that moved on', { pending: 3 }, { pending: 3, running: 2 }, 2],
    ['those that are no longer of the state that is shown', { failed: 3 }, {}, 3],
    ['all, of a list that was empty', {}, { failed: 2 }, 2],
  ])('it counts %s', (_, before, now, changed) => {
    expect(changedSince(before, now)).toBe(changed);
  });
});
