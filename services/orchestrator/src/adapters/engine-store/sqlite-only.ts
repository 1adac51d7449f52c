/**
 * SQL that only SQLite accepts; except for placeholders, all other statements in this folder also suit PostgreSQL.
 * There a list is `(SELECT value::text::bigint FROM json_array_elements(?))`.
 */

/** A list of ids for `IN`, passed as one JSON array, so that the statement is the same for any number. */
export const ids = '(SELECT value FROM json_each(?))';
