import { afterEach, describe, expect, it } from '@jest/globals';
import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { EmulatedServer } from '../emulated-server.js';
import { OpenApiChecker } from './openapi-checker.js';

const song = {
  type: 'object',
  required: ['title'],
  additionalProperties: false,
  properties: {
    title: { type: 'string' },
    year: { type: 'integer', nullable: true },
    album: { nullable: true, allOf: [{ $ref: '#/components/schemas/Album' }] },
  },
};
const document = {
  openapi: '3.0.1',
  paths: {
    '/songs': {
      get: {
        parameters: [
          { name: 'genre', in: 'query', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 0, exclusiveMinimum: true } },
          { name: 'sort', in: 'query', schema: { $ref: '#/components/schemas/Order' } },
          { name: 'kinds', in: 'query', schema: { type: 'array', items: { type: 'string', enum: ['live', 'studio'] } } },
          { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
          { name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object', properties: { loved: { type: 'boolean' } } } },
          { $ref: '#/components/parameters/Client' },
        ],
        responses: { 200: { content: { 'application/json': { schema: { type: 'array', items: song } } } }, '4XX': { description: 'no' } },
      },
      post: {
        requestBody: { required: true, content: { 'application/json': { schema: song } } },
        responses: { 201: { $ref: '#/components/responses/Made' } },
      },
    },
    '/songs/{songId}': {
      parameters: [{ name: 'songId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      delete: { responses: { 204: { description: 'gone' } } },
      put: { requestBody: { content: { 'image/*': {} } }, responses: { 204: { description: 'done' } } },
    },
    '/songs/latest': { get: { responses: { 200: { content: { 'application/json': { schema: song } } } } } },
  },
  components: {
    parameters: { Client: { name: 'X-Client', in: 'header', required: true, schema: { type: 'string' } } },
    responses: { Made: { content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } } } },
    schemas: { Order: { type: 'string', enum: ['asc', 'desc'] }, Album: { type: 'object', required: ['name'] } },
  },
};
const id = '0123456789abcdef0123456789abcdef';

const request = (method: string, target: string, more: Partial<EmulatedRequest> = {}): EmulatedRequest => {
  const { pathname, searchParams } = new URL(target, 'http://emulated');
  return { method, path: pathname, query: searchParams, headers: { 'x-client': 'test' }, body: '', bytes: Buffer.alloc(0), ...more };
};
const json = { 'x-client': 'test', 'content-type': 'application/json; charset=utf-8' };
const posted = (body: object | string) =>
  request('POST', '/songs', { headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('when a request is held to its document', () => {
  const faults = (one: EmulatedRequest): string => new OpenApiChecker(document).requestFaults(one).join('; ');

  it.each([
    ['required and optional parameters', request('GET', '/songs?genre=&limit=5&sort=desc')],
    ['a list that is repeated, and one with commas', request('GET', '/songs?genre=x&kinds=live&kinds=studio&ids=1,2')],
    ['an object in brackets', request('GET', '/songs?genre=x&filter[loved]=true')],
    ['a body of its shape, with null where it may be', posted({ title: 'x', year: null, album: null })],
    ['an identifier with or without hyphens', request('DELETE', `/songs/${id}`)],
    ['a fixed path beside a template', request('GET', '/songs/latest')],
    ['bytes of a type', request('PUT', `/songs/${id}`, { headers: { 'content-type': 'image/png' }, body: 'PNG' })],
  ])('accepts %s', (_what, one) => {
    expect(faults(one)).toBe('');
  });

  it.each([
    ['an unknown path', request('GET', '/song?genre=x'), /no such path/],
    ['another method', request('PATCH', '/songs'), /no such method/],
    ['a missing parameter', request('GET', '/songs'), /"genre" is missing/],
    ['a missing header', request('GET', '/songs?genre=x', { headers: {} }), /"X-Client" is missing/],
    ['an unknown parameter', request('GET', '/songs?genre=x&Genre=y'), /no parameter "Genre"/],
    ['a wrong type', request('GET', '/songs?genre=x&limit=many'), /"limit".*must be integer/],
    ['a value out of range', request('GET', '/songs?genre=x&limit=0'), /"limit".*must be > 0/],
    ['a value that is no choice', request('GET', '/songs?genre=x&sort=up'), /"sort".*\["asc","desc"\]/],
    ['a wrong member of a list', request('GET', '/songs?genre=x&kinds=live&kinds=dead'), /"kinds".*allowed values/],
    ['commas where a list is repeated', request('GET', '/songs?genre=x&kinds=live,studio'), /"kinds"/],
    ['a repeated single value', request('GET', '/songs?genre=x&genre=y'), /"genre" is given 2 times/],
    ['a wrong member of an object', request('GET', '/songs?genre=x&filter[loved]=maybe'), /"filter\[loved\]".*boolean/],
    ['an unknown member of an object', request('GET', '/songs?genre=x&filter[old]=true'), /no parameter "filter\[old\]"/],
    ['a wrong part of a path', request('DELETE', '/songs/7'), /"songId".*uuid/],
    ['a missing body', posted(''), /body is missing/],
    ['a body without a required member', posted({ year: 1 }), /required property 'title'/],
    ['a body with an unknown member', posted({ title: 'x', titel: 'y' }), /\(titel\)/],
    ['a body with a wrong member', posted({ title: 'x', album: {} }), /album/],
    ['a body that is not JSON', posted('{'), /not JSON/],
    ['a body of another type', request('POST', '/songs', { body: '{}' }), /content type is ""/],
    ['a body where none belongs', request('DELETE', `/songs/${id}`, { body: 'x' }), /knows none/],
  ])('catches %s', (_what, one, words) => {
    expect(faults(one)).toMatch(words);
  });
});

describe('when an answer is held to its document', () => {
  const listed = request('GET', '/songs?genre=x');
  const faults = (one: EmulatedRequest, answer: EmulatedAnswer) => new OpenApiChecker(document).answerFaults(one, answer).join('; ');

  it.each([
    ['a body of its shape', listed, { body: [{ title: 'x', year: null }] }],
    ['a status of a described range', listed, { status: 404 }],
    ['an empty answer where nothing is described', request('DELETE', `/songs/${id}`), { status: 204 }],
  ])('accepts %s', (_what, one, answer) => {
    expect(faults(one, answer)).toBe('');
  });

  it.each([
    ['a status that is not described', listed, { status: 500 }, /no answer 500/],
    ['a wrong member', listed, { body: [{ title: 5 }] }, /0\/title must be string/],
    ['an unknown member', listed, { body: [{ title: 'x', size: 1 }] }, /\(size\)/],
    ['a wrong member behind a reference', posted({ title: 'x' }), { status: 201, body: { id: 'x' } }, /id must be integer/],
    ['nothing instead of data', listed, {}, /is empty/],
    ['a page instead of data', listed, { headers: { 'Content-Type': 'text/html' }, body: '<html>' }, /content type is "text\/html"/],
    ['a body where none is described', request('DELETE', `/songs/${id}`), { status: 204, body: 'x' }, /knows none/],
  ])('catches %s', (_what, one, answer, words) => {
    expect(faults(one, answer)).toMatch(words);
  });
});

describe('when an emulator stands behind the checks', () => {
  let server: EmulatedServer | undefined;
  afterEach(() => server?.stop());

  it('answers 400 to what the document does not allow, and keeps every violation of both sides', async () => {
    const checker = new OpenApiChecker(document);
    server = await EmulatedServer.start(checker.guard(({ query }) => ({ body: query.get('genre') === 'odd' ? { odd: true } : [] })));
    const get = (query: string) => fetch(`${server?.url}/songs?${query}`, { headers: { 'X-Client': 'test' } });
    expect((await get('genre=x')).status).toBe(200);
    expect(checker.violations).toEqual([]);
    const refused = await get('genre=x&limit=many');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(/^GET \/songs: request: the parameter "limit"/)]);
    expect((await get('genre=odd')).status).toBe(200);
    expect(checker.violations).toEqual([
      expect.stringMatching(/request: .*"limit"/),
      expect.stringMatching(/answer 200: the whole must be array/),
    ]);
  });
});

describe('when a document is wrong or too narrow', () => {
  it('takes amendments: another value, another parameter, names after a pattern, statuses of all operations', () => {
    const checker = new OpenApiChecker(document, {
      amendments: [
        { at: '/components/schemas/Order/enum/-', value: 'random', why: 'newer servers shuffle' },
        {
          at: '/paths/~1songs/get/parameters/-',
          value: { name: 'tag[n]', in: 'query', 'x-names': '^tag\\[\\d+\\]$', schema: { type: 'integer' } },
          why: 'described in prose only',
        },
      ],
      statusesOfAll: [{ status: 503, why: 'while starting' }],
    });
    const shuffled = request('GET', '/songs?genre=x&sort=random&tag[0]=1&tag[12]=2');
    expect(checker.requestFaults(shuffled)).toEqual([]);
    expect(checker.answerFaults(shuffled, { status: 503 })).toEqual([]);
    expect(checker.requestFaults(request('GET', '/songs?genre=x&tag[0]=x'))).toHaveLength(1);
    expect(checker.requestFaults(request('GET', '/songs?genre=x&tag[x]=1'))).toHaveLength(1);
  });

  it('refuses an amendment to something that the document does not have', () => {
    const amendments = [{ at: '/paths/~1albums/get/parameters/-', value: {}, why: 'none' }];
    expect(() => new OpenApiChecker(document, { amendments })).toThrow('nothing at /paths/~1albums');
  });
});

describe.each([
  ['plex/plex-1.1.1.openapi.json', '/library/sections/3/refresh?force=1', '/library/sections/3/refresh?force=2'],
  ['jellyfin/jellyfin-10.11.11.openapi.json', `/Items?userId=${id}&recursive=true`, `/Items?userId=${id}&recursive=1`],
  ['jellyfin/jellyfin-12.0.0.openapi.json', `/Items?userId=${id}&recursive=true`, `/Items?userId=${id}&recursive=1`],
])('when %s is loaded', (file, right, wrong) => {
  it('tells right requests from wrong ones', () => {
    const checker = OpenApiChecker.load(file);
    const method = file.startsWith('plex') ? 'POST' : 'GET';
    expect(checker.requestFaults(request(method, right))).toEqual([]);
    expect(checker.requestFaults(request(method, wrong))).toHaveLength(1);
    const answer = file.startsWith('plex')
      ? { body: '' }
      : { body: { Items: [{ Id: id, Name: null }], TotalRecordCount: 1, StartIndex: 0 } };
    expect(checker.answerFaults(request(method, right), answer)).toEqual([]);
  });
});
