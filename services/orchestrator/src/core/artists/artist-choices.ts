import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { ArtistDetail, ArtistDetails, ArtistName } from './artist-detail.js';
import type { ArtistStore, ArtistStores, Decided } from './artist-store.js';
import type { IdentifyArtists } from './identify-artists.js';

export interface ArtistChoicesParts {
  readonly writer: CatalogueWriter<ArtistStores>;
  readonly details: ArtistDetails;
  readonly identities: Pick<IdentifyArtists, 'run'>;
  readonly audit: Audit;
  readonly now: () => number;
}

type Pair = readonly [ArtistName, ArtistName];

const textOf = (name: ArtistName): string => ('id' in name ? String(name.id) : name.name);

/** The longest name that anybody may be given. */
const longestName = 500;

/** What people decide about artists: which are one, and what they are called. It outlasts every collection. */
export class ArtistChoices {
  constructor(private readonly parts: ArtistChoicesParts) {}

  /** Those of a name, after identifying all that wait. @throws Fault `not_found` */
  async find(name: ArtistName, signal: AbortSignal): Promise<readonly ArtistDetail[]> {
    await this.parts.identities.run(signal);
    const found = await this.parts.details.find(name);
    if (found.length > 0) return found;
    throw new Fault('not_found', `there is no artist ${textOf(name)}`, {
      hint: 'Name it by its id, or as it is written. Placeholders such as "Various Artists" are no artists.',
    });
  }

  /**
   * The two are one, with all that each consists of. Returns what they are afterwards.
   * @throws Fault `not_found`; `invalid_argument` if they are one already; `failed_precondition` for a name that several have
   */
  async merge(names: Pair, actor: Actor, signal: AbortSignal): Promise<ArtistDetail> {
    const target = `artists ${names.map(textOf).join(' and ')}`;
    const id = await this.parts.audit.change({ ...actor, action: 'mergeArtists', target }, async (commit) => {
      const [one, other] = await this.both(names, signal);
      if (one.id === other.id) throw sameArtist(names, 'Name two artists; `artists show` lists what an artist consists of.');
      await commit(() => this.write((store, decided) => mergeIn(store, [one, other], decided), actor, signal));
      return Math.min(one.id, other.id);
    });
    return this.one({ id }, signal);
  }

  /** They are not. A member is named by its id. Returns the first afterwards. @throws Fault as `merge` */
  async split(names: Pair, actor: Actor, signal: AbortSignal): Promise<ArtistDetail> {
    const target = `artists ${names.map(textOf).join(' and ')}`;
    const id = await this.parts.audit.change({ ...actor, action: 'splitArtist', target }, async (commit) => {
      const [one, other] = await this.both(names, signal);
      const [a, b] = [memberNamed(names[0], one), memberNamed(names[1], other)];
      if (a === b) throw sameArtist(names, 'Name two of the members that `artists show` lists, by their ids.');
      const pair = { artistId: Math.min(a, b), otherArtistId: Math.max(a, b), isSame: false };
      await commit(() => this.write((store, decided) => store.decide({ ...pair, ...decided }), actor, signal));
      return a;
    });
    return this.one({ id }, signal);
  }

  /** @throws Fault as `merge`; `invalid_argument` for an empty name */
  async rename(artist: ArtistName, name: string, actor: Actor, signal: AbortSignal): Promise<ArtistDetail> {
    const target = `artist ${textOf(artist)}`;
    const chosen = name.trim();
    const id = await this.parts.audit.change({ ...actor, action: 'renameArtist', target }, async (commit) => {
      if (chosen === '' || chosen.length > longestName) {
        throw new Fault('invalid_argument', `a name has 1 to ${longestName} characters`);
      }
      const { id: found } = await this.one(artist, signal);
      await commit(() => this.write((store, decided) => store.rename(found, chosen, decided), actor, signal));
      return found;
    });
    return this.one({ id }, signal);
  }

  private async both([name, otherName]: Pair, signal: AbortSignal): Promise<[ArtistDetail, ArtistDetail]> {
    return [await this.one(name, signal), await this.one(otherName, signal)];
  }

  private async one(name: ArtistName, signal: AbortSignal): Promise<ArtistDetail> {
    const [found, ...others] = await this.find(name, signal);
    if (found !== undefined && others.length === 0) return found;
    const ids = [found, ...others].map((artist) => artist?.id).join(', ');
    throw new Fault('failed_precondition', `several artists are called ${textOf(name)}`, { hint: `Name one by its id: ${ids}.` });
  }

  private async write(work: (store: ArtistStore, decided: Decided) => Promise<void>, { actor }: Actor, signal: AbortSignal): Promise<void> {
    const { writer, now } = this.parts;
    await writer.run(({ artists }) => work(artists, { decidedAt: now(), decidedBy: actor }), { signal });
  }
}

/** The later decision counts: what kept members of the two apart does so no more. */
async function mergeIn(store: ArtistStore, [one, other]: readonly [ArtistDetail, ArtistDetail], decided: Decided): Promise<void> {
  const [ids, otherIds] = [one, other].map(({ members }) => new Set(members.map(({ id }) => id)));
  const isBetween = (a: number, b: number): boolean => ids?.has(a) === true && otherIds?.has(b) === true;
  for (const { artistId, otherArtistId, isSame } of await store.choices([...(ids ?? [])])) {
    if (isSame || !(isBetween(artistId, otherArtistId) || isBetween(otherArtistId, artistId))) continue;
    await store.decide({ artistId, otherArtistId, isSame: true, ...decided });
  }
  const pair = { artistId: Math.min(one.id, other.id), otherArtistId: Math.max(one.id, other.id), isSame: true };
  await store.decide({ ...pair, ...decided });
}

/** A name, or the id of an artist that has moved, means the artist that stands for it. */
const memberNamed = (name: ArtistName, { id, members }: ArtistDetail): number =>
  'id' in name && members.some((member) => member.id === name.id) ? name.id : id;

const sameArtist = (names: Pair, hint: string): Fault =>
  new Fault('invalid_argument', `"${textOf(names[0])}" and "${textOf(names[1])}" are the same artist`, { hint });
