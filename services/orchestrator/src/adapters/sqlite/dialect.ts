/**
 * What only SQLite takes in the texts of the stores; beside it `given.ts` of libs/sqlite, and the migrations.
 * PostgreSQL says `lower(name)` with an index on it, and needs no hint.
 */

/** By this names are compared and sorted: `A` and `a` are one. */
export const foldedName = 'name COLLATE NOCASE';

/** Said by name: left to itself SQLite may walk the index of a status and sort what it finds. */
export const songsByName = 'songs INDEXED BY songs_by_name';
