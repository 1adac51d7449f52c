import { isCjk } from '@catalogsync/catalog';
import {
  alikePlan,
  exactPlan,
  mayBePieces,
  piecesPlan,
  pinyinPlan,
  playableToken,
  type QueryPlan,
  soundPlan,
  startPlan,
  TokenField,
  wholeSoundPlan,
} from '@catalogsync/snapshot-format';
import type { CorrectedTerm } from './corrections.js';
import type { LooseTerm } from './loose-term.js';
import type { SearchQuery } from './search-query.js';
import type { SearchTerm } from './search-term.js';
import { SearchTier } from './search-tier.js';
import { nothing, type TermPlans } from './term-plans.js';

/** Terms that are looked up; entries are compared with all terms. */
const MOST_TERMS = 8;

const allFields = [TokenField.name, TokenField.owner, TokenField.album] as const;

const spelledPlan = (plans: TermPlans, field: TokenField, { text, spelling }: SearchTerm): QueryPlan =>
  spelling ? { any: [plans.text(field, text), pinyinPlan(field, text)] } : plans.text(field, text);

/** `pinyin`: false for a query of one term, of which better tiers have found the pinyin. */
function loosePlan(plans: TermPlans, field: TokenField, term: LooseTerm, pinyin: boolean): QueryPlan {
  const any = [plans.loose(field, term.text), ...term.sounds.map(({ script, sound }) => soundPlan(field, script, sound))];
  if (pinyin && term.spelling) any.push(pinyinPlan(field, term.text));
  return { any: [...any, ...spellingPlans(plans, field, term)] };
}

const spellingPlans = (plans: TermPlans, field: TokenField, { spellings }: LooseTerm): readonly QueryPlan[] =>
  spellings.filter((spelling) => spelling !== '').map((spelling) => plans.text(field, spelling));

function anywherePlan(plans: TermPlans, term: LooseTerm, pinyin: boolean): QueryPlan {
  const any = [
    loosePlan(plans, TokenField.name, term, pinyin),
    loosePlan(plans, TokenField.owner, term, pinyin),
    plans.text(TokenField.album, term.text),
    ...spellingPlans(plans, TokenField.album, term),
  ];
  return { any: mayBePieces(term.text) ? [...any, piecesPlan(allFields, term.text)] : any };
}

/** Names of several words for a query without spaces, and the other way round. */
function joinedNamePlan({ joined }: SearchQuery, plans: TermPlans): QueryPlan {
  // Only what begins with a word has a form without spaces.
  if (isCjk(joined.codePointAt(0) ?? 0)) return nothing;
  const oneWord = { all: [plans.text(TokenField.name, joined), exactPlan(TokenField.name, joined)] };
  return { any: [alikePlan(TokenField.name, joined), oneWord] };
}

function fieldPlans(tier: SearchTier, field: TokenField, query: SearchQuery, plans: TermPlans): readonly QueryPlan[] {
  const terms = query.terms.slice(0, MOST_TERMS);
  const inside = (): readonly QueryPlan[] => terms.map((term) => plans.text(field, term.text));
  const loose = query.loose.slice(0, MOST_TERMS);
  const pinyin = query.loose.length > 1;
  switch (tier) {
    case SearchTier.nameExact:
    case SearchTier.ownerExact:
      return [exactPlan(field, query.key), ...inside()];
    case SearchTier.namePrefix:
    case SearchTier.ownerPrefix:
      return [startPlan(field, query.key), ...inside()];
    case SearchTier.nameInside:
    case SearchTier.ownerInside:
      return inside();
    case SearchTier.namePinyin:
    case SearchTier.ownerPinyin:
      return terms.map((term) => spelledPlan(plans, field, term));
    case SearchTier.mixed:
      return terms.map((term) => ({ any: [spelledPlan(plans, TokenField.name, term), spelledPlan(plans, TokenField.owner, term)] }));
    case SearchTier.nameAlike:
      return [{ any: [joinedNamePlan(query, plans), ...query.sounds.map((sound) => wholeSoundPlan(field, sound))] }];
    case SearchTier.nameLoose:
      return loose.map((term) => loosePlan(plans, field, term, pinyin));
    case SearchTier.anyLoose:
      return loose.map((term) => anywherePlan(plans, term, pinyin));
    case SearchTier.near:
      return [];
  }
}

const withPlayable = (plans: readonly QueryPlan[], playable: boolean): QueryPlan => ({ all: playable ? [...plans, playableToken] : plans });

/**
 * What to look up for a tier up to anyLoose. The plan finds every entry of the tier, plus some of better tiers or of none.
 * Undefined if the query cannot have matches in that tier.
 */
export function tierPlan(tier: SearchTier, query: SearchQuery, playable: boolean, plans: TermPlans): QueryPlan | undefined {
  if (query.terms.length === 0 || tier === SearchTier.near) return undefined;
  const byPinyin = tier === SearchTier.namePinyin || tier === SearchTier.ownerPinyin;
  if (byPinyin && !query.terms.some((term) => term.spelling)) return undefined;
  if (tier === SearchTier.mixed && query.terms.length < 2) return undefined;
  const field = tier >= SearchTier.ownerExact && tier <= SearchTier.mixed ? TokenField.owner : TokenField.name;
  return withPlayable(fieldPlans(tier, field, query, plans), playable);
}

/** What to look up for a query with typing errors. */
export function correctedPlan(terms: readonly CorrectedTerm[], playable: boolean, plans: TermPlans): QueryPlan {
  const all = terms.slice(0, MOST_TERMS).map(({ ways }) => ({ any: ways.map((way) => anywherePlan(plans, way, terms.length > 1)) }));
  return withPlayable(all, playable);
}
