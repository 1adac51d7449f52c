/** A colour and the text that can be read on it. */
interface Tone {
  readonly fill: string;
  readonly ink: string;
}

/** Lightness, chroma and hue of OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020). */
type Lch = readonly [lightness: number, chroma: number, hue: number];

/** From never found to always found: more of the accent, the further from the ground of the theme. */
const scales: Readonly<Record<'light' | 'dark', readonly [none: Lch, all: Lch]>> = {
  light: [
    [0.955, 0.012, 262],
    [0.45, 0.17, 262],
  ],
  dark: [
    [0.27, 0.025, 262],
    [0.84, 0.11, 262],
  ],
};

/** Red, green, blue as light, from 0 to 1. */
function linearOf([lightness, chroma, hue]: Lch): number[] {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const light = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return light.map((part) => Math.min(1, Math.max(0, part)));
}

const encoded = (part: number): number => Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));

/** WCAG 2. @internal for tests */
export const luminanceOf = (linear: readonly number[]): number =>
  0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);

/** Black or white, whichever stands out more. @internal for tests */
export const inkOn = (luminance: number): '#000' | '#fff' => ((luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000' : '#fff');

/** The colour of a rate from 0 to 1. @internal for tests */
export function heatOf(rate: number, theme: 'light' | 'dark'): Tone {
  const [none, all] = scales[theme];
  const share = Math.min(1, Math.max(0, rate));
  const between = (at: 0 | 1 | 2): number => none[at] + share * (all[at] - none[at]);
  const linear = linearOf([between(0), between(1), between(2)]);
  return { fill: `rgb(${linear.map(encoded).join(' ')})`, ink: inkOn(luminanceOf(linear)) };
}

/** For both themes, as a style. */
export function heatStyle(rate: number): { readonly backgroundColor: string; readonly color: string } {
  const [light, dark] = [heatOf(rate, 'light'), heatOf(rate, 'dark')];
  return { backgroundColor: `light-dark(${light.fill}, ${dark.fill})`, color: `light-dark(${light.ink}, ${dark.ink})` };
}
