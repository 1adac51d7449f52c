import { object, pathText, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { SourceParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { reloadedSources, source, sourceTest } from '../source-json.js';

const route = consoleRoutes('sources');

/** In milliseconds; the calls themselves take less. */
const answerMs = 60_000;

const name = pathText(64, { description: 'Name or alias of a source.' });

const resetBody = object({
  origin: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Only for songs of this platform.' })),
});

/** Where songs come from. */
export function sourceRoutes({ tending }: SourceParts): ConsoleRoute[] {
  return [
    route('listSources', 'GET /api/sources', {
      summary: 'All sources in configured order, and how they do.',
      access: 'read',
      answers: { 200: object({ items: Type.Array(ref('Source')) }) },
      problems: ['unavailable', 'timeout'],
      async handle() {
        return { body: { items: (await tending.list(AbortSignal.timeout(answerMs))).map(source.json) } };
      },
    }),
    route('reloadSources', 'POST /api/sources/reload', {
      summary:
        'Reads catalogsync.env and secrets.env again, and opens the sources whose keys have changed. What runs finishes with the old settings.',
      access: 'operate',
      answers: { 200: ref('ReloadedSources') },
      problems: ['invalid_argument', 'unsupported', 'unavailable', 'timeout'],
      async handle({ caller: { actor } }) {
        return { body: reloadedSources.json(await tending.reload(actor, AbortSignal.timeout(answerMs))) };
      },
    }),
    route('testSource', 'POST /api/sources/:name/test', {
      summary: 'Asks a source now. An answer closes its breaker, none counts as a fault.',
      access: 'operate',
      path: { name },
      answers: { 200: ref('SourceTest') },
      problems: ['not_found', 'unsupported', 'unavailable', 'timeout'],
      async handle({ path, caller: { actor } }) {
        return { body: sourceTest.json(await tending.test(path.name, actor, AbortSignal.timeout(answerMs))) };
      },
    }),
    route('resetSource', 'POST /api/sources/:name/reset', {
      summary: 'Forgets what was learned about a source, for the songs of one platform or of all, and closes its breaker.',
      access: 'operate',
      path: { name },
      body: resetBody,
      answers: { 200: object({ forgotten: Type.Integer({ description: 'Platforms for which something was known.' }) }) },
      problems: ['not_found', 'unavailable', 'timeout'],
      async handle({ path, body: { origin }, caller: { actor } }) {
        return { body: { forgotten: await tending.reset(path.name, origin, actor, AbortSignal.timeout(answerMs)) } };
      },
    }),
  ];
}
