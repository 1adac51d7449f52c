import { nameKey, ownerKeys, ownerNames, type QueryPlan } from '@catalogsync/snapshot-format';
import { type CorrectedTerm, correct } from './corrections.js';
import { hasAnywhere, hasLoosely, looseEntry } from './loose-match.js';
import type { IndexedEntry, SearchIndex, SearchScope } from './search-index.js';
import type { SearchQuery } from './search-query.js';
import { SearchTier, tierOf } from './search-tier.js';
import { correctedPlan, tierPlan } from './tier-plan.js';

/** Compares entries with a query, in every tier; the corrections are looked up once they are needed. */
export class EntryMatcher {
  private corrected: readonly CorrectedTerm[] | undefined;
  private looked = false;

  constructor(
    private readonly index: SearchIndex,
    private readonly query: SearchQuery,
    private readonly scope: SearchScope,
  ) {}

  /** What to look up for a tier; undefined if it has no matches. */
  plan(tier: SearchTier): QueryPlan | undefined {
    const { query, scope } = this;
    if (tier !== SearchTier.near) return tierPlan(tier, query, scope.playable);
    const terms = this.corrections();
    return terms === undefined ? undefined : correctedPlan(terms, scope.playable);
  }

  private corrections(): readonly CorrectedTerm[] | undefined {
    if (!this.looked) this.corrected = correct(this.index, this.scope.source, this.query);
    this.looked = true;
    return this.corrected;
  }

  /** The best tier of an entry, no worse than `worst`; undefined if it matches in none of these. */
  tierOf(entry: IndexedEntry, worst: SearchTier): SearchTier | undefined {
    const tier = tierOf(this.query, { name: nameKey(entry.name), owners: ownerKeys(entry.owners) });
    return tier === undefined && worst > SearchTier.mixed ? this.looseTier(entry, worst) : tier;
  }

  private looseTier(indexed: IndexedEntry, worst: SearchTier): SearchTier | undefined {
    const { joined, sounds, loose } = this.query;
    const entry = looseEntry(indexed);
    const { forms } = entry.name;
    if (forms.joined === joined || (forms.sound !== undefined && sounds.includes(forms.sound))) return SearchTier.nameAlike;
    if (loose.every((term) => hasLoosely(term, entry.name))) return SearchTier.nameLoose;
    if (loose.every((term) => hasAnywhere(term, entry))) return SearchTier.anyLoose;
    if (worst < SearchTier.near) return undefined;
    return this.corrections()?.every(({ ways }) => ways.some((way) => hasAnywhere(way, entry))) ? SearchTier.near : undefined;
  }

  /** The query in the words of an entry of tier `near`; as the entry writes it, if that is a whole name. */
  meant(indexed: IndexedEntry): string {
    const entry = looseEntry(indexed);
    const words = (this.corrections() ?? []).map(({ ways }) => ways.find((way) => hasAnywhere(way, entry))?.text ?? '');
    const key = words.join(' ');
    return [indexed.name, ...ownerNames(indexed.owners)].find((name) => nameKey(name) === key) ?? key;
  }
}
