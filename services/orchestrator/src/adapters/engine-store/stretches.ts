import type { SqlValue, WriteSession } from '@catalogsync/sqlite';

/** Few sizes, so that few texts are prepared; on the way to a server each statement is a round trip. */
const sizes = [64, 8, 1] as const;

/** A statement over many rows, made for any number of them. Its text is kept for each size. */
export class RowsStatement {
  private readonly texts: ReadonlyMap<number, string>;

  /** `textOf` gets the rows as they stand after `VALUES`; `row` is one of them. */
  constructor(row: string, textOf: (rows: string) => string) {
    this.texts = new Map(sizes.map((size) => [size, textOf(Array(size).fill(row).join(', '))]));
  }

  /** Answers how many rows were changed. */
  run(session: WriteSession, rows: ReadonlyArray<readonly SqlValue[]>): number {
    let changes = 0;
    for (const [text, values] of this.stretches(rows)) changes += session.statement(text).run(...values).changes;
    return changes;
  }

  /** Answers what the statement returns. */
  all<Row>(session: WriteSession, rows: ReadonlyArray<readonly SqlValue[]>): Row[] {
    const found: Row[] = [];
    for (const [text, values] of this.stretches(rows)) found.push(...session.statement<Row>(text).all(...values));
    return found;
  }

  private *stretches(rows: ReadonlyArray<readonly SqlValue[]>): Iterable<[text: string, values: SqlValue[]]> {
    for (let at = 0; at < rows.length; ) {
      const size = sizes.find((one) => one <= rows.length - at) ?? 1;
      yield [this.texts.get(size) ?? '', rows.slice(at, at + size).flat()];
      at += size;
    }
  }
}

/** A row whose columns have types of their own; a server that knows no more of a parameter takes it for text. */
export function typedRow(...types: ReadonlyArray<'TEXT' | 'BIGINT'>): string {
  return `(${types.map((type) => `CAST(? AS ${type})`).join(', ')})`;
}
