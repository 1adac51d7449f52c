/**
 * Scripts written without spaces between words, first and last code point of each block:
 * Han with its radicals and supplementary planes, kana, bopomofo, hangul.
 */
const cjkRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x11ff],
  [0x2e80, 0x2fdf],
  [0x3005, 0x3007],
  [0x3021, 0x302f],
  [0x3031, 0x3035],
  [0x3038, 0x303c],
  [0x3041, 0x309f],
  [0x30a1, 0x30ff],
  [0x3105, 0x318e],
  [0x31a0, 0x31bf],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa960, 0xa97f],
  [0xac00, 0xd7fb],
  [0xf900, 0xfaff],
  [0x1aff0, 0x1b16f],
  [0x20000, 0x3ffff],
];

/**
 * True for a character searched by substring rather than by word: Han in every plane, kana, bopomofo
 * and hangul. Meant for letters; signs inside those blocks count too.
 */
export function isCjk(codePoint: number): boolean {
  if (codePoint >= 0x4e00 && codePoint <= 0x9fff) return true;
  if (codePoint < 0x1100) return false;
  return cjkRanges.some(([first, last]) => codePoint >= first && codePoint <= last);
}
