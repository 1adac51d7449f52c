import type { SqlValue, WriteSession } from '@catalogsync/sqlite';

/** Few sizes, so that few statements are prepared, yet large ones, as each is a round trip to a server. */
const sizes = [64, 8, 1] as const;

/** A statement over any number of rows. Caches its text for each size. */
export class RowsStatement {
  private readonly texts: ReadonlyMap<number, string>;

  /** `textOf` gets the rows for `VALUES`; `row` is one of them. */
  constructor(row: string, textOf: (rows: string) => string) {
    this.texts = new Map(sizes.map((size) => [size, textOf(Array(size).fill(row).join(', '))]));
  }

  /** Returns the number of changed rows. */
  run(session: WriteSession, rows: ReadonlyArray<readonly SqlValue[]>): number {
    let changes = 0;
    for (const [text, values] of this.stretches(rows)) changes += session.statement(text).run(...values).changes;
    return changes;
  }

  /** Returns the statement's rows. */
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

/** A row with explicit column types; otherwise a server would take untyped parameters for text. */
export function typedRow(...types: ReadonlyArray<'TEXT' | 'BIGINT'>): string {
  return `(${types.map((type) => `CAST(? AS ${type})`).join(', ')})`;
}
