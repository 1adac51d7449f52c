/**
 * Where a delta, attached as `delta`, keeps the rows of a table that are new or differ. Only the columns that differ have values: a row
 * added without saying which are, has all.
 */
export const changedRows = (table: string): string => `delta."${table}"`;
/** Where it keeps the keys of those that left. */
export const goneRows = (table: string): string => `delta."${table} gone"`;
