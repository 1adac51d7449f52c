import { qualityLabels } from '@catalogsync/catalog';
import { instant, named, nullable, object, oneOf, ref } from '@catalogsync/http';
import { type TSchema, Type } from 'typebox';
import { problemKinds } from './problems.js';

// The schemas of the API in its OpenAPI document, each named by its `$id`.

const whole = (description: string): TSchema => Type.Integer({ description });

const quality = oneOf(qualityLabels, {
  description: 'hires: lossless above CD; lossless: CD; high: from 320 kbit/s; standard: from 192; low: below; unknown.',
});
const delivery = { enum: ['public', 'origin', null], description: 'public: object storage; origin: the private origin by a signed link.' };

const nextCursor = nullable('string', { description: 'Pass it as cursor to get the next page; null on the last one.' });

const page = (item: string): TSchema => named(`${item}Page`, { items: Type.Array(ref(item)), nextCursor });

/** All named shapes. */
export const namedSchemas: readonly TSchema[] = [
  named('TrackFile', {
    quality,
    ext: nullable('string'),
    sizeBytes: nullable('integer'),
    delivery: Type.Unsafe({ type: ['string', 'null'], ...delivery }),
  }),
  named('TrackArtist', { id: nullable('integer', { description: 'null if only the name is known.' }), name: Type.String() }),
  named('TrackAlias', {
    id: Type.Integer({ description: 'Leads to this track, too.' }),
    platform: Type.String(),
    remoteId: Type.String({ description: 'Its id there.' }),
  }),
  named(
    'Track',
    {
      id: Type.Integer(),
      name: Type.String(),
      artists: Type.Array(ref('TrackArtist')),
      album: nullable('string'),
      durationMs: nullable('integer', { description: 'Milliseconds.' }),
      platform: Type.String({ description: 'Where the track was found.' }),
      remoteId: Type.String({ description: 'Its id there.' }),
      files: Type.Array(ref('TrackFile'), { description: 'Best first; empty if nothing can be played.' }),
      aliases: Type.Array(ref('TrackAlias'), { description: 'The same recording on other platforms.' }),
    },
    {
      examples: [
        {
          id: 1,
          name: '七里香',
          artists: [{ id: 7, name: '周杰伦' }],
          album: '七里香',
          durationMs: 299_000,
          platform: 'library',
          remoteId: 'a1b2c3',
          files: [{ quality: 'lossless', ext: 'flac', sizeBytes: 31_234_567, delivery: 'origin' }],
          aliases: [{ id: 42, platform: 'netease', remoteId: '186016' }],
        },
      ],
    },
  ),
  named('Playlist', {
    id: Type.Integer(),
    platform: Type.String(),
    remoteId: Type.String(),
    name: Type.String(),
    description: nullable('string'),
    coverUrl: nullable('string'),
    playCount: Type.Integer(),
    songCount: whole('Tracks actually in it.'),
  }),
  named(
    'Toplist',
    {
      id: Type.String(),
      name: nullable('string', { description: 'Name of the group.' }),
      platform: Type.String(),
      playlists: Type.Array(ref('Playlist'), { description: 'The charts of the group.' }),
    },
    { description: 'A group of charts.' },
  ),
  named('Artist', { id: Type.Integer(), name: Type.String(), trackCount: Type.Integer() }),
  named('Album', { id: Type.Integer(), name: Type.String() }, { additionalProperties: true }),
  page('Track'),
  page('Playlist'),
  page('Toplist'),
  page('Artist'),
  page('Album'),
  named(
    'SearchResult',
    {
      tracks: Type.Optional(ref('TrackPage')),
      artists: Type.Optional(ref('ArtistPage')),
      albums: Type.Optional(ref('AlbumPage')),
      playlists: Type.Optional(ref('PlaylistPage')),
      toplists: Type.Optional(ref('ToplistPage')),
      didYouMean: nullable('string', { description: 'What the query may have meant, if nothing is as it was typed.' }),
    },
    { description: 'The requested types, each with its own cursor.' },
  ),
  named('Playback', {
    url: Type.String({ format: 'uri' }),
    expiresAt: instant({ description: 'null if the address does not expire.' }),
    delivery: oneOf(['public', 'origin']),
    ext: nullable('string'),
    mimeType: Type.String(),
    sizeBytes: nullable('integer'),
    quality,
  }),
  named('Manifest', {
    snapshotId: Type.String(),
    generatedAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time' }),
    schemaVersion: Type.Integer(),
    sequence: whole('Rises with every publication.'),
    previousSnapshotId: nullable('string'),
    playlistCount: Type.Integer(),
    trackCount: Type.Integer(),
    fileCount: Type.Integer(),
    coverCount: whole('Playlists with a cover.'),
    artistCount: Type.Integer(),
    toplistCount: Type.Integer(),
    dbSha256: Type.String(),
    dbSizeBytes: Type.Integer(),
  }),
  named('Snapshot', { manifest: ref('Manifest'), adoptedAt: Type.String({ format: 'date-time' }) }),
  named(
    'Problem',
    {
      type: Type.String({ format: 'uri' }),
      title: Type.String(),
      status: Type.Integer(),
      code: oneOf(Object.keys(problemKinds)),
      detail: Type.String(),
      hint: Type.Optional(Type.String()),
      instance: Type.String(),
    },
    { description: 'An error answer, RFC 9457. Rely on code.' },
  ),
  named('Health', { status: Type.Literal('ok') }),
  named('Readiness', {
    status: oneOf(['ready', 'waiting']),
    snapshotId: nullable('string'),
    adoptedAt: instant(),
    ageSeconds: nullable('integer', { description: 'Seconds since the snapshot was generated.' }),
    fault: Type.Unsafe({
      anyOf: [object({ code: Type.String(), message: Type.String(), since: Type.String({ format: 'date-time' }) }), { type: 'null' }],
      description: 'Why a newer publication is not in use.',
    }),
  }),
];
