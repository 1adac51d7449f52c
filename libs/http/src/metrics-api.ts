import type { Logger, ServiceMetrics } from '@catalogsync/runtime';
import { Type } from 'typebox';
import type { HttpApi } from './api.js';
import { BearerTokens, bearerToken } from './bearer-tokens.js';
import { MetricsText } from './metrics-text.js';
import { faultProblems } from './problems.js';
import { RequestFault, requestFault } from './request-fault.js';
import { route } from './route.js';
import { privateData } from './security-headers.js';

/**
 * `GET /metrics` and nothing else: for a process whose services have no HTTP of their own, or whose HTTP is open to others.
 * @param token that a request must show; empty for none
 */
export function metricsApi(read: () => readonly ServiceMetrics[], token: string, log: Logger): HttpApi {
  const text = new MetricsText(log);
  const tokens = new BearerTokens(token === '' ? [] : [token]);
  return {
    routes: [
      route('getMetrics', 'GET /metrics', {
        ...{ tag: 'service', access: 'token', problems: [], summary: 'Metrics of every service of this process.' },
        answers: { 200: { description: 'The answer.', schema: Type.String(), mediaType: 'text/plain' } },
        handle: () => text.answer(read()),
      }),
    ],
    access: {
      admit({ headers }) {
        const given = bearerToken(headers.authorization);
        if (!tokens.needed || (given !== undefined && tokens.has(given))) return;
        throw new RequestFault('unauthenticated', 'metrics need a token', { hint: 'Send Authorization: Bearer <METRICS_TOKEN>.' });
      },
    },
    problems: faultProblems('catalogsync metrics'),
    style: {
      headers: privateData,
      unknown: (_request, malformed) => malformed ?? requestFault('unknown_route', 'no such route', { hint: 'See /metrics.' }),
      refusesOtherMethods: true,
    },
  };
}
