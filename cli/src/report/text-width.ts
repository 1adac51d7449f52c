import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const plain = /^[\u0020-\u007e]*$/;

/** The columns a text takes on a terminal: two for an East Asian character or an emoji, none for a combining mark. */
export function textWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** As much of a text as fits, cut only between characters. */
export function clip(text: string, columns: number): string {
  if (plain.test(text)) return text.slice(0, Math.max(0, columns));
  let used = 0;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    used += textWidth(segment);
    if (used > columns) break;
    kept += segment;
  }
  return kept;
}

/** Padded on the right; a longer text is cut and ends in `…`. */
export function fit(text: string, columns: number): string {
  const shown = textWidth(text) > columns ? `${clip(text, columns - 1)}…` : text;
  return shown + ' '.repeat(Math.max(0, columns - textWidth(shown)));
}

/** Lines of at most `width` columns, broken at spaces where there are any; a single line for an empty text. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (textWidth(line) > columns) {
      // A column narrower than one character still gets one.
      const head = clip(line, columns) || ([...segmenter.segment(line)][0]?.segment ?? line);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line].filter((one, at) => one !== '' || at === 0);
}
