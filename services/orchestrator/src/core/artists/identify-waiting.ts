import { creditedArtists } from '@catalogsync/catalog';
import { artistByName, BY_NAME } from '../catalogue/song-artists.js';
import type { ArtistPair, ArtistStore, SplitCredit, StoredArtist } from './artist-store.js';
import { IdentityPlan, mostOfOneName, partnersOf } from './identity-plan.js';
import { keyOfName, keysOf, type ReadArtist, readArtist } from './read-artist.js';

/** Everything that must be decided together. */
class Neighbourhood {
  /** By id: those decided about. */
  readonly artists = new Map<number, ReadArtist>();
  readonly pairs = new Map<string, ArtistPair>();
  /** Artists that were looked at, which may be decided about too. */
  private readonly seen = new Map<number, ReadArtist>();
  private readonly keys = new Set<number>();

  constructor(private readonly store: ArtistStore) {}

  partners(): ReadonlyMap<string, ReadonlySet<string>> {
    return partnersOf(this.seen.values());
  }

  /** Adds artists, and all that may be the same as one of them. @param before where these were found */
  async add(first: readonly number[], before: readonly number[]): Promise<void> {
    for (let [ids, more] = [first, before]; ids.length > 0; [ids, more] = [await this.around(ids, more), []]) {
      await this.look(ids);
      for (const id of ids) {
        const artist = this.seen.get(id);
        if (artist !== undefined) this.artists.set(id, artist);
      }
    }
  }

  private async look(ids: readonly number[]): Promise<void> {
    const fresh = ids.filter((id) => !this.seen.has(id));
    if (fresh.length === 0) return;
    for (const artist of await this.store.artists(fresh)) this.seen.set(artist.id, readArtist(artist));
  }

  private async around(ids: readonly number[], before: readonly number[]): Promise<number[]> {
    const added = ids.flatMap((id) => this.artists.get(id) ?? []);
    const keys = new Set([...before, ...added.flatMap(keysOf)].filter((key) => !this.keys.has(key)));
    for (const key of keys) this.keys.add(key);
    // In their order: neighbours there are neighbours on disk.
    const sorted = [...keys].sort((a, b) => a - b);
    const found = sorted.length === 0 ? [] : await this.store.find(sorted, mostOfOneName);
    await this.look([...new Set(found.flat())]);
    const linked = found.flatMap((others, at) => this.linkedBy(sorted[at] ?? 0, others));
    const members = await this.store.membersWith(ids);
    const next = new Set([...linked, ...members.map(({ artistId }) => artistId), ...(await this.decided(ids))]);
    return [...next].filter((id) => !this.artists.has(id)).sort((a, b) => a - b);
  }

  /** Those found by a key, but for names in two scripts whose half it is and that share this half with others: it links nothing. */
  private linkedBy(key: number, found: readonly number[]): number[] {
    const read = found.flatMap((id) => this.seen.get(id) ?? []);
    const partners = partnersOf(read);
    const isVague = ({ halves }: ReadArtist): boolean =>
      halves.some((half) => keyOfName(half) === key && (partners.get(half)?.size ?? 0) > 1);
    return read.filter((artist) => !isVague(artist)).map(({ id }) => id);
  }

  private async decided(ids: readonly number[]): Promise<number[]> {
    const pairs = await this.store.choices(ids);
    for (const pair of pairs) this.pairs.set(`${pair.artistId} ${pair.otherArtistId}`, pair);
    return pairs.flatMap(({ artistId, otherArtistId }) => [artistId, otherArtistId]);
  }
}

/** A credit that names several artists but was stored as one, by an earlier version or another program. */
function splitCredit({ id, platform, remoteId, name }: StoredArtist): SplitCredit[] {
  if (!remoteId.startsWith(BY_NAME)) return [];
  const artists = creditedArtists(name).map(artistByName);
  return artists.length < 2 ? [] : [{ id, platform, artists }];
}

/**
 * Identifies the waiting artists with the smallest ids, at most `limit`, in the transaction of the store. They are decided about anew,
 * together with all artists that may be the same; the others stay as they are. The work grows with the number of artists in the
 * batch, not with the catalogue.
 * @returns how many artists waited
 */
export async function identifyWaiting(store: ArtistStore, limit: number): Promise<number> {
  const waiting = await store.takeWaiting(limit);
  if (waiting.length === 0) return 0;
  const credits = (await store.artists(waiting)).flatMap(splitCredit);
  // The artists that they name wait now, if they are new or have more songs.
  if (credits.length > 0) await store.split(credits);
  const gone = new Set(credits.map(({ id }) => id));
  const ids = waiting.filter((id) => !gone.has(id));
  const near = new Neighbourhood(store);
  await near.add(ids, await store.keysOf(ids));
  const artists = [...near.artists.values()].sort((a, b) => a.id - b.id);
  const pairs = [...near.pairs.values()].sort((a, b) => a.artistId - b.artistId || a.otherArtistId - b.otherArtistId);
  const plan = new IdentityPlan(artists, near.partners(), pairs);
  const found = ids.flatMap((id) => {
    const artist = near.artists.get(id);
    return artist === undefined ? [] : [{ artistId: id, keys: keysOf(artist) }];
  });
  await store.save({ ...plan.identified(), found });
  return waiting.length;
}
