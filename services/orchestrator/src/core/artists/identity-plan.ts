import { type ArtistIdentity, type ArtistMember, type ArtistPair, type Identified, NOBODY } from './artist-store.js';
import { partnerOf, type ReadArtist } from './read-artist.js';
import { sortName } from './sort-name.js';

/** More artists of one name are not compared by name: it says nothing any more. */
export const mostOfOneName = 500;

/** Artists that nothing keeps apart. */
class Cluster {
  readonly members: ReadArtist[] = [];
  private readonly musicBrainzIds = new Set<string>();
  private readonly platforms = new Set<string>();

  add(artist: ReadArtist): void {
    this.members.push(artist);
    if (artist.musicBrainzId !== undefined) this.musicBrainzIds.add(artist.musicBrainzId);
    if (artist.hasOwnId) this.platforms.add(artist.platform);
  }

  /** Contrary evidence: another MusicBrainz id, or one platform that lists both under ids of its own. */
  isAnother({ musicBrainzId, hasOwnId, platform }: ReadArtist): boolean {
    if (musicBrainzId !== undefined && this.musicBrainzIds.size > 0 && !this.musicBrainzIds.has(musicBrainzId)) return true;
    return hasOwnId && this.platforms.has(platform);
  }
}

/** Names in two scripts that lead to each other. */
class LinkedNames {
  private readonly leaders = new Map<string, string>();

  /** @param partners of each half of a name in two scripts: the other halves that it is found with anywhere */
  constructor(artists: readonly ReadArtist[], partners: ReadonlyMap<string, ReadonlySet<string>>) {
    for (const { folded, halves } of artists) {
      for (const half of halves) if (partners.get(half)?.size === 1) this.unite(folded, half);
    }
  }

  /** One of the names, the same for all that lead to each other. */
  leaderOf(name: string): string {
    let leader = name;
    for (let next = this.leaders.get(leader); next !== undefined; next = this.leaders.get(leader)) leader = next;
    return leader;
  }

  private unite(name: string, other: string): void {
    const [one, two] = [this.leaderOf(name), this.leaderOf(other)];
    if (one !== two) this.leaders.set(two, one);
  }
}

/** Counts the halves' partners. */
export function partnersOf(artists: Iterable<ReadArtist>): Map<string, Set<string>> {
  const partners = new Map<string, Set<string>>();
  for (const artist of artists) {
    if (artist.isNobody) continue;
    for (const half of artist.halves) {
      const known = partners.get(half);
      if (known === undefined) partners.set(half, new Set([partnerOf(half, artist)]));
      else known.add(partnerOf(half, artist));
    }
  }
  return partners;
}

/** Those with the surest evidence first: the others are compared with them. */
const rank = ({ musicBrainzId, hasOwnId }: ReadArtist): number => (musicBrainzId !== undefined ? 0 : hasOwnId ? 1 : 2);

function addTo<Key>(map: Map<Key, Cluster[]>, key: Key, cluster: Cluster): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [cluster]);
  else if (!there.includes(cluster)) there.push(cluster);
}

/**
 * Decides which artists are one, from everything that is known about all who may be: the same MusicBrainz id; the same name
 * without contrary evidence; names that a name in two scripts links, if the link leads to one artist only. Where several artists
 * have one name, the first that nothing contradicts takes one that is known by the name alone. Then people's decisions join whole artists.
 */
export class IdentityPlan {
  private readonly clusters: Cluster[] = [];
  private readonly byName = new Map<string, Cluster[]>();
  private readonly byLeader = new Map<string, Cluster[]>();
  private readonly byMusicBrainzId = new Map<string, Cluster[]>();
  private readonly clusterOf = new Map<number, Cluster>();
  private readonly apart = new Map<number, number[]>();
  private readonly names: LinkedNames;

  /** @param artists by ascending id @param partners see `partnersOf` */
  constructor(
    private readonly artists: readonly ReadArtist[],
    partners: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly pairs: readonly ArtistPair[],
  ) {
    this.names = new LinkedNames(artists, partners);
    for (const { artistId, otherArtistId, isSame } of pairs) {
      if (isSame) continue;
      this.apart.set(artistId, [...(this.apart.get(artistId) ?? []), otherArtistId]);
      this.apart.set(otherArtistId, [...(this.apart.get(otherArtistId) ?? []), artistId]);
    }
  }

  identified(): Omit<Identified, 'found'> {
    const somebody = this.artists.filter(({ isNobody }) => !isNobody);
    const crowd = crowded(somebody);
    for (const artist of somebody.toSorted((a, b) => rank(a) - rank(b) || a.id - b.id)) this.place(artist, crowd.has(artist.id));
    const groups = this.joined();
    const nobody = this.artists.filter(({ isNobody }) => isNobody).map(({ id }) => ({ artistId: id, identityId: NOBODY }));
    return {
      artistIds: this.artists.map(({ id }) => id),
      identities: groups.map(identityOf),
      members: [...nobody, ...groups.flatMap(membersOf)],
    };
  }

  private place(artist: ReadArtist, isAlone: boolean): void {
    const cluster = this.surelyOf(artist) ?? (isAlone ? undefined : this.namedAs(artist)) ?? new Cluster();
    if (cluster.members.length === 0) this.clusters.push(cluster);
    cluster.add(artist);
    this.clusterOf.set(artist.id, cluster);
    addTo(this.byName, artist.folded, cluster);
    addTo(this.byLeader, this.names.leaderOf(artist.folded), cluster);
    if (artist.musicBrainzId !== undefined) addTo(this.byMusicBrainzId, artist.musicBrainzId, cluster);
  }

  private surelyOf(artist: ReadArtist): Cluster | undefined {
    if (artist.musicBrainzId === undefined) return undefined;
    return this.byMusicBrainzId.get(artist.musicBrainzId)?.find((cluster) => !this.isKeptApart(artist.id, cluster));
  }

  private namedAs(artist: ReadArtist): Cluster | undefined {
    const fits = (cluster: Cluster): boolean => !cluster.isAnother(artist) && !this.isKeptApart(artist.id, cluster);
    const same = this.byName.get(artist.folded)?.find(fits);
    if (same !== undefined) return same;
    const linked = this.byLeader.get(this.names.leaderOf(artist.folded)) ?? [];
    const [only, ...others] = linked.filter(fits);
    return others.length === 0 ? only : undefined;
  }

  private isKeptApart(id: number, { members }: Cluster): boolean {
    const others = this.apart.get(id);
    return others !== undefined && members.some((member) => others.includes(member.id));
  }

  /** The members of each artist, by ascending id. What people keep apart, no other decision joins. */
  private joined(): ReadArtist[][] {
    const groupOf = new Map(this.clusters.map((cluster) => [cluster, [cluster]]));
    for (const { artistId, otherArtistId, isSame } of this.pairs) {
      const [one, other] = [artistId, otherArtistId].map((id) => groupOf.get(this.clusterOf.get(id) as Cluster));
      if (!isSame || one === undefined || other === undefined || one === other) continue;
      const ids = one.flatMap(({ members }) => members.map(({ id }) => id));
      if (ids.some((id) => other.some((cluster) => this.isKeptApart(id, cluster)))) continue;
      const group = [...one, ...other];
      for (const cluster of group) groupOf.set(cluster, group);
    }
    const groups = [...new Set(groupOf.values())];
    return groups.map((group) => group.flatMap(({ members }) => members).sort((a, b) => a.id - b.id));
  }
}

/** Artists of a name that many have, but for the first of them. */
function crowded(artists: readonly ReadArtist[]): ReadonlySet<number> {
  if (artists.length <= mostOfOneName) return new Set();
  const named = Map.groupBy(artists, ({ folded }) => folded);
  return new Set([...named.values()].flatMap((same) => same.slice(mostOfOneName).map(({ id }) => id)));
}

function membersOf(artists: readonly ReadArtist[]): ArtistMember[] {
  const identityId = artists[0]?.id ?? 0;
  return artists.length < 2 ? [] : artists.map(({ id }) => ({ artistId: id, identityId }));
}

function identityOf(artists: readonly ReadArtist[]): ArtistIdentity {
  const name = artists.find(({ chosenName }) => chosenName !== undefined)?.chosenName ?? usualName(artists);
  const musicBrainzId = artists.find((artist) => artist.musicBrainzId !== undefined)?.musicBrainzId;
  return { id: artists[0]?.id ?? 0, name, sortName: sortName(name), musicBrainzId };
}

/** The spelling of most songs; of several, that of the first artist. */
function usualName(artists: readonly ReadArtist[]): string {
  const counts = new Map<string, number>();
  for (const { name, songCount } of artists) counts.set(name.trim(), (counts.get(name.trim()) ?? 0) + songCount);
  const [[usual = ''] = []] = [...counts].sort(([, a], [, b]) => b - a);
  return usual;
}
