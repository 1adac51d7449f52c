import { exactPlan, pinyinPlan, playableToken, type QueryPlan, startPlan, TokenField, textPlan } from '@catalogsync/snapshot-format';
import type { SearchQuery, SearchTerm } from './search-query.js';
import { SearchTier } from './search-tier.js';

/** Terms that are looked up; entries are compared with all terms. */
const MOST_TERMS = 8;

const soundPlan = (field: TokenField, term: SearchTerm): QueryPlan =>
  term.spelling ? { any: [textPlan(field, term.text), pinyinPlan(field, term.text)] } : textPlan(field, term.text);

function fieldPlans(tier: SearchTier, field: TokenField, { key }: SearchQuery, terms: readonly SearchTerm[]): readonly QueryPlan[] {
  const inside = terms.map((term) => textPlan(field, term.text));
  switch (tier) {
    case SearchTier.nameExact:
    case SearchTier.ownerExact:
      return [exactPlan(field, key), ...inside];
    case SearchTier.namePrefix:
    case SearchTier.ownerPrefix:
      return [startPlan(field, key), ...inside];
    case SearchTier.nameInside:
    case SearchTier.ownerInside:
      return inside;
    case SearchTier.namePinyin:
    case SearchTier.ownerPinyin:
      return terms.map((term) => soundPlan(field, term));
    case SearchTier.mixed:
      return terms.map((term) => ({ any: [soundPlan(TokenField.name, term), soundPlan(TokenField.owner, term)] }));
  }
}

/**
 * What to look up for a tier. The plan finds every entry of the tier, plus some of better tiers or of none.
 * Undefined if the query cannot have matches in that tier.
 */
export function tierPlan(tier: SearchTier, query: SearchQuery, playable: boolean): QueryPlan | undefined {
  const terms = query.terms.slice(0, MOST_TERMS);
  if (terms.length === 0) return undefined;
  const byPinyin = tier === SearchTier.namePinyin || tier === SearchTier.ownerPinyin;
  if (byPinyin && !query.terms.some((term) => term.spelling)) return undefined;
  if (tier === SearchTier.mixed && query.terms.length < 2) return undefined;
  const field = tier < SearchTier.ownerExact ? TokenField.name : TokenField.owner;
  const plans = fieldPlans(tier, field, query, terms);
  return { all: playable ? [...plans, playableToken] : plans };
}
