import { qualityLabels } from '@catalogsync/catalog';
import { instant, named, nullable, oneOf, ref } from '@catalogsync/http';
import { type TSchema, Type } from 'typebox';
import { documentKinds } from '../../core/catalogue/documents.js';
import { serviceSchemas, whole } from './service-schemas.js';

// The schemas of the API in its OpenAPI document, each named by its `$id`.

const quality = oneOf(qualityLabels, {
  description: 'hires: lossless above CD; lossless: CD; high: from 320 kbit/s; standard: from 192; low: below; unknown.',
});
const delivery = {
  enum: ['public', 'origin', null],
  description: 'public: object storage, at any time; origin: the private origin by a signed link, while the machine with the files runs.',
};

const nextCursor = nullable('string', { description: 'Pass it as cursor to get the next page; null on the last one.' });

const total = Type.Optional(whole('Items of the whole list, where counting them costs next to nothing.'));

const page = (item: string): TSchema => named(`${item}Page`, { items: Type.Array(ref(item)), nextCursor, total });

const number = (description: string): TSchema => Type.Unsafe({ type: ['number', 'null'], description });
const decibels = (of: string): TSchema => number(`Decibels. ${of}`);

const orNull = (name: string): TSchema => Type.Unsafe({ anyOf: [ref(name), { type: 'null' }] });

const coverSchema = named(
  'Cover',
  {
    hash: Type.String({ description: 'Names the picture: /v1/covers/{hash}/{size}.' }),
    width: Type.Integer({ description: 'Of the source.' }),
    height: Type.Integer({ description: 'Of the source.' }),
    color: Type.String({ description: 'The dominant colour as #rrggbb.' }),
    thumbhash: Type.String({ description: 'A blurred preview, in Base64 (ThumbHash).' }),
  },
  { description: 'A picture, to be shown in its colour and as its thumbhash until it is loaded.' },
);

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
  coverSchema,
  named('GenreName', { id: Type.Integer(), name: Type.String() }),
  named('ReplayGain', {
    trackGain: decibels('Of the track.'),
    trackPeak: number('Highest sample of the track; 1 is full scale.'),
    albumGain: decibels('Of its album.'),
    albumPeak: number('Highest sample of the album.'),
  }),
  named('Track', {
    id: Type.Integer(),
    name: Type.String(),
    artists: Type.Array(ref('TrackArtist')),
    album: nullable('string', { description: 'Name of the album.' }),
    durationMs: nullable('integer', { description: 'Milliseconds.' }),
    platform: Type.String({ description: 'Where the track was found.' }),
    remoteId: Type.String({ description: 'Its id there.' }),
    files: Type.Array(ref('TrackFile'), { description: 'Best first; empty if nothing can be played.' }),
    aliases: Type.Array(ref('TrackAlias'), { description: 'The same recording on other platforms.' }),
    albumId: nullable('integer'),
    discNumber: nullable('integer'),
    trackNumber: nullable('integer'),
    year: nullable('integer'),
    releaseDate: nullable('string', { description: 'As much of YYYY-MM-DD as is known.' }),
    genres: Type.Array(ref('GenreName')),
    composer: nullable('string'),
    isrc: nullable('string'),
    musicBrainzId: nullable('string', { description: 'Of the recording.' }),
    replayGain: orNull('ReplayGain'),
    bpm: number('Beats per minute.'),
    explicit: nullable('boolean'),
    addedAt: instant({ description: 'When it came into the catalogue.' }),
    otherTitles: Type.Array(Type.String()),
    lyrics: Type.Unsafe({ type: ['string', 'null'], enum: ['timed', 'plain', null], description: 'Which lyrics there are.' }),
    cover: orNull('Cover'),
  }),
  named('Album', {
    id: Type.Integer(),
    name: Type.String(),
    artists: Type.Array(ref('TrackArtist')),
    year: nullable('integer'),
    releaseDate: nullable('string', { description: 'As much of YYYY-MM-DD as is known.' }),
    kind: Type.String({ description: 'album, single, ep, compilation, live, soundtrack; others may come.' }),
    trackCount: Type.Integer(),
    durationMs: nullable('integer', { description: 'Milliseconds.' }),
    musicBrainzId: nullable('string', { description: 'Of the release.' }),
    cover: orNull('Cover'),
  }),
  named('Playlist', {
    id: Type.Integer(),
    platform: Type.String(),
    remoteId: Type.String(),
    name: Type.String(),
    description: nullable('string'),
    coverUrl: nullable('string', { description: "The platform's own picture." }),
    playCount: Type.Integer({ description: 'As its platform says, plus the plays of its tracks on the media server.' }),
    songCount: whole('Tracks actually in it.'),
    cover: orNull('Cover'),
    mosaic: Type.Unsafe({
      anyOf: [{ type: 'array', items: ref('Cover') }, { type: 'null' }],
      description: 'Four covers of its tracks, if it has no picture of its own.',
    }),
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
  named('Artist', {
    id: Type.Integer(),
    name: Type.String(),
    sortName: Type.String({ description: 'The name as lists sort it: Davis, Miles.' }),
    trackCount: Type.Integer(),
    albumCount: Type.Integer(),
    musicBrainzId: nullable('string'),
    cover: orNull('Cover'),
  }),
  named('Genre', { id: Type.Integer(), name: Type.String(), trackCount: Type.Integer() }),
  named('TrackPage', {
    items: Type.Array(ref('Track')),
    nextCursor,
    total,
    unknown: Type.Optional(Type.Array(Type.Integer(), { description: 'Ids asked for by ids that the catalogue does not know.' })),
  }),
  page('Album'),
  page('Playlist'),
  page('Toplist'),
  page('Artist'),
  page('Genre'),
  named('LyricsLine', { startMs: whole('Milliseconds from the start.'), text: Type.String() }),
  named('Lyrics', {
    trackId: Type.Integer(),
    plain: nullable('string'),
    timed: nullable('string', { description: 'LRC.' }),
    lines: Type.Unsafe({
      anyOf: [{ type: 'array', items: ref('LyricsLine') }, { type: 'null' }],
      description: 'The timed lyrics, parsed.',
    }),
    language: nullable('string', { description: 'ISO 639 code.' }),
  }),
  named('SimilarityReason', { kind: oneOf(['artist', 'playlist']), id: Type.Integer(), name: Type.String() }),
  named('SimilarTrack', { track: ref('Track'), reasons: Type.Array(ref('SimilarityReason')) }),
  named('SimilarTracks', { items: Type.Array(ref('SimilarTrack')) }),
  named('Deletion', { kind: oneOf(documentKinds), id: Type.Integer() }),
  named('Changes', {
    since: Type.String({ description: 'The snapshot that the client has.' }),
    to: Type.String({ description: 'The snapshot that it has after the last page.' }),
    deleted: Type.Array(ref('Deletion')),
    tracks: Type.Array(ref('Track')),
    albums: Type.Array(ref('Album')),
    artists: Type.Array(ref('Artist')),
    playlists: Type.Array(ref('Playlist')),
    nextCursor,
  }),
  named('Stats', {
    tracks: Type.Integer(),
    albums: Type.Integer(),
    artists: Type.Integer(),
    playlists: Type.Integer(),
    genres: Type.Integer(),
    lyrics: whole('Different lyrics.'),
    covers: whole('Different pictures.'),
    toplists: Type.Integer(),
    files: whole('Places of files; a file may be in two.'),
    generatedAt: Type.String({ format: 'date-time' }),
  }),
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
  ...serviceSchemas,
];
