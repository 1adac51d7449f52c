import { printable } from './output.js';
import { fit, textWidth, wrap } from './text-width.js';

/** Lines are kept within this where possible: many terminals are no wider. */
export const lineWidth = 80;

export interface TableOptions {
  /** Maximum width of a line in columns; without it, as wide as its cells need. */
  readonly width?: number;
  /** A last cell that does not fit continues on the next line; otherwise it is cut like the others. */
  readonly wrapLast?: boolean;
}

/** Sentences in the last column are shown whole. */
export const wholeSentences: TableOptions = { width: lineWidth, wrapLast: true };

const gap = 2;
/** Least width of a shrunk column, or what its cells need if less. */
const narrowest = 6;

/**
 * Columns side by side, aligned by display width. If a line would be too wide, the widest columns shrink, never the
 * first: it has what other commands take as input.
 */
export function table(rows: readonly (readonly string[])[], { width, wrapLast = false }: TableOptions = {}): string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of cells) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(cell));
  const limits = width === undefined ? widths : narrowed(widths, width);
  return cells.flatMap((row) => linesOf(row, limits, wrapLast));
}

function narrowed(natural: readonly number[], width: number): number[] {
  const [first = 0, ...others] = natural;
  const widths = others.map((one) => Math.min(one, width));
  let over = widths.reduce((total, one) => total + one, first + gap * others.length) - width;
  for (; over > 0; over -= 1) {
    const widest = Math.max(0, ...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return [first, ...widths];
}

function linesOf(row: readonly string[], limits: readonly number[], wrapLast: boolean): string[] {
  const last = limits.length - 1;
  const before = row.slice(0, last).map((cell, at) => fit(cell, limits[at] ?? 0));
  const room = limits[last] ?? 0;
  const [first = '', ...rest] = wrapLast ? wrap(row[last] ?? '', room) : [fit(row[last] ?? '', room)];
  const blank = before.map((cell) => ' '.repeat(textWidth(cell)));
  return [[...before, first], ...rest.map((line) => [...blank, line])].map((parts) => parts.join(' '.repeat(gap)).trimEnd());
}
