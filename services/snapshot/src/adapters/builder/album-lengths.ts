import type { Database } from 'better-sqlite3';

/**
 * Registers two SQL functions: `met_album(id, duration)` returns the id and adds up the length of the album as its tracks come
 * by, in whatever order; `album_length(id)` tells the sum. It is known if that of every track is.
 */
export function registerAlbumLengths(db: Database): void {
  const sums = new Map<number, number>();
  db.function('met_album', (album, duration) => {
    const id = Number(album);
    sums.set(id, (sums.get(id) ?? 0) + (duration === null ? Number.NaN : Number(duration)));
    return id;
  });
  db.function('album_length', (album) => {
    const sum = sums.get(Number(album)) ?? Number.NaN;
    return Number.isNaN(sum) ? null : sum;
  });
}
