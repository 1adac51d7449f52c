import { nameKey, ownerKeys, ownerNames, type QueryPlan } from '@catalogsync/snapshot-format';
import { type CorrectedTerm, correct } from './corrections.js';
import { hasAnywhere, hasLoosely, looseEntry } from './loose-match.js';
import type { IndexedEntry, SearchIndex, SearchScope } from './search-index.js';
import type { SearchQuery } from './search-query.js';
import { SearchTier, tierOf } from './search-tier.js';
import { TermPlans } from './term-plans.js';
import { correctedPlan, tierPlan } from './tier-plan.js';

/** What was found out about an entry. */
interface Compared {
  readonly tier: SearchTier | undefined;
  /** The worst tier that it was compared for. */
  readonly worst: SearchTier;
}

/** What it costs to compare an entry loosely, in comparisons with the query as typed. */
const COST_OF_LOOSE = 3;

/**
 * Compares entries with a query, in every tier. The corrections are looked up once they are needed, and an entry that was
 * compared is remembered: it comes again in every tier that it might be in.
 */
export class EntryMatcher {
  private readonly compared = new Map<number, Compared>();
  private readonly plans: TermPlans;
  private corrected: readonly CorrectedTerm[] | undefined;
  private looked = false;
  private spent = 0;

  constructor(
    private readonly index: SearchIndex,
    private readonly query: SearchQuery,
    private readonly scope: SearchScope,
  ) {
    this.plans = new TermPlans(index, scope.source);
  }

  /** Comparisons so far. */
  get cost(): number {
    return this.spent;
  }

  /** What to look up for a tier; undefined if it has no matches. */
  plan(tier: SearchTier): QueryPlan | undefined {
    const { query, scope } = this;
    if (tier !== SearchTier.near) return tierPlan(tier, query, scope.playable, this.plans);
    const terms = this.corrections();
    return terms === undefined ? undefined : correctedPlan(terms, scope.playable, this.plans);
  }

  private corrections(): readonly CorrectedTerm[] | undefined {
    if (!this.looked) this.corrected = correct(this.index, this.scope.source, this.query);
    this.looked = true;
    return this.corrected;
  }

  /** The best tier of an entry, no worse than `worst`; undefined if it matches in none of these. */
  tierOf(id: number, worst: SearchTier): SearchTier | undefined {
    const known = this.compared.get(id);
    if (known !== undefined && (known.tier !== undefined || known.worst >= worst)) return known.tier;
    const entry = this.index.entry(this.scope.source, id);
    // What is compared at all is compared for every tier that costs the same.
    const until = worst > SearchTier.mixed ? Math.max(worst, SearchTier.anyLoose) : SearchTier.mixed;
    const tier = entry === undefined ? undefined : this.compare(entry, until);
    this.compared.set(id, { tier, worst: until });
    return tier;
  }

  private compare(entry: IndexedEntry, worst: SearchTier): SearchTier | undefined {
    this.spent++;
    const tier = tierOf(this.query, { name: nameKey(entry.name), owners: ownerKeys(entry.owners) });
    if (tier !== undefined || worst <= SearchTier.mixed) return tier;
    this.spent += COST_OF_LOOSE;
    return this.looseTier(entry, worst);
  }

  private looseTier(indexed: IndexedEntry, worst: SearchTier): SearchTier | undefined {
    const { joined, sounds, loose } = this.query;
    const entry = looseEntry(indexed);
    const { forms } = entry.name;
    if ((forms.joined ?? entry.name.key) === joined || (forms.sound !== undefined && sounds.includes(forms.sound)))
      return SearchTier.nameAlike;
    if (loose.every((term) => hasLoosely(term, entry.name))) return SearchTier.nameLoose;
    if (loose.every((term) => hasAnywhere(term, entry))) return SearchTier.anyLoose;
    if (worst < SearchTier.near) return undefined;
    return this.corrections()?.every(({ ways }) => ways.some((way) => hasAnywhere(way, entry))) ? SearchTier.near : undefined;
  }

  /** The query in the words of an entry of tier `near`; as the entry writes it, if that is a whole name. */
  meant(id: number): string | undefined {
    const indexed = this.index.entry(this.scope.source, id);
    if (indexed === undefined) return undefined;
    const entry = looseEntry(indexed);
    const words = (this.corrections() ?? []).map(({ ways }) => ways.find((way) => hasAnywhere(way, entry))?.text ?? '');
    const key = words.join(' ');
    return [indexed.name, ...ownerNames(indexed.owners)].find((name) => nameKey(name) === key) ?? key;
  }
}
