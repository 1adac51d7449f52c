/** One step of filling the read tables: a statement, or what SQL would do several times slower. */
export type RowStep = string | ((check: () => void) => void);

/** Rows that cross over from SQLite at once: one by one each would cost three times as much. */
export const rowsAtOnce = 500;
