import type { Amendment } from '../openapi/amendment.js';
import { OpenApiChecker } from '../openapi/openapi-checker.js';

const query = (name: string, schema: object, names?: string) => ({
  name,
  in: 'query',
  schema,
  ...(names === undefined ? {} : { 'x-names': names }),
});
const text = { type: 'string' };
const bit = { $ref: '#/components/schemas/BoolInt' };
const section = '/paths/~1library~1sections~1{sectionId}';
const sectionId = { name: 'sectionId', in: 'path', required: true, schema: { type: 'integer' } };
const page = { content: { 'text/html': {} } };

const prose = 'the document describes it in prose or by a template only';
const older = 'older servers, which the document does not describe';

/** Where the published description is wrong or narrower than servers are. */
const amendments: readonly Amendment[] = [
  { at: '/components/schemas/MediaType/enum/-', value: 10, why: 'the list ends too early: the description itself uses 10 for tracks' },
  { at: '/components/schemas/MediaQuery/properties/title', value: text, why: prose },
  { at: '/components/schemas/MediaQuery/properties/artist.title', value: text, why: prose },
  { at: '/components/schemas/MediaQuery/properties/viewCount>>', value: { type: 'integer' }, why: `${prose}: ">>=" is "greater than"` },
  {
    at: '/components/schemas/Metadata/properties/Guid/items/properties/id/pattern',
    value: '^(imdb|tmdb|tvdb|mbid)://.+$',
    why: 'music has ids of MusicBrainz',
  },
  { at: '/components/schemas/Metadata/properties/ratingKey/type', value: ['string', 'integer'], why: 'servers also send numbers' },
  { at: `${section}~1all/put/parameters/-`, value: query('id', { type: 'integer' }), why: prose },
  { at: `${section}~1all/put/parameters/-`, value: query('genre[n].tag.tag', text, '^genre\\[\\d+\\]\\.tag\\.tag$'), why: prose },
  { at: `${section}~1all/put/parameters/-`, value: query('genre[].tag.tag-', text), why: prose },
  { at: `${section}~1all/put/parameters/-`, value: query('summary.value', text), why: prose },
  { at: `${section}~1all/put/parameters/-`, value: query('field.locked', bit, '^(genre|summary)\\.locked$'), why: prose },
  { at: '/paths/~1playlists/post/parameters/-', value: query('type', { type: 'string', enum: ['audio', 'video', 'photo'] }), why: prose },
  { at: '/paths/~1playlists/post/parameters/-', value: query('title', text), why: prose },
  { at: '/paths/~1playlists/post/parameters/-', value: query('smart', bit), why: prose },
  { at: '/paths/~1playlists~1{playlistId}/put/parameters/-', value: query('title', text), why: prose },
  { at: '/paths/~1playlists~1{playlistId}/put/parameters/-', value: query('summary', text), why: prose },
  {
    at: '/paths/~1library~1metadata~1{ids}~1{element}/post/requestBody',
    value: { content: { 'image/*': {} } },
    why: prose,
  },
  { at: '/paths/~1library~1metadata~1{ids}/get/responses/404', value: page, why: 'for items that are gone' },
  { at: '/paths/~1library~1metadata~1{ids}~1{element}/post/responses/404', value: page, why: 'for items that are gone' },
  {
    at: '/paths/~1library~1metadata~1{ids}~1posters',
    value: {
      post: {
        parameters: [{ name: 'ids', in: 'path', required: true, schema: text }],
        requestBody: { content: { 'image/*': {} } },
        responses: { 200: page, 404: page },
      },
    },
    why: older,
  },
  {
    at: '/paths/~1library~1sections',
    value: { get: { responses: { 200: { $ref: '#/paths/~1library~1sections~1all/get/responses/200' } } } },
    why: older,
  },
  ...['items/delete', 'items~1{generatorId}/delete', 'items~1{playlistItemId}~1move/put'].map((operation) => ({
    at: `/paths/~1playlists~1{playlistId}~1${operation}/responses/204`,
    value: {},
    why: 'servers answer a change by its status alone, too',
  })),
  { at: `${section}~1all/get/responses/400`, value: page, why: older },
  { at: `${section}~1refresh/get`, value: { parameters: [sectionId, query('path', text)], responses: { 200: page } }, why: older },
  { at: `${section}~1refresh/post/responses/404`, value: page, why: older },
  { at: '/paths/~1library~1sections~1all/get/responses/404', value: page, why: older },
];

/** Holds an emulated Plex Media Server and its callers to the published description, release 1.1.1. */
export function plexChecker(): OpenApiChecker {
  return OpenApiChecker.load('plex/plex-1.1.1.openapi.json', {
    amendments,
    statusesOfAll: [
      { status: 401, why: 'without a valid token; the description says it of few operations' },
      { status: 403, why: 'for accounts that may not' },
      { status: 503, why: 'while the server starts' },
    ],
  });
}
