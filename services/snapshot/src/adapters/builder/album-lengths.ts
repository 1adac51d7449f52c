import type { Database } from 'better-sqlite3';

/** The lengths of albums, summed up as their tracks come by. One is known if that of every track is. */
export class AlbumLengths {
  private readonly sums = new Map<number, number>();

  /** @param durationMs of one more track; null if it is unknown */
  add(album: number, durationMs: number | null): void {
    this.sums.set(album, (this.sums.get(album) ?? 0) + (durationMs ?? Number.NaN));
  }

  /** Registers the SQL function `album_length(album_id)`. */
  register(db: Database): void {
    db.function('album_length', (album) => {
      const sum = this.sums.get(Number(album));
      return sum === undefined || Number.isNaN(sum) ? null : sum;
    });
  }
}
