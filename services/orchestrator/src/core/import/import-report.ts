/** What became of a row. `changed`: it was known, and what was missing was filled in. */
export type RowOutcome = 'added' | 'changed' | 'same' | { readonly skipped: string; readonly example: string };

interface SkippedRows {
  readonly reason: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly string[];
}

export interface TableReport {
  readonly table: string;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly skipped: readonly SkippedRows[];
}

export interface ImportReport {
  readonly tables: readonly TableReport[];
  /** What the user should know or do, in plain words. */
  readonly notices: readonly string[];
}

const shownExamples = 5;

/** Counts what became of the rows of one table. */
export class Tally {
  private readonly counts = { added: 0, changed: 0, same: 0 };
  private readonly skipped = new Map<string, { count: number; readonly examples: string[] }>();

  constructor(private readonly table: string) {}

  count(outcomes: readonly RowOutcome[]): void {
    for (const outcome of outcomes) {
      if (typeof outcome === 'string') this.counts[outcome]++;
      else this.skip(outcome.skipped, 1, outcome.example);
    }
  }

  add(counts: Readonly<Record<'added' | 'changed' | 'same', number>>): void {
    for (const kind of ['added', 'changed', 'same'] as const) this.counts[kind] += counts[kind];
  }

  skip(reason: string, count: number, example?: string): void {
    const known = this.skipped.get(reason) ?? { count: 0, examples: [] };
    known.count += count;
    if (example !== undefined && known.examples.length < shownExamples) known.examples.push(example);
    this.skipped.set(reason, known);
  }

  report(): TableReport {
    const skipped = [...this.skipped].map(([reason, { count, examples }]) => ({ reason, count, examples }));
    return { table: this.table, ...this.counts, skipped };
  }
}
