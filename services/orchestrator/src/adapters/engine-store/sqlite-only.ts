/**
 * What only SQLite takes; every other statement of this folder is one for PostgreSQL too, but for the
 * placeholders. There it is `json_array_elements(?)`, whose elements are called `value` as well.
 */

/** The elements of one JSON array, as rows of `value`. Many rows by one statement, whatever their number. */
export const elements = 'json_each(?)';

/** A list of ids, for `IN`. */
export const ids = `(SELECT value FROM ${elements})`;
