import type { Database } from 'better-sqlite3';

/** As many ids as one page of the set has bits. */
const pageIds = 65_536;

/** A set of ids in a bit each; only pages with an id take room. */
class IdSet {
  private readonly pages = new Map<number, Uint32Array>();

  add(id: number): void {
    const page = Math.floor(id / pageIds);
    let bits = this.pages.get(page);
    if (bits === undefined) {
      bits = new Uint32Array(pageIds / 32);
      this.pages.set(page, bits);
    }
    const bit = id - page * pageIds;
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  has(id: number): boolean {
    const page = Math.floor(id / pageIds);
    const bit = id - page * pageIds;
    return ((this.pages.get(page)?.[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/**
 * Registers the SQL function `is_track`, and returns the statement that teaches it the tracks already written. A bit for
 * each track, in memory: looking up the songs of 4,000,000 rows in the table of tracks takes longer than copying all rows.
 */
export function trackSet(db: Database): string {
  const tracks = new IdSet();
  db.function('know_track', (id) => {
    tracks.add(id as number);
    return null;
  });
  db.function('is_track', { deterministic: true }, (id) => (typeof id === 'number' && tracks.has(id) ? 1 : 0));
  return 'SELECT count(know_track(song_id)) FROM catalog_tracks';
}
