import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { axisOf, onTracks, placeOf, type Stretch, ticksOf } from './time-axis.js';

const minute = 60_000;
const whole = { from: 0, until: 100 * minute };
const stretch = fc
  .tuple(fc.integer({ min: 0, max: 100 * minute }), fc.integer({ min: 0, max: 20 * minute }))
  .map(([from, length]): Stretch => ({ from, until: from + length }));

describe('when the time of a job is drawn', () => {
  it('folds long idle gaps and leaves short ones', () => {
    const axis = axisOf(
      [
        { from: 0, until: 10 * minute },
        { from: 15 * minute, until: 20 * minute },
        { from: 90 * minute, until: 100 * minute },
      ],
      whole,
    );
    expect(axis.map(({ from, until, folded }) => [from / minute, until / minute, folded])).toEqual([
      [0, 20, false],
      [20, 90, true],
      [90, 100, false],
    ]);
    expect(axis[1]?.width).toBeCloseTo(0.03);
  });

  it('folds the wait until now as well', () => {
    const axis = axisOf([{ from: 0, until: 10 * minute }], whole);
    expect(axis.map(({ folded }) => folded)).toEqual([false, true]);
  });

  it('folds nothing where nothing was done', () => {
    expect(axisOf([], whole)).toEqual([{ ...whole, folded: false, start: 0, width: 1 }]);
  });

  it('survives a job that has only begun', () => {
    expect(placeOf(axisOf([{ from: 5, until: 5 }], { from: 5, until: 5 }), 5)).toBe(0);
  });

  it('fills the whole width and keeps the order of instants', () => {
    const instants = fc.array(fc.integer({ min: 0, max: whole.until }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), instants, (busy, at) => {
        const axis = axisOf(busy, whole);
        expect(axis.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
        const places = [...at].sort((a, b) => a - b).map((one) => placeOf(axis, one));
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(index === 0 ? 0 : (places[index - 1] ?? 0));
          expect(place).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(placeOf(axis, whole.until)).toBeCloseTo(1);
      }),
    );
  });
});

describe('when the axis is labelled', () => {
  it('takes round times of the zone, not of UTC', () => {
    const day = 24 * 60 * minute;
    const zone = 5.5 * 60 * minute;
    const ticks = ticksOf(axisOf([], { from: 0, until: day }), 6, zone);
    expect(ticks.length).toBeGreaterThan(2);
    for (const tick of ticks) expect((tick + zone) % (6 * 60 * minute)).toBe(0);
  });

  it('writes none in a folded gap, few in all, and each apart from the next', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (busy) => {
        const axis = axisOf(busy, whole);
        const ticks = ticksOf(axis, 6, 0);
        expect(ticks.length).toBeLessThanOrEqual(13);
        for (const tick of ticks) {
          expect(axis.some(({ folded, from, until }) => folded && tick > from && tick < until)).toBe(false);
        }
      }),
    );
  });
});

describe('when items overlap', () => {
  it('puts them on tracks of their own as far as there are tracks', () => {
    const spans = [
      { from: 0, until: 10 },
      { from: 5, until: 15 },
      { from: 6, until: 8 },
      { from: 10, until: 20 },
    ];
    expect(onTracks(spans, 2).map(({ track }) => track)).toEqual([0, 1, 1, 0]);
  });
});
