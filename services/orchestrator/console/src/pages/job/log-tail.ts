import type { Schemas } from '../../api/types.js';

type Line = Schemas['LogEntry'];

/** More lines make the page slow; the page of logs has them all. @internal for tests */
export const mostLines = 2000;

export interface Tail {
  /** Oldest first. */
  readonly lines: readonly Line[];
  /** Lines are missing before the last that were added: they came faster than they were read. */
  readonly hasGap: boolean;
}

export const emptyTail: Tail = { lines: [], hasGap: false };

/** After the newest lines were read again, newest first as the service lists them. */
export function withNewest(tail: Tail, newest: readonly Line[], isWhole: boolean): Tail {
  const last = tail.lines.at(-1)?.id ?? 0;
  const added = newest.filter(({ id }) => id > last).reverse();
  if (added.length === 0) return tail;
  const hasGap = tail.lines.length > 0 && added.length === newest.length && !isWhole;
  const lines = hasGap ? added : [...tail.lines, ...added];
  return { lines: lines.slice(-mostLines), hasGap: hasGap || tail.hasGap };
}
