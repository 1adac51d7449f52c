/** One line of a comparison. */
export interface ComparedLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Lines that stay, between changes and too many to show. */
export interface FoldedLines {
  readonly change: 'folded';
  readonly count: number;
}

/** Beyond this many pairs of lines the middle counts as replaced: the table would not fit into a phone. */
const mostPairs = 4_000_000;

const marked = (change: ComparedLine['change'], lines: readonly string[]): ComparedLine[] => lines.map((text) => ({ change, text }));

/** What has to be taken away and added to make one text of another, line by line. */
export function compareLines(before: string, after: string): ComparedLine[] {
  const [old, young] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const most = Math.min(old.length, young.length);
  let head = 0;
  while (head < most && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  return [
    ...marked('same', old.slice(0, head)),
    ...compareMiddle(old.slice(head, old.length - tail), young.slice(head, young.length - tail)),
    ...marked('same', old.slice(old.length - tail)),
  ];
}

function compareMiddle(old: readonly string[], young: readonly string[]): ComparedLine[] {
  if (old.length * young.length > mostPairs) return [...marked('removed', old), ...marked('added', young)];
  const longest = longestCommon(old, young);
  const lines: ComparedLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [left, right] = [old[i], young[j]];
    if (left !== undefined && left === right) {
      lines.push({ change: 'same', text: left });
      [i, j] = [i + 1, j + 1];
    } else if (left !== undefined && (right === undefined || longest(i + 1, j) >= longest(i, j + 1))) {
      lines.push({ change: 'removed', text: left });
      i++;
    } else {
      lines.push({ change: 'added', text: right ?? '' });
      j++;
    }
  }
  return lines;
}

/** How many lines the rests from (i, j) have in common, in order. */
function longestCommon(old: readonly string[], young: readonly string[]): (i: number, j: number) => number {
  const width = young.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      table[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}

/** Leaves `around` lines beside each change; longer stretches in between are folded. */
export function foldSame(lines: readonly ComparedLine[], around = 2): (ComparedLine | FoldedLines)[] {
  const isNear = (at: number): boolean => lines.slice(Math.max(0, at - around), at + around + 1).some(({ change }) => change !== 'same');
  const shown: (ComparedLine | FoldedLines)[] = [];
  for (const [at, line] of lines.entries()) {
    const last = shown.at(-1);
    if (isNear(at)) shown.push(line);
    else if (last?.change === 'folded') shown[shown.length - 1] = { change: 'folded', count: last.count + 1 };
    else shown.push({ change: 'folded', count: 1 });
  }
  return shown;
}

/** The same comparison, read in the other direction. */
export const reversed = (lines: readonly ComparedLine[]): ComparedLine[] =>
  lines.map(({ change, text }) => ({ change: change === 'added' ? 'removed' : change === 'removed' ? 'added' : 'same', text }));

/** Lines of the second text, from 1, that the first one does not have. */
export function newLines(lines: readonly ComparedLine[]): ReadonlySet<number> {
  const found = new Set<number>();
  let line = 0;
  for (const { change } of lines) {
    if (change !== 'removed') line++;
    if (change === 'added') found.add(line);
  }
  return found;
}
