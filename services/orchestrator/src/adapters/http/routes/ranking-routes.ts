import { choice, object, type Parameter, pageLimit, pathText, ref, requestFault } from '@catalogsync/http';
import { Type } from 'typebox';
import { rankingPolicies } from '../../../core/sources/source-rankings.js';
import type { SourceParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { matrix, ranking, rankingDecision } from '../ranking-json.js';

const route = consoleRoutes('sources');

/** In milliseconds; the calls themselves take less. */
const answerMs = 30_000;

const origin = pathText(64, { description: 'The platform of the songs.' });

const longestList = 1000;

/** Names, separated by commas. */
const sources: Parameter<readonly string[]> = {
  schema: Type.String({
    minLength: 1,
    maxLength: longestList,
    description: 'The sources to ask, in configured order, separated by commas; without it every source that is asked.',
  }),
  parse(text) {
    if (text === undefined) return [];
    const names = text.split(',').map((name) => name.trim());
    if (text.length <= longestList && !names.includes('')) return names;
    throw requestFault('invalid_parameter', 'sources must be names separated by commas', { hint: 'Example: qq,kuwo' });
  },
};

/** In which order sources are asked, and why. */
export function rankingRoutes({ rankings }: SourceParts): ConsoleRoute[] {
  const problems = ['not_found', 'unavailable', 'timeout'] as const;
  return [
    route('getRankingMatrix', 'GET /api/ranking', {
      summary: 'What was learned about every source for the songs of every platform, and the order that follows.',
      access: 'read',
      answers: { 200: ref('RankingMatrix') },
      problems: ['unavailable', 'timeout'],
      async handle() {
        return { body: matrix.json(await rankings.matrix(AbortSignal.timeout(answerMs))) };
      },
    }),
    route('getRanking', 'GET /api/ranking/:origin', {
      summary: 'The order of sources for the songs of a platform, with another policy or other sources if wanted. Changes nothing.',
      access: 'read',
      path: { origin },
      query: { policy: choice('policy', rankingPolicies, { description: 'Without it the one in force.' }), sources },
      answers: { 200: ref('Ranking') },
      problems,
      async handle({ path, query }) {
        return { body: ranking.json(await rankings.rank(path.origin, query, AbortSignal.timeout(answerMs))) };
      },
    }),
    route('listRankingDecisions', 'GET /api/ranking/:origin/decisions', {
      summary: 'In which order the newest songs of a platform were looked for, and why; newest first.',
      access: 'read',
      path: { origin },
      query: { limit: pageLimit({ max: 200, preset: 20 }) },
      answers: { 200: object({ items: Type.Array(ref('RankingDecision')) }) },
      problems,
      async handle({ path, query }) {
        const decisions = await rankings.decisions(path.origin, query.limit, AbortSignal.timeout(answerMs));
        return { body: { items: decisions.map(rankingDecision.json) } };
      },
    }),
  ];
}
