import type { ReactElement, ReactNode } from 'react';
import styles from './data-table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand right. */
  readonly figure?: boolean;
  /** Its name is only for screen readers: buttons need none. */
  readonly bare?: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** Few and narrow columns: it stays a table on a phone. */
  readonly narrow?: boolean;
}

/** A table of a few rows. On a phone each row is a block of names and values. For lists of any length see `KeysetList`. */
export function DataTable<Row>({ label, columns, rows, keyOf, narrow = false }: DataTableProps<Row>): ReactElement {
  return (
    <table className={narrow ? styles.table : `${styles.table} ${styles.stacks}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, figure, bare }) => (
            <th key={name} scope="col" className={figure ? styles.figure : undefined}>
              {bare ? <span className="hidden">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column, at) => (
              <Cell key={column.name} column={column} row={row} first={at === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row, first }: { column: Column<Row>; row: Row; first: boolean }): ReactElement {
  const { name, figure, bare, cell } = column;
  if (first) return <th scope="row">{cell(row)}</th>;
  const className = [figure ? styles.figure : undefined, bare ? styles.bare : undefined].filter(Boolean).join(' ');
  return (
    <td className={className || undefined} data-name={bare ? undefined : name}>
      {cell(row)}
    </td>
  );
}
