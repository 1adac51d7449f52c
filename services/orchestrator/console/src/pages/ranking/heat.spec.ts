import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { heatOf, inkOn, luminanceOf } from './heat.js';

const decoded = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

function luminance(fill: string): number {
  return luminanceOf((fill.match(/\d+/g) ?? []).map((part) => decoded(Number(part) / 255)));
}

const contrast = (one: number, other: number): number => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

const themes = ['light', 'dark'] as const;

describe('the colour of a rate', () => {
  it('lets its text be read, whatever the rate and the theme', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...themes), (rate, theme) => {
        const { fill, ink } = heatOf(rate, theme);
        expect(contrast(luminance(fill), ink === '#000' ? 0 : 1)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('moves away from the ground of the theme as the rate grows', () => {
    const steps = [0, 0.25, 0.5, 0.75, 1];
    const light = steps.map((rate) => luminance(heatOf(rate, 'light').fill));
    const dark = steps.map((rate) => luminance(heatOf(rate, 'dark').fill));
    expect(light).toEqual([...light].sort((a, b) => b - a));
    expect(dark).toEqual([...dark].sort((a, b) => a - b));
  });

  it('stays within its ends for rates that cannot be', () => {
    expect(heatOf(-1, 'light')).toEqual(heatOf(0, 'light'));
    expect(heatOf(2, 'dark')).toEqual(heatOf(1, 'dark'));
  });

  it('takes black on light and white on dark', () => {
    expect(inkOn(1)).toBe('#000');
    expect(inkOn(0)).toBe('#fff');
  });
});
