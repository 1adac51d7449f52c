import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gate } from '@catalogsync/job-engine/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Asked, ConsoleWorld, type Login, songs } from './console-world.js';
import { quarantined } from './fake-source-services.js';

// Real here: HTTP, SQLite, the job engine, and the document as it is served.
interface Parameter {
  name: string;
  in: string;
  schema: {
    enum?: string[];
    items?: { enum?: string[] };
    format?: string;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    type?: string;
  };
}

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

let world: ConsoleWorld;
let operator: Login;
let bearer: { headers: Record<string, string> };
let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: object } };
const gate = new Gate();

beforeAll(async () => {
  world = await ConsoleWorld.open({ download: { items: songs(5), execute: gate.execute }, sync: { items: [] }, publish: { items: [] } });
  operator = await world.logIn('operator', 'owner');
  bearer = await world.token(operator, 'operator');
  document = (await world.ask('GET', '/api/openapi.json', bearer)).json;
  await world.engine.start();
  await world.ask('POST', '/api/jobs', { ...bearer, body: { template: 'download' } });
  await world.jobThat(1, (job) => job.itemCounts.running === 2, bearer.headers);
  gate.end(gate.begun[0] ?? '', { kind: 'failed', errorClass: 'rejected', message: 'no' });
  await world.jobThat(1, (job) => job.itemCounts.failed === 1, bearer.headers);
  await world.write(
    "INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (1, 'qq', '7', '周杰伦'), (2, 'library', 'name:周杰倫', '周杰倫')",
  );
  await world.write("INSERT INTO artist_identities VALUES (1, '周杰伦', 'zhou jie lun', NULL)");
  await world.write('INSERT INTO artist_members VALUES (1, 1), (2, 1)');
  await world.write("INSERT INTO artist_choices VALUES (1, 2, 1, 1780000000000, 'nina')");
  await world.write(
    "INSERT INTO songs(platform, remote_song_id, name, singers) VALUES ('qq', '1', '七里香', '周杰伦'), ('qq', '2', '稻香', '周杰伦')",
  );
  await world.write("INSERT INTO playlists(platform, remote_playlist_id, name) VALUES ('qq', '1', '华语'), ('qq', '2', 'Jazz')");
  await world.write('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 1, 1), (1, 2, 2)');
  for (const at of [1, 2])
    await world.write(
      `INSERT INTO playlist_changes(playlist_id, changed_at, change_kind, song_count, songs_json) VALUES (1, ${at}, 'changed', 1, '[[1,0,1]]')`,
    );
  await world.write(
    "INSERT INTO job_logs(job_run_id, level, message, created_at) VALUES (1, 'warn', '小心', '2026-11-21T00:00:00Z'), (1, 'info', '好', '2026-11-21T00:00:01Z')",
  );
  world.resolver.known.quarantine = ['a', 'b', 'c', 'd'].map((id) => quarantined(id, '1'));
  await world.write("INSERT INTO storage_backends(id, name, backend_type, base_path) VALUES (1, 'local', 'local', ?)", world.folder);
  await world.write("INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (1, 1, 'high', 'mp3')");
  await world.write(
    "INSERT INTO file_locations(id, file_asset_id, backend_id, locator, status, is_primary) VALUES (1, 1, 1, '1.mp3', 'active', 1)",
  );
  writeFileSync(join(world.folder, '1.mp3'), 'ID3');
  for (const source of ['kuwo', 'x', 'x'.repeat(64)]) world.songSources.offered.set(source, []);
  await world.write("INSERT INTO job_holds(kind, name, since) VALUES ('source', 'kuwo', '2026-11-21T00:00:00Z')");
});
afterAll(() => world.close());

const operations = (): [method: string, path: string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [method.toUpperCase(), path, operation]),
  );

/** One for all: each would compile the schema of schemas anew. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });

function validator(schema: object): ValidateFunction {
  return ajv.compile({ ...schema, components: document.components });
}

/** Values that a documented parameter may have, at the ends of its range; none for a cursor, which only its list knows. */
function inside({ schema }: Parameter): string[] {
  const ends = [schema.minimum, schema.maximum].filter((end) => end !== undefined).map(String);
  const lengths = [schema.minLength, schema.maxLength].filter((length) => length !== undefined);
  return [
    ...(schema.enum ?? []),
    ...(schema.items?.enum === undefined ? [] : [...schema.items.enum, schema.items.enum.join(',')]),
    ...(schema.format === 'date-time' ? ['2026-11-21T00:00:00Z', '2026-11-21T08:00:00.5+08:00'] : []),
    ...ends,
    ...lengths.map((length) => 'x'.repeat(length)),
    ...(schema.type === 'boolean' ? ['true', 'false'] : []),
  ];
}

/** Every operation with an example request, in an order that works. */
const page = (login: Login): Asked => world.fromPage(login);
const examples: ReadonlyArray<readonly [method: string, path: string, url: string, status: number, body?: object]> = [
  ['GET', '/healthz', '/healthz', 200],
  ['GET', '/readyz', '/readyz', 200],
  ['GET', '/metrics', '/metrics', 200],
  ['GET', '/api/openapi.json', '/api/openapi.json', 200],
  ['GET', '/api/session', '/api/session', 200],
  ['GET', '/api/jobs', '/api/jobs?limit=1', 200],
  ['POST', '/api/jobs', '/api/jobs', 201, { template: 'download', sources: ['qq'] }],
  ['GET', '/api/jobs/counts', '/api/jobs/counts?template=download', 200],
  ['GET', '/api/jobs/{id}', '/api/jobs/1', 200],
  ['GET', '/api/jobs/{id}/errors', '/api/jobs/1/errors', 200],
  ['GET', '/api/jobs/{id}/timeline', '/api/jobs/1/timeline', 200],
  ['GET', '/api/items/{id}', '/api/items/1', 200],
  ['GET', '/api/items/{id}', '/api/items/999', 404],
  ['GET', '/api/series', '/api/series?minutes=5', 200],
  ['GET', '/api/jobs/{id}/items', '/api/jobs/1/items?limit=3', 200],
  ['GET', '/api/jobs/{id}/events', '/api/jobs/1/events', 200],
  ['GET', '/api/workers', '/api/workers', 200],
  ['GET', '/api/dashboard', '/api/dashboard', 200],
  ['GET', '/api/logs', '/api/logs', 200],
  ['GET', '/api/logs/clusters', '/api/logs/clusters?minutes=10080', 200],
  ['GET', '/api/logs/download', '/api/logs/download', 200],
  ['GET', '/api/playlists', '/api/playlists', 200],
  ['GET', '/api/songs/{id}', '/api/songs/1', 200],
  ['GET', '/api/songs/{id}', '/api/songs/99', 404],
  ['GET', '/api/songs/{id}/story', '/api/songs/1/story', 200],
  ['GET', '/api/songs/{id}/candidates', '/api/songs/1/candidates?source=kuwo', 200],
  ['POST', '/api/songs/{id}/choose', '/api/songs/1/choose', 200, { source: 'kuwo', remoteId: '7' }],
  ['DELETE', '/api/songs/{id}/choice', '/api/songs/1/choice', 204],
  ['GET', '/api/songs/{id}/audio', '/api/songs/99/audio', 404],
  ['GET', '/api/covers/{hash}/{size}', `/api/covers/${'0'.repeat(64)}/96`, 404],
  ['GET', '/api/artists/{id}', '/api/artists/2', 200],
  ['GET', '/api/artists/{id}', '/api/artists/99', 404],
  ['GET', '/api/playlists/{id}', '/api/playlists/1', 200],
  ['GET', '/api/playlists/{id}', '/api/playlists/99', 404],
  ['GET', '/api/playlists/{id}/history', '/api/playlists/1/history', 200],
  ['GET', '/api/playlists/{id}/history', '/api/playlists/99/history', 404],
  ['GET', '/api/songs', '/api/songs', 200],
  ['POST', '/api/songs/{id}/reject', '/api/songs/1/reject', 404, { fileId: 9, retry: false }],
  ['POST', '/api/commands', '/api/commands', 200, { type: 'retry_item', jobId: 1, dryRun: true }],
  ['POST', '/api/commands', '/api/commands', 409, { type: 'retry_item', jobId: 1, seen: 400 }],
  ['POST', '/api/items/{id}/retry', '/api/items/1/retry', 200],
  ['POST', '/api/items/{id}/force-retry', '/api/items/999/force-retry', 404],
  ['PUT', '/api/playlists/{id}/following', '/api/playlists/1/following', 200, { followed: true }],
  ['PUT', '/api/playlists/following', '/api/playlists/following', 200, { ids: [1], followed: true }],
  ['PUT', '/api/playlists/following', '/api/playlists/following', 404, { ids: [1, 99], followed: true }],
  ['GET', '/api/pools', '/api/pools', 200],
  ['GET', '/api/playlists/{id}/songs', '/api/playlists/1/songs', 200],
  ['GET', '/api/playlists/{id}/songs', '/api/playlists/99/songs', 404],
  ['POST', '/api/playlists/{id}/sync', '/api/playlists/1/sync', 201],
  ['POST', '/api/playlists/{id}/sync', '/api/playlists/99/sync', 404],
  ['PUT', '/api/playlists/{id}/mirroring', '/api/playlists/1/mirroring', 200, { mirror: true, mode: 'append' }],
  ['PUT', '/api/playlists/{id}/mirroring', '/api/playlists/2/mirroring', 200, { mirror: true }],
  ['PUT', '/api/playlists/{id}/mirroring', '/api/playlists/99/mirroring', 404, { mirror: false }],
  ['POST', '/api/playlists/{id}/mirror', '/api/playlists/1/mirror', 200, { dryRun: true }],
  ['POST', '/api/playlists/{id}/mirror', '/api/playlists/1/mirror', 200, { dryRun: false }],
  ['POST', '/api/playlists/{id}/mirror', '/api/playlists/2/mirror', 409, { dryRun: true }],
  ['GET', '/api/mirrors', '/api/mirrors', 200],
  ['GET', '/api/media-server', '/api/media-server', 200],
  ['POST', '/api/media-server/check', '/api/media-server/check', 200],
  ['GET', '/api/media-server', '/api/media-server', 200],
  ['POST', '/api/media-server/scan', '/api/media-server/scan', 204],
  ['GET', '/api/snapshots', '/api/snapshots', 200],
  ['POST', '/api/snapshots/publish', '/api/snapshots/publish', 201, { force: true }],
  ['POST', '/api/snapshots/{id}/verify', '/api/snapshots/snap-1/verify', 200],
  ['POST', '/api/snapshots/{id}/verify', '/api/snapshots/none/verify', 404],
  ['POST', '/api/snapshots/{id}/rollback', '/api/snapshots/snap-1/rollback', 200],
  ['POST', '/api/snapshots/{id}/rollback', '/api/snapshots/none/rollback', 404],
  ['GET', '/api/library', '/api/library', 200],
  ['GET', '/api/library/faults', '/api/library/faults', 200],
  ['POST', '/api/library/faults/set-aside', '/api/library/faults/set-aside', 204, { paths: ['/music/a.flac'] }],
  ['POST', '/api/library/faults/set-aside', '/api/library/faults/set-aside', 404, { paths: ['/music/x.flac'], undo: true }],
  ['GET', '/api/library/faults', '/api/library/faults?includeSetAside=true', 200],
  ['GET', '/api/library/duplicates', '/api/library/duplicates', 200],
  ['POST', '/api/library/purge', '/api/library/purge', 200, { dryRun: true }],
  ['GET', '/api/volumes', '/api/volumes', 200],
  ['GET', '/api/storage', '/api/storage', 200],
  ['GET', '/api/templates', '/api/templates', 200],
  ['GET', '/api/users', '/api/users', 200],
  ['GET', '/api/sessions', '/api/sessions', 200],
  ['DELETE', '/api/sessions/{id}', '/api/sessions/none', 404],
  ['POST', '/api/library/scan', '/api/library/scan', 201, {}],
  ['POST', '/api/library/scan', '/api/library/scan', 400, { folder: '/elsewhere' }],
  ['POST', '/api/jobs/{id}/pause', '/api/jobs/1/pause', 200],
  ['POST', '/api/jobs/{id}/resume', '/api/jobs/1/resume', 200],
  ['POST', '/api/jobs/{id}/cancel', '/api/jobs/2/cancel', 200],
  ['POST', '/api/jobs/{id}/cancel', '/api/jobs/2/cancel', 409],
  ['GET', '/api/sources', '/api/sources', 200],
  ['POST', '/api/sources/reload', '/api/sources/reload', 200],
  ['POST', '/api/sources/{name}/test', '/api/sources/qq/test', 200],
  ['POST', '/api/sources/{name}/test', '/api/sources/napster/test', 404],
  ['POST', '/api/sources/{name}/reset', '/api/sources/qq/reset', 200, { origin: 'netease' }],
  ['POST', '/api/sources/{name}/reset', '/api/sources/napster/reset', 404, {}],
  ['GET', '/api/ranking', '/api/ranking', 200],
  ['GET', '/api/ranking/{origin}', '/api/ranking/netease?policy=configOrder&sources=qq,kuwo', 200],
  ['GET', '/api/ranking/{origin}/decisions', '/api/ranking/netease/decisions?limit=1', 200],
  ['GET', '/api/quarantine', '/api/quarantine', 200],
  ['POST', '/api/quarantine/{id}/approve', '/api/quarantine/a/approve', 204],
  ['POST', '/api/quarantine/{id}/approve', '/api/quarantine/a/approve', 409],
  ['POST', '/api/quarantine/{id}/reject', '/api/quarantine/b/reject', 204],
  ['POST', '/api/quarantine/{id}/reject', '/api/quarantine/z/reject', 404],
  ['GET', '/api/commands', '/api/commands?limit=2', 200],
  ['GET', '/api/commands/{id}', '/api/commands/1', 200],
  ['GET', '/api/commands/{id}', '/api/commands/99', 404],
  ['POST', '/api/commands/{id}/cancel', '/api/commands/1/cancel', 409],
  ['GET', '/api/config', '/api/config', 200],
  ['POST', '/api/config/check', '/api/config/check', 200, { contentText: 'WEB_PORT=none\n' }],
  ['POST', '/api/config/revisions', '/api/config/revisions', 201, { note: '第一' }],
  ['GET', '/api/config/revisions', '/api/config/revisions?limit=1', 200],
  ['GET', '/api/config/revisions/{id}', '/api/config/revisions/1', 200],
  ['GET', '/api/config/revisions/{id}/diff', '/api/config/revisions/1/diff', 200],
  ['POST', '/api/config/revisions/{id}/apply', '/api/config/revisions/1/apply', 200],
  ['POST', '/api/config/revisions/{id}/apply', '/api/config/revisions/9/apply', 404],
  ['POST', '/api/schedules', '/api/schedules', 201, { name: 'nightly', template: 'download', pattern: '0 3 * * *' }],
  ['POST', '/api/schedules', '/api/schedules', 409, { name: 'nightly', template: 'download', pattern: '0 3 * * *' }],
  ['GET', '/api/schedules', '/api/schedules', 200],
  ['PUT', '/api/schedules/{id}', '/api/schedules/1', 200, { name: 'nightly', template: 'publish', pattern: '0 4 * * *', enabled: false }],
  ['DELETE', '/api/schedules/{id}', '/api/schedules/1', 204],
  ['GET', '/api/audit', '/api/audit?limit=2', 200],
  ['GET', '/api/tokens', '/api/tokens', 200],
  ['POST', '/api/tokens', '/api/tokens', 201, { name: 'x', role: 'read_only' }],
  ['DELETE', '/api/tokens/{id}', '/api/tokens/2', 204],
  ['POST', '/api/session/confirm', '/api/session/confirm', 200, { password: 'password of owner' }],
  ['POST', '/api/session/confirm', '/api/session/confirm', 403, { password: 'wrong' }],
  ['POST', '/api/password', '/api/password', 403, { currentPassword: 'wrong', newPassword: 'another password' }],
  ['POST', '/api/login', '/api/login', 200, { username: 'owner', password: 'password of owner' }],
  ['POST', '/api/logout', '/api/logout', 204],
];

describe('when the document is read', () => {
  it('is OpenAPI 3.1 with every registered route that is not for browsers, and every operation is tried here', () => {
    expect(document.openapi).toBe('3.1.0');
    const ofPages = ['/login', '/static/ops/*'];
    const registered = world.server.routes
      .filter(({ method, access, url }) => access !== undefined && access !== 'page' && method !== 'HEAD' && !ofPages.includes(url))
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    const documented = operations().map(([method, path]) => `${method} ${path}`);
    expect(documented.sort()).toEqual(registered.sort());
    const tried = new Set([...examples.map(([method, path]) => `${method} ${path}`), 'GET /api/events/stream']);
    expect([...tried].sort()).toEqual(documented);
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('');
  });

  it('describes the input and output of each operation, and which need no login', () => {
    for (const [method, path, operation] of operations()) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        expect([path, status, content !== undefined || status === '204']).toEqual([path, status, true]);
      }
      for (const name of path.matchAll(/\{(\w+)\}/g)) expect(operation.parameters?.map((parameter) => parameter.name)).toContain(name[1]);
      const open = ['/healthz', '/readyz', '/api/login'].includes(path);
      expect([method, path, operation.security]).toEqual([method, path, open ? [] : undefined]);
    }
  });
});

describe('when a route responds', () => {
  it('matches its schema in every field, as do its problems', async () => {
    for (const [method, path, url, status, body] of examples) {
      const answer = await world.ask(method, url, { ...page(operator), body });
      expect([method, url, answer.status, answer.status === status ? '' : answer.text]).toEqual([method, url, status, '']);
      const operation = document.paths[path]?.[method.toLowerCase()];
      const media = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const documented = operation?.responses[answer.status];
      expect([url, documented === undefined]).toEqual([url, false]);
      if (status === 204) continue;
      const valid = validator(documented?.content?.[media]?.schema ?? { not: {} });
      valid(answer.json ?? answer.text);
      expect([url, valid.errors]).toEqual([url, null]);
    }
  });

  it('accepts every query parameter with the values that the document allows', async () => {
    const headers = bearer.headers;
    // Every list needs a second page.
    await world.ask('POST', '/api/jobs', { headers, body: { template: 'download' } });
    for (const note of ['one', 'two']) await world.ask('POST', '/api/config/revisions', { headers, body: { note } });
    const accepted = new Set<string>();
    for (const [method, path, { parameters = [], responses }] of operations()) {
      const url = path.replaceAll(/\{\w+\}/g, '1');
      for (const parameter of parameters.filter((one) => one.in === 'query')) {
        const { name } = parameter;
        const first = name === 'cursor' ? (await world.ask(method, `${url}?limit=1`, { headers })).json : undefined;
        for (const value of first === undefined ? inside(parameter) : [first.nextCursor]) {
          expect([path, name, value]).toEqual([path, name, expect.stringMatching(/./)]);
          const answer = await world.ask(method, `${url}?${name}=${encodeURIComponent(value)}`, { headers });
          expect([path, name, value, answer.status]).toEqual([path, name, value, 200]);
          accepted.add(`${path} ${name}`);
          const media = answer.headers.get('content-type')?.split(';')[0] ?? '';
          const content = responses[200]?.content ?? {};
          if (!media.includes('json') && !(media in content)) continue;
          const valid = validator(content[media]?.schema ?? { not: {} });
          valid(answer.json ?? answer.text);
          expect([path, name, value, valid.errors]).toEqual([path, name, value, null]);
          if (first !== undefined) expect([path, answer.json.items]).not.toEqual([path, first.items]);
        }
      }
    }
    const documented = operations().flatMap(([, path, { parameters = [] }]) =>
      parameters.flatMap(({ name, in: place }) => (place === 'query' ? [`${path} ${name}`] : [])),
    );
    expect([...accepted].sort()).toEqual(documented.sort());
    expect(documented.length).toBeGreaterThan(15);
  });

  it('refuses query values that the document rules out', async () => {
    const headers = bearer.headers;
    let tried = 0;
    for (const [method, path, { parameters = [] }] of operations()) {
      for (const { name, in: place, schema } of parameters.filter((parameter) => parameter.in === 'query')) {
        const wrong = [
          ...(schema.enum === undefined ? [] : ['no-such-word']),
          ...(schema.items?.enum === undefined ? [] : ['no-such-word', '', `${schema.items.enum[0]},`]),
          ...(schema.format === 'date-time' ? ['yesterday', '2026-11-21', '2026-13-41T00:00:00Z'] : []),
          ...(schema.minimum === undefined ? [] : [String(schema.minimum - 1), 'x', '']),
          ...(schema.maximum === undefined ? [] : [`${schema.maximum + 1}`]),
          ...(schema.type === 'boolean' ? ['1'] : []),
        ];
        for (const value of wrong) {
          const answer = await world.ask(method, `${path.replaceAll(/\{\w+\}/g, '1')}?${name}=${value}`, { headers });
          expect([path, place, name, value, answer.status]).toEqual([path, place, name, value, 400]);
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(25);
  });
});
