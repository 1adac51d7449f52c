/** One planted defect and what became of it. */
export interface Outcome {
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  /** The whole line before the change. */
  readonly code: string;
  readonly replacement: string;
  /** A status of the mutation testing report, such as `Killed` or `Survived`. */
  readonly status: string;
}

/** A defect that no test can notice, or need not, and why. Line numbers move with every edit, the line itself less often. */
export interface Explained {
  readonly file: string;
  readonly code: string;
  readonly replacement: string;
  readonly reason: string;
}

export interface Score {
  readonly noticed: number;
  /** Noticed or not, without those explained. */
  readonly counted: number;
  readonly explained: number;
  readonly unnoticed: readonly Outcome[];
}

const noticedStatuses: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const unnoticedStatuses: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

export function score(outcomes: readonly Outcome[], list: readonly Explained[]): Score {
  const noticed = outcomes.filter(({ status }) => noticedStatuses.has(status)).length;
  const missed = outcomes.filter(({ status }) => unnoticedStatuses.has(status));
  const unnoticed = missed.filter((outcome) => !isExplained(outcome, list));
  return { noticed, counted: noticed + unnoticed.length, explained: missed.length - unnoticed.length, unnoticed };
}

function isExplained({ file, code, replacement }: Outcome, list: readonly Explained[]): boolean {
  return list.some((one) => one.file === file && one.code === code.trim() && one.replacement === replacement.replace(/\s+/g, ' '));
}

/** @param line counted from 1 */
export function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? '';
}
