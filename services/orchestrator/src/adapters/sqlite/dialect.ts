/**
 * SQL in the stores that only SQLite accepts, apart from `statements.ts` of libs/sqlite and the migrations. PostgreSQL
 * would use `lower(name)` with an index on it, and no hint.
 */

/** Compares and sorts names ignoring ASCII case. */
export const foldedName = 'name COLLATE NOCASE';

/** Names the index; otherwise SQLite may walk a status index and sort the result. */
export const songsByName = 'songs INDEXED BY songs_by_name';

/** The same within one platform. */
export const songsOfPlatform = 'songs INDEXED BY songs_by_platform';

/** The values of a column of whole numbers, separated by commas; null if there are none. */
export const joinedIds = (column: string): string => `group_concat(${column})`;

/**
 * A table of the lists that are passed as one value, `JSON.stringify(lists)`, in their order: one statement for hundreds of
 * rows costs a tenth of as many statements. In PostgreSQL it is `json_array_elements(?::json)`.
 */
export const givenLists = 'json_each(?) AS given';

/** A whole number in a list of `givenLists`, by its place there. */
export const givenNumber = (place: number): string => `(given.value ->> ${place})`;
