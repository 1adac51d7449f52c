import { readFileSync } from 'node:fs';
import type { Amendment } from '../openapi/amendment.js';
import { OpenApiChecker } from '../openapi/openapi-checker.js';
import type { JellyfinVersion } from './jellyfin-state.js';

interface Operation {
  readonly parameters?: readonly { readonly schema?: { readonly type?: string } }[];
  readonly responses: Readonly<Record<string, object>>;
}

/** The published document of a version, with what is known to differ. */
export function jellyfinChecker(version: JellyfinVersion): OpenApiChecker {
  const file = new URL(`../../specs/jellyfin/jellyfin-${version}.openapi.json`, import.meta.url);
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
  const amendments = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      amendmentsOf(`/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`, operation),
    ),
  );
  return OpenApiChecker.load(`jellyfin/jellyfin-${version}.openapi.json`, {
    amendments,
    statusesOfAll: [
      { status: 400, why: 'what cannot be read, such as a malformed id' },
      { status: 404, why: 'an id that does not exist' },
      { status: 413, why: 'a proxy before the server' },
      { status: 500, why: 'a failure' },
      { status: 503, why: 'while the server starts' },
    ],
  });
}

function amendmentsOf(pointer: string, { parameters = [], responses }: Operation): Amendment[] {
  const lists = parameters.flatMap(({ schema }, at) => (schema?.type === 'array' ? [`${pointer}/parameters/${at}/explode`] : []));
  return [
    ...lists.map((at) => ({ at, value: false, why: 'lists have commas, as their descriptions say' })),
    ...Object.keys(responses).flatMap((status) => {
      const at = `${pointer}/responses/${status}`;
      if (status === '401' || status === '403') return [{ at, value: { description: '' }, why: 'refusals are empty' }];
      return status === '400' || status === '404' ? [{ at, value: problem, why: 'the type of a problem has a name of its own' }] : [];
    }),
  ];
}

const problem = { description: '', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } } };
