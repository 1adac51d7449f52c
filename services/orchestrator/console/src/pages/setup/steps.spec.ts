import { expect, it } from '@jest/globals';
import { nextOf, stepsOf } from './steps.js';

const nothing = { hasFolder: false, hasSource: false, hasMediaServer: false, hasCloud: false, hasSong: false, hasSnapshot: false };
const statesOf = (...given: Parameters<typeof stepsOf>) => Object.fromEntries(stepsOf(...given).map(({ name, state }) => [name, state]));

it('begins with the folder', () => {
  expect(nextOf(stepsOf(nothing, new Set(), false))).toBe('folder');
});

it('goes on after what is done or skipped', () => {
  const steps = stepsOf({ ...nothing, hasSource: true }, new Set(['folder', 'media']), false);
  expect(nextOf(steps)).toBe('cloud');
});

it('does not call skipped what is there', () => {
  expect(statesOf({ ...nothing, hasCloud: true }, new Set(['cloud']), false)).toMatchObject({ cloud: 'done' });
});

it('never skips the first job, and waits for one that is under way', () => {
  expect(statesOf(nothing, new Set(['job']), false)).toMatchObject({ job: 'notYet' });
  expect(statesOf(nothing, new Set(['job']), true)).toMatchObject({ job: 'underWay' });
});

it('has nothing left once everything is there', () => {
  const all = { hasFolder: true, hasSource: true, hasMediaServer: true, hasCloud: true, hasSong: true, hasSnapshot: true };
  expect(nextOf(stepsOf(all, new Set(), false))).toBeUndefined();
});
