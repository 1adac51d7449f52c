import { describe, expect, it } from '@jest/globals';
import { RowsStatement, typedRow } from './stretches.js';

/** Notes how many rows each statement takes, and answers with them. */
function noting(): { readonly sizes: number[]; readonly session: Parameters<RowsStatement['run']>[0] } {
  const sizes: number[] = [];
  const statement = (sql: string) => ({
    get: () => undefined,
    all: (...values: unknown[]) => {
      sizes.push(sql.split('(?, ?)').length - 1);
      return values.filter((_value, index) => index % 2 === 0);
    },
    run: (...values: unknown[]) => {
      sizes.push(sql.split('(?, ?)').length - 1);
      return { changes: values.length / 2, lastId: 0 };
    },
  });
  return { sizes, session: { statement } as unknown as Parameters<RowsStatement['run']>[0] };
}

describe('when a statement takes any number of rows', () => {
  const rows = (count: number): Array<[number, string]> => Array.from({ length: count }, (_, index) => [index, 'x']);

  it.each([
    [0, []],
    [1, [1]],
    [7, [1, 1, 1, 1, 1, 1, 1]],
    [8, [8]],
    [64, [64]],
    [73, [64, 8, 1]],
    [138, [64, 64, 8, 1, 1]],
  ])('%i rows are sent in as few of its sizes as possible, each once', (count, expected) => {
    const { sizes, session } = noting();
    const statement = new RowsStatement('(?, ?)', (values) => `INSERT INTO t VALUES ${values}`);
    expect([statement.run(session, rows(count)), sizes]).toEqual([count, expected]);
    expect(statement.all(session, rows(count))).toEqual(rows(count).map(([index]) => index));
    expect(sizes).toEqual([...expected, ...expected]);
  });

  it('each value of a row can be given its type', () => {
    expect(typedRow('BIGINT', 'TEXT')).toBe('(CAST(? AS BIGINT), CAST(? AS TEXT))');
  });
});
