/**
 * What only SQLite takes; every other statement of this folder is one for PostgreSQL too, but for the
 * placeholders. There a list is `(SELECT value::text::bigint FROM json_array_elements(?))`.
 */

/** A list of ids for `IN`, given as one JSON array: one text, however many they are. */
export const ids = '(SELECT value FROM json_each(?))';
