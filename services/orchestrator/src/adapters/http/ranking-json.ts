import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import {
  type EvidencedSource,
  type MatrixCell,
  type PastRanking,
  type RankedSource,
  type Ranking,
  type RankingMatrix,
  rankingPolicies,
  type SourceEvidence,
} from '../../core/sources/source-rankings.js';
import { breaker, numberOrNull } from './source-json.js';

// In which order sources are asked, and why, as the console's API shows it.

const evidence = shape<SourceEvidence>()('SourceEvidence', {
  origin: Type.String({ description: 'The platform of the songs.' }),
  source: Type.String(),
  attempts: Type.Integer(),
  found: Type.Integer(),
  faults: Type.Integer({ description: 'Tries without a usable answer.' }),
  verified: Type.Integer({ description: 'Files that passed verification.' }),
  refuted: Type.Integer({ description: 'Files that failed it.' }),
  successes: Type.Number({ description: 'Decayed count, which the newest hundred tries make up for the most part.' }),
  failures: Type.Number({ description: 'Decayed count.' }),
  rate: from(
    ({ chance }) => chance,
    Type.Number({ description: 'How likely the next song is found: (successes + 1) / (successes + failures + 2).' }),
  ),
  low: from(({ chanceLow }) => chanceLow, Type.Number({ description: 'The rate lies above it in 95 of 100 cases.' })),
  high: from(({ chanceHigh }) => chanceHigh, Type.Number({ description: 'The rate lies below it in 95 of 100 cases.' })),
  meanCostMs: numberOrNull({ description: 'How long a song waits for it; null before the first timed try.' }),
});

const cell = shape<MatrixCell>()('RankingCell', {
  ...evidence.fields,
  position: nullable('integer', { description: 'Its place in the current order of that origin, from 1; null if it is not asked.' }),
});

export const matrix = shape<RankingMatrix>()('RankingMatrix', {
  policy: oneOf(rankingPolicies, { description: 'The one in force.' }),
  origins: Type.Array(Type.String(), { description: 'Platforms with statistics, at most 100.' }),
  sources: Type.Array(Type.String(), { description: 'In configured order.' }),
  cells: from(({ cells }) => cells.map(cell.json), Type.Array(ref('RankingCell'))),
});

const ranked = shape<RankedSource>()('RankedSource', {
  source: Type.String(),
  score: numberOrNull({ description: 'null if the configured order applies.' }),
  breaker: from((one) => breaker.json(one.breaker), ref('Breaker')),
});

const evidenced = shape<EvidencedSource>()('EvidencedSource', {
  ...ranked.fields,
  statistics: from(
    ({ statistics }) => statistics && evidence.json(statistics),
    Type.Unsafe({ anyOf: [ref('SourceEvidence'), { type: 'null' }], description: 'null before the first try.' }),
  ),
});

const why = {
  policy: oneOf(rankingPolicies),
  reason: Type.String({ description: 'One sentence.' }),
};

export const ranking = shape<Ranking<EvidencedSource>>()('Ranking', {
  origin: Type.String(),
  ...why,
  order: from(({ order }) => order.map(evidenced.json), Type.Array(ref('EvidencedSource'))),
});

export const rankingDecision = shape<PastRanking>()('RankingDecision', {
  decidedAt: instant(),
  song: Type.String({ description: 'In words.' }),
  ...why,
  order: from(({ order }) => order.map(ranked.json), Type.Array(ref('RankedSource'))),
});

export const rankingSchemas = [evidence, cell, matrix, ranked, evidenced, ranking, rankingDecision].map(({ schema }) => schema);
