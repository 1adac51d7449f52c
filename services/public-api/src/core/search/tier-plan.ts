import {
  exactPlan,
  mayBePieces,
  piecesPlan,
  pinyinPlan,
  playableToken,
  type QueryPlan,
  soundPlan,
  startPlan,
  TokenField,
  textPlan,
  wholeSoundPlan,
} from '@catalogsync/snapshot-format';
import type { CorrectedTerm } from './corrections.js';
import type { LooseTerm } from './loose-term.js';
import type { SearchQuery } from './search-query.js';
import type { SearchTerm } from './search-term.js';
import { SearchTier } from './search-tier.js';

/** Terms that are looked up; entries are compared with all terms. */
const MOST_TERMS = 8;

const allFields = [TokenField.name, TokenField.owner, TokenField.album] as const;

const spelledPlan = (field: TokenField, term: SearchTerm): QueryPlan =>
  term.spelling ? { any: [textPlan(field, term.text), pinyinPlan(field, term.text)] } : textPlan(field, term.text);

/** `pinyin`: false for a query of one term, of which better tiers have found the pinyin. */
function loosePlan(field: TokenField, term: LooseTerm, pinyin: boolean): QueryPlan {
  const text = pinyin ? spelledPlan(field, term) : textPlan(field, term.text);
  const sounds = term.sounds.map(({ script, sound }) => soundPlan(field, script, sound));
  return { any: [text, ...sounds, ...term.spellings.filter((spelling) => spelling !== '').map((spelling) => textPlan(field, spelling))] };
}

function anywherePlan(term: LooseTerm, pinyin: boolean): QueryPlan {
  const any = [
    loosePlan(TokenField.name, term, pinyin),
    loosePlan(TokenField.owner, term, pinyin),
    textPlan(TokenField.album, term.text),
    ...term.spellings.filter((spelling) => spelling !== '').map((spelling) => textPlan(TokenField.album, spelling)),
  ];
  return { any: mayBePieces(term.text) ? [...any, piecesPlan(allFields, term.text)] : any };
}

function fieldPlans(tier: SearchTier, field: TokenField, query: SearchQuery): readonly QueryPlan[] {
  const terms = query.terms.slice(0, MOST_TERMS);
  const inside = terms.map((term) => textPlan(field, term.text));
  const loose = query.loose.slice(0, MOST_TERMS);
  const pinyin = query.loose.length > 1;
  switch (tier) {
    case SearchTier.nameExact:
    case SearchTier.ownerExact:
      return [exactPlan(field, query.key), ...inside];
    case SearchTier.namePrefix:
    case SearchTier.ownerPrefix:
      return [startPlan(field, query.key), ...inside];
    case SearchTier.nameInside:
    case SearchTier.ownerInside:
      return inside;
    case SearchTier.namePinyin:
    case SearchTier.ownerPinyin:
      return terms.map((term) => spelledPlan(field, term));
    case SearchTier.mixed:
      return terms.map((term) => ({ any: [spelledPlan(TokenField.name, term), spelledPlan(TokenField.owner, term)] }));
    case SearchTier.nameAlike:
      return [{ any: [textPlan(field, query.joined), ...query.sounds.map((sound) => wholeSoundPlan(field, sound))] }];
    case SearchTier.nameLoose:
      return loose.map((term) => loosePlan(field, term, pinyin));
    case SearchTier.anyLoose:
      return loose.map((term) => anywherePlan(term, pinyin));
    case SearchTier.near:
      return [];
  }
}

const withPlayable = (plans: readonly QueryPlan[], playable: boolean): QueryPlan => ({ all: playable ? [...plans, playableToken] : plans });

/**
 * What to look up for a tier up to anyLoose. The plan finds every entry of the tier, plus some of better tiers or of none.
 * Undefined if the query cannot have matches in that tier.
 */
export function tierPlan(tier: SearchTier, query: SearchQuery, playable: boolean): QueryPlan | undefined {
  if (query.terms.length === 0 || tier === SearchTier.near) return undefined;
  const byPinyin = tier === SearchTier.namePinyin || tier === SearchTier.ownerPinyin;
  if (byPinyin && !query.terms.some((term) => term.spelling)) return undefined;
  if (tier === SearchTier.mixed && query.terms.length < 2) return undefined;
  const field = tier >= SearchTier.ownerExact && tier <= SearchTier.mixed ? TokenField.owner : TokenField.name;
  return withPlayable(fieldPlans(tier, field, query), playable);
}

/** What to look up for a query with typing errors. */
export function correctedPlan(terms: readonly CorrectedTerm[], playable: boolean): QueryPlan {
  const plans = terms.slice(0, MOST_TERMS).map(({ ways }) => ({ any: ways.map((way) => anywherePlan(way, terms.length > 1)) }));
  return withPlayable(plans, playable);
}
