const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** East Asian characters take two columns. */
const columnsOf = (sign: string): number => (wide.test(sign) ? 2 : 1);

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const sign of text) columns += columnsOf(sign);
  return columns;
}

/** As much of a text as fits. */
export function clip(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const sign of text) {
    used += columnsOf(sign);
    if (used > columns) break;
    kept += sign;
  }
  return kept;
}

/** Filled up to the columns on the right; a longer text is cut and ends in `…`. */
export function fit(text: string, columns: number): string {
  const shown = textWidth(text) > columns ? `${clip(text, columns - 1)}…` : text;
  return shown + ' '.repeat(columns - textWidth(shown));
}
