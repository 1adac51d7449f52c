import { from, instant, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { TendedSource } from '../../core/console/tend-sources.js';
import {
  type Breaker,
  breakerStates,
  type ReloadedSources,
  type SourceFault,
  type SourceTest,
  sourceCapabilities,
} from '../../core/sources/source-states.js';

// Sources as the console's API shows them.

/** A number or null. */
export const numberOrNull = (options: object = {}) => Type.Unsafe({ type: ['number', 'null'], ...options });

export const breaker = shape<Breaker>()('Breaker', {
  state: oneOf(breakerStates, {
    description: 'closed: asked as usual. open: left alone until openUntil. halfOpen: the next call is its probe.',
  }),
  faults: Type.Integer({ description: 'Faults in a row.' }),
  openUntil: instant({ description: 'null unless open.' }),
});

const sourceFault = shape<SourceFault>()('SourceFault', {
  code: Type.String({ description: 'A problem code.' }),
  message: Type.String(),
  at: instant(),
});

export const source = shape<TendedSource>()('Source', {
  name: Type.String(),
  configured: Type.Boolean({ description: 'Its required keys are set.' }),
  capabilities: Type.Array(oneOf(sourceCapabilities)),
  aliases: Type.Array(Type.String()),
  leftOut: Type.Array(object({ what: Type.String(), reason: Type.String() }), {
    description: 'What its service has and it deliberately does not offer.',
  }),
  paused: from(
    ({ pausedSince }) => pausedSince !== undefined,
    Type.Boolean({ description: 'Jobs do not ask it. See POST /api/commands.' }),
  ),
  pausedSince: instant(),
  breaker: from((state) => breaker.json(state.breaker), ref('Breaker')),
  callsPerMinute: Type.Number({ description: 'In the last ten minutes; answers from a cache do not count.' }),
  medianMs: numberOrNull({
    description: 'Of its last 200 answers, without the wait for its turn; null before the first since the resolver started.',
  }),
  p95Ms: numberOrNull(),
  attempts: Type.Integer({ description: 'Tries for songs of other platforms, ever.' }),
  found: Type.Integer({ description: 'Tries that found the song.' }),
  faults: Type.Integer({ description: 'Tries without a usable answer.' }),
  successRate: from(
    ({ attempts, found }) => (attempts === 0 ? undefined : found / attempts),
    numberOrNull({ description: 'From 0 to 1; null before the first try.' }),
  ),
  lastAttemptAt: instant(),
  lastSuccessAt: instant(),
  lastFault: from(
    ({ lastFault }) => lastFault && sourceFault.json(lastFault),
    Type.Unsafe({ anyOf: [ref('SourceFault'), { type: 'null' }], description: 'Since the resolver started.' }),
  ),
});

export const sourceTest = shape<SourceTest>()('SourceTest', {
  reachable: Type.Boolean(),
  detail: Type.String({ description: 'One line for a person.' }),
  elapsedMs: Type.Integer(),
  breaker: from((test) => breaker.json(test.breaker), ref('Breaker')),
});

type ReloadedSource = ReloadedSources['sources'][number];

const reloadedSource = shape<ReloadedSource>()('ReloadedSource', {
  name: Type.String(),
  wasConfigured: Type.Boolean(),
  configured: Type.Boolean(),
  keys: Type.Array(Type.String(), { description: 'Names of its keys that have changed.' }),
});

export const reloadedSources = shape<ReloadedSources>()('ReloadedSources', {
  sources: from(
    ({ sources }) => sources.map(reloadedSource.json),
    Type.Array(ref('ReloadedSource'), { description: 'Those that were opened again.' }),
  ),
  restartKeys: Type.Array(Type.String(), { description: 'Changed keys that take effect only when the resolver starts again.' }),
});

export const sourceSchemas = [breaker, sourceFault, source, sourceTest, reloadedSource, reloadedSources].map(({ schema }) => schema);
