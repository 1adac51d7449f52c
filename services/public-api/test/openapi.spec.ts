import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { HttpServer } from '@catalogsync/http';
import { AllowedHosts } from '@catalogsync/http';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { problemKinds } from '../src/adapters/http/problems.js';
import { publicApi } from '../src/adapters/http/public-api.js';
import { CachedLinkSigner } from '../src/adapters/playback-links/cached-link-signer.js';
import { type OpenSnapshot, openSnapshot } from '../src/adapters/snapshot-db/open-snapshot.js';
import { PlaybackResolver } from '../src/core/playback/resolve-playback.js';
import { ServiceReadiness } from '../src/core/readiness/readiness.js';
import { noCovers, usualSettings } from './api-world.js';
import { ask, serve } from './http-client.js';
import { FixedSnapshot, manifestOf, snapshotIds, temporaryFolder, writeSnapshotDatabase } from './snapshot-fixture.js';
import { earlierSnapshotId } from './version-2-rows.js';

// Real here: HTTP, the published document, openapi-typescript and the TypeScript compiler.
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: {
    type: string;
    enum?: string[];
    items?: { enum?: string[] };
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
  };
}

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

const require = createRequire(import.meta.url);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: HttpServer;
let base: string;
let reader: OpenSnapshot;
let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: object } };
const snapshots = new FixedSnapshot();

beforeAll(async () => {
  folder = await temporaryFolder();
  const file = join(folder.path, 'catalog_read.db');
  writeSnapshotDatabase(file, snapshotIds[0]);
  reader = openSnapshot(file);
  const keys = join(folder.path, 'keys');
  mkdirSync(keys, { mode: 0o700 });
  await ensureKeyRing(keys, 'playback', new Date());
  const clock = { now: () => Date.parse('2026-03-01T12:00:00Z') };
  const links = new CachedLinkSigner(keyRingFiles(keys, 'playback').signing);
  const playback = new PlaybackResolver(links, clock, 3600);
  const readiness = new ServiceReadiness(snapshots, links, clock);
  const origin = { baseUrl: '', hosts: new AllowedHosts([], 'nas'), port: () => 8423 };
  snapshots.inUse = { manifest: manifestOf(snapshotIds[0]), adoptedAt: clock.now(), reader };
  server = await serve(
    publicApi({ snapshots, playback, readiness, metrics: [], covers: noCovers, origin, clock, ...usualSettings(), keptBytes: 0 }),
  );
  base = await server.listen();
  document = (await ask(base, '/openapi.json')).json();
});

afterAll(async () => {
  await server.close();
  reader.close();
  folder.remove();
});

const operations = (): [string, Operation][] => Object.entries(document.paths).map(([path, { get }]) => [path, get as Operation]);

/** Validates against a schema, with its references resolved within the document. */
/** One for all: each would compile the schema of schemas anew. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function validator(schema: object): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components });
}

function expectDocumented(operation: Operation, answer: { status: number; type: string; body: unknown }): void {
  const [mediaType = ''] = answer.type.split(';');
  const schema = operation.responses[answer.status]?.content?.[mediaType]?.schema;
  expect([operation.operationId, answer.status, mediaType, schema]).toEqual([
    operation.operationId,
    answer.status,
    mediaType,
    expect.any(Object),
  ]);
  const valid = validator(schema ?? {});
  valid(answer.body);
  expect(valid.errors).toBeNull();
}

async function check(path: string, url: string): Promise<number> {
  const operation = document.paths[path]?.get;
  expect(operation).toBeDefined();
  const answer = await ask(base, url);
  const type = answer.headers['content-type'] ?? '';
  const body = type.includes('json') ? answer.json() : answer.text;
  if (answer.status !== 302) expectDocumented(operation as Operation, { status: answer.status, type, body });
  else expect((operation as Operation).responses[302]).toBeDefined();
  return answer.status;
}

/** Every route with an address that returns data. */
const examples: readonly (readonly [string, string, number])[] = [
  ['/v1/snapshot', '/v1/snapshot', 200],
  ['/v1/playlists', '/v1/playlists?limit=2', 200],
  ['/v1/playlists/{id}', '/v1/playlists/1', 200],
  ['/v1/playlists/{id}/tracks', '/v1/playlists/4/tracks', 200],
  ['/v1/toplists', '/v1/toplists', 200],
  ['/v1/toplists/{id}', '/v1/toplists/kuwo_top_16', 200],
  ['/v1/tracks', '/v1/tracks', 200],
  ['/v1/tracks', '/v1/tracks?ids=3,99', 200],
  ['/v1/albums', '/v1/albums?limit=2', 200],
  ['/v1/albums/{id}', '/v1/albums/1', 200],
  ['/v1/albums/{id}/tracks', '/v1/albums/3/tracks', 200],
  ['/v1/artists/{id}/albums', '/v1/artists/1/albums', 200],
  ['/v1/genres', '/v1/genres', 200],
  ['/v1/tracks/{id}/lyrics', '/v1/tracks/1/lyrics', 200],
  ['/v1/tracks/{id}/similar', '/v1/tracks/1/similar', 200],
  ['/v1/changes', `/v1/changes?since=${earlierSnapshotId}`, 200],
  ['/v1/stats', '/v1/stats', 200],
  ['/v1/tracks/{id}', '/v1/tracks/1', 200],
  ['/v1/artists', '/v1/artists', 200],
  ['/v1/artists/{id}', '/v1/artists/1', 200],
  ['/v1/artists/{id}/tracks', '/v1/artists/1/tracks', 200],
  ['/v1/search', `/v1/search?q=${encodeURIComponent('我')}`, 200],
  ['/v1/tracks/{id}/playback', '/v1/tracks/1/playback', 200],
  ['/v1/tracks/{id}/playback', '/v1/tracks/4/playback', 200],
  ['/v1/tracks/{id}/stream', '/v1/tracks/1/stream', 302],
  // Pictures are in covers.spec.ts.
  ['/v1/covers/{hash}/{size}', `/v1/covers/${'0'.repeat(64)}/300`, 404],
  ['/healthz', '/healthz', 200],
  ['/readyz', '/readyz', 200],
  ['/metrics', '/metrics', 200],
];

describe('when a route responds', () => {
  it('is in the document, and every one in the document is tried here', () => {
    expect(document.openapi).toBe('3.1.0');
    expect([...new Set(examples.map(([path]) => path))].sort()).toEqual(Object.keys(document.paths).sort());
    const ids = operations().map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(examples)('matches the schema of %s for %s', async (path, url, status) => {
    expect(await check(path, url)).toBe(status);
  });

  it('matches the schema of problems', async () => {
    expect(await check('/v1/tracks/{id}', '/v1/tracks/99')).toBe(404);
    expect(await check('/v1/tracks/{id}/playback', '/v1/tracks/5/playback')).toBe(404);
    expect(await check('/v1/playlists', '/v1/playlists?cursor=x')).toBe(400);
    const { inUse } = snapshots;
    try {
      snapshots.inUse = undefined;
      for (const [path, url] of examples) if (path.startsWith('/v1')) expect(await check(path, url)).toBe(503);
      expect(await check('/readyz', '/readyz')).toBe(503);
      snapshots.inUse = inUse;
      snapshots.problem = { code: 'expired', shown: 'too old', since: 0, alarm: 'freeze' };
      expect(await check('/readyz', '/readyz')).toBe(200);
    } finally {
      snapshots.inUse = inUse;
      snapshots.problem = undefined;
    }
  });
});

/** Values that a documented parameter must not have. */
function outside({ schema }: Parameter): string[] {
  const wrong: string[] = [];
  if (schema.enum !== undefined) wrong.push('no-such-word');
  if (schema.minimum !== undefined) wrong.push(String(schema.minimum - 1), 'x', '');
  if (schema.maximum !== undefined) wrong.push(`${schema.maximum + 2}`);
  if (schema.maxLength !== undefined) wrong.push('x'.repeat(schema.maxLength + 1));
  if (schema.type === 'boolean') wrong.push('1');
  return wrong;
}

/** Values that a documented parameter may have, at the ends of its range; none for a cursor, which only its list knows. */
function inside({ name, schema }: Parameter): string[] {
  const right = [schema.minimum, schema.maximum].filter((end) => end !== undefined).map(String);
  for (const length of [schema.minLength, schema.maxLength]) if (length !== undefined) right.push('x'.repeat(length));
  right.push(...(schema.enum ?? []));
  if (schema.items?.enum !== undefined) right.push(...schema.items.enum, schema.items.enum.join(','));
  if (name === 'ids') right.push('1', '1,2,99');
  if (name === 'since') return [earlierSnapshotId];
  if (schema.type === 'boolean') right.push('true', 'false');
  if (name === 'access_token') right.push('any-token');
  return right;
}

/** What a route needs besides this parameter: a search its words, and a cursor one type. */
function neededFor(path: string, parameter: string): string {
  if (path === '/v1/search' && parameter !== 'q') return `q=song${parameter === 'cursor' ? '&type=track' : ''}&`;
  if (path === '/v1/changes' && parameter !== 'since') return `since=${earlierSnapshotId}&`;
  return parameter === 'seed' ? 'sort=random&' : '';
}

/** Query parameters with the address of an example of their route; a search needs its words, and a cursor one type. */
const queryParameters = (): [path: string, url: string, operation: Operation, parameter: Parameter][] =>
  operations().flatMap(([path, operation]) => {
    const [, example = ''] = examples.find(([known]) => known === path) ?? [];
    return (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map((parameter): [string, string, Operation, Parameter] => {
        const needed = neededFor(path, parameter.name);
        return [path, `${example.split('?')[0]}?${needed}`, operation, parameter];
      });
  });

describe('when a parameter is documented', () => {
  it('is accepted with the values that the document allows', async () => {
    const accepted = new Set<string>();
    for (const [path, url, , parameter] of queryParameters()) {
      const { name } = parameter;
      const first = name === 'cursor' ? (await ask(base, `${url}limit=1`)).json() : undefined;
      const values = first === undefined ? inside(parameter) : [(first.nextCursor === undefined ? first.tracks : first).nextCursor];
      for (const value of values) {
        expect([path, name, value]).toEqual([path, name, expect.stringMatching(/./)]);
        const status = await check(path, `${url}${name}=${encodeURIComponent(value)}`);
        // A track need not have a file of every quality.
        const allowed = name === 'quality' ? [200, 302, 404] : name === 'access_token' ? [302] : [200];
        expect([path, name, value, allowed.includes(status) ? '' : status]).toEqual([path, name, value, '']);
        accepted.add(`${path} ${name}`);
      }
    }
    const documented = queryParameters().map(([path, , , { name }]) => `${path} ${name}`);
    expect([...accepted].sort()).toEqual(documented.sort());
    expect(documented.length).toBeGreaterThan(15);
  });

  it('refuses query values that the document rules out', async () => {
    let tried = 0;
    for (const [path, operation] of operations()) {
      const [, url = ''] = examples.find(([known]) => known === path) ?? [];
      for (const parameter of operation.parameters ?? []) {
        for (const value of parameter.in === 'query' ? outside(parameter) : []) {
          const answer = await ask(base, `${url.split('?')[0]}?q=a&${parameter.name}=${value}`.replace(/q=a&(?!.*)/, ''));
          expect([path, parameter.name, value, answer.status]).toEqual([path, parameter.name, value, 400]);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('every problem code is documented too', () => {
    const described = JSON.stringify(operations().map(([, { responses }]) => responses));
    const elsewhere = ['bad_request', 'unknown_route', 'method_not_allowed'];
    for (const code of Object.keys(problemKinds).filter((word) => !elsewhere.includes(word))) expect(described).toContain(code);
  });
});

const usage = `
import type { operations, paths, components } from './client';
type Track = components['schemas']['Track'];
type Page = paths['/v1/playlists/{id}/tracks']['get']['responses'][200]['content']['application/json'];
const page: Page = { items: [], nextCursor: null };
export const albumOf = (track: Track): number | null => track.albumId;
export const hash = (album: components['schemas']['Album']): string | undefined => album.cover?.hash;
export const first = (tracks: Track[]): string => tracks.map((track) => track.artists.map((artist) => artist.name).join() + (track.album ?? '')).join();
export const quality: 'hires' | 'lossless' | 'high' | 'standard' | 'low' | 'unknown' | undefined = page.items[0]?.files[0]?.quality;
export const query: operations['listPlaylists']['parameters']['query'] = { sort: 'play_count', order: 'desc', limit: 10 };
export const search: operations['search']['parameters']['query'] = { q: '周杰伦', type: ['track', 'artist'], playable: true };
type Found = operations['search']['responses'][200]['content']['application/json'];
export const names = (found: Found): string[] => found.toplists?.items.flatMap((group) => group.playlists.map((list) => list.name)) ?? [];
export const until = (playback: components['schemas']['Playback']): string | null => playback.expiresAt;
export const code = (problem: components['schemas']['Problem']): boolean => problem.code === 'cursor_outdated';
// @ts-expect-error a track never tells where a file lies
export const locator = (track: Track): unknown => track.files[0]?.locator;
// @ts-expect-error there is no such sort
export const wrong: operations['listPlaylists']['parameters']['query'] = { sort: 'songs' };
// @ts-expect-error a search needs words
export const empty: operations['search']['parameters']['query'] = {};
`;

/** Runs a program of Node's, and fails with all that it says. */
function runIn(cwd: string, args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: {}, stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  }
}

describe('when a TypeScript client is generated from the document', () => {
  it('compiles in strict mode, and knows the shapes', () => {
    const run = (...args: string[]): string => runIn(folder.path, args);
    writeFileSync(join(folder.path, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(folder.path, 'usage.ts'), usage);
    const generator = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js');
    run(generator, 'openapi.json', '-o', 'client.d.ts');
    const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
    expect(
      run(compiler, '--noEmit', '--strict', '--target', 'es2022', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false', 'usage.ts'),
    ).toBe('');
    // Generator and compiler take 3 s on an idle machine.
  });
});

describe('when the client of docs/api.md is used', () => {
  it('compiles against the generated types, searches and plays', async () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(code.split('\n').filter((line) => /^ {2}\S/.test(line)).length).toBeLessThanOrEqual(10);
    const client = join(folder.path, 'client-of-docs');
    mkdirSync(client);
    writeFileSync(join(client, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(client, 'search-and-play.ts'), code);
    writeFileSync(join(client, 'package.json'), '{"type": "module"}');
    symlinkSync(dirname(dirname(require.resolve('openapi-fetch/package.json'))), join(client, 'node_modules'));
    const run = (...args: string[]): string => runIn(client, args);
    run(join(dirname(require.resolve('openapi-typescript/package.json')), 'bin/cli.js'), 'openapi.json', '-o', 'catalogsync.d.ts');
    const compilerOptions = {
      strict: true,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom'],
      types: [],
    };
    writeFileSync(join(client, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['search-and-play.ts'] }));
    expect(run(join(dirname(require.resolve('typescript/package.json')), 'bin/tsc'))).toBe('');
    const program = `import('./search-and-play.js').then(async (m) => process.stdout.write(await m.searchAndPlay('${base}', '七里香')))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: client, env: {} });
    expect(stdout).toMatch(/\/api\/private-origin\/stream\//);
  }, 120_000);
});

describe('when the documentation is opened', () => {
  it('loads nothing from other hosts', async () => {
    const page = await ask(base, '/docs/');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const script = await ask(base, '/docs/static/swagger-ui-bundle.js', { headers: { 'accept-encoding': 'gzip' } });
    expect([script.status, script.headers['content-encoding']]).toEqual([200, 'gzip']);
    const policy = page.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https:|http:|upgrade-insecure-requests/);
    // A stream that is tried out comes from the origin.
    for (const open of ['connect-src *', 'media-src *']) expect(policy).toContain(open);
    for (const [, address] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([address, (await ask(base, new URL(address ?? '', `${base}/docs/`).pathname)).status]).toEqual([address, 200]);
    }
  });
});

describe('when a browser reads an answer', () => {
  it('tells browsers with every answer that it is data: nothing in it runs, and no frame shows it', async () => {
    for (const path of [
      '/v1/tracks/1',
      '/v1/search?q=x',
      '/v1/tracks/1/playback',
      '/v1/tracks/99',
      '/nothing',
      '/healthz',
      '/openapi.json',
      '/%',
    ]) {
      const { headers } = await ask(base, path);
      expect([path, headers]).toMatchObject([
        path,
        {
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'cross-origin-resource-policy': 'cross-origin',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
        },
      ]);
    }
    const page = await ask(base, '/docs/');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';.*frame-ancestors 'none'.*script-src 'self'/);
  });
});
