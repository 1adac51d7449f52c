import type { OperationExample } from '@catalogsync/http';

// An example of every operation, from one small catalogue. A test checks each against its schema.

const cover = { hash: '5f1c'.repeat(16), width: 1000, height: 1000, color: '#7a9b4c', thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j2w' };
const artist = { id: 7, name: '周杰伦' };
const track = {
  id: 1,
  name: '七里香',
  artists: [artist],
  album: '七里香',
  durationMs: 299_000,
  platform: 'library',
  remoteId: 'a1b2c3',
  files: [{ quality: 'lossless', ext: 'flac', sizeBytes: 31_234_567, delivery: 'origin' }],
  aliases: [{ id: 42, platform: 'netease', remoteId: '186016' }],
  albumId: 3,
  discNumber: 1,
  trackNumber: 2,
  year: 2004,
  releaseDate: '2004-08-03',
  genres: [{ id: 5, name: 'Mandopop' }],
  composer: '周杰伦',
  isrc: 'TWK970400102',
  musicBrainzId: null,
  replayGain: { trackGain: -8.4, trackPeak: 0.99, albumGain: -8.1, albumPeak: 1 },
  bpm: null,
  explicit: null,
  addedAt: '2026-01-02T03:04:05.000Z',
  otherTitles: ['Common Jasmine Orange'],
  lyrics: 'timed',
  cover,
};
const album = {
  id: 3,
  name: '七里香',
  artists: [artist],
  year: 2004,
  releaseDate: '2004-08-03',
  kind: 'album',
  trackCount: 10,
  durationMs: 2_760_000,
  musicBrainzId: null,
  cover,
};
const fullArtist = {
  ...artist,
  sortName: '周杰伦',
  trackCount: 214,
  albumCount: 15,
  musicBrainzId: 'a223958d-5c56-4b2c-a30a-87e357bc121b',
  cover,
};
const playlist = {
  id: 12,
  platform: 'qq',
  remoteId: '7256912512',
  name: '华语经典',
  description: null,
  coverUrl: null,
  playCount: 1_200_000,
  songCount: 130,
  cover: null,
  mosaic: [cover, cover, cover, cover],
};
const toplist = { id: 'kuwo_top_16', name: '酷我榜单', platform: 'kuwo', playlists: [playlist] };
const genre = { id: 5, name: 'Mandopop', trackCount: 4_812 };
const snapshotId = 'snap-20260102T030405Z-0123456789ab';
const earlierId = 'snap-20260101T030405Z-ba9876543210';

const page = (item: object, total?: number): object => ({ items: [item], nextCursor: null, ...(total === undefined ? {} : { total }) });
const ofId = (id: number | string, answer: object): OperationExample => ({ parameters: { id }, answer });

/** By operation id. */
export const examples: Readonly<Record<string, OperationExample>> = {
  listPlaylists: { parameters: { platform: 'qq', limit: 1 }, answer: page(playlist) },
  getPlaylist: ofId(12, playlist),
  listPlaylistTracks: ofId(12, page(track, 1)),
  listToplists: { answer: page(toplist) },
  getToplist: ofId('kuwo_top_16', toplist),
  listAlbums: { parameters: { sort: 'added', order: 'desc' }, answer: page(album, 1) },
  getAlbum: ofId(3, album),
  listAlbumTracks: ofId(3, page(track, 1)),
  listTracks: { parameters: { sort: 'random', seed: 7, playable: true }, answer: page(track) },
  getTrack: ofId(1, track),
  getLyrics: ofId(1, {
    trackId: 1,
    plain: '窗外的麻雀 在电线杆上多嘴',
    timed: '[00:28.50]窗外的麻雀 在电线杆上多嘴',
    lines: [{ startMs: 28_500, text: '窗外的麻雀 在电线杆上多嘴' }],
    language: 'zh',
  }),
  listSimilarTracks: ofId(1, {
    items: [
      {
        track: { ...track, id: 2, name: '晴天' },
        reasons: [
          { kind: 'artist', ...artist },
          { kind: 'playlist', id: 12, name: '华语经典' },
        ],
      },
    ],
  }),
  listArtists: { answer: page(fullArtist, 1) },
  getArtist: ofId(7, fullArtist),
  listArtistTracks: ofId(7, page(track, 1)),
  listArtistAlbums: ofId(7, page(album, 1)),
  listGenres: { answer: page(genre, 1) },
  listChanges: {
    parameters: { since: earlierId },
    answer: {
      since: earlierId,
      to: snapshotId,
      deleted: [{ kind: 'track', id: 9 }],
      tracks: [track],
      albums: [],
      artists: [],
      playlists: [],
      nextCursor: null,
    },
  },
  getStats: {
    answer: {
      tracks: 48_120,
      albums: 4_310,
      artists: 6_024,
      playlists: 512,
      genres: 64,
      lyrics: 20_441,
      covers: 4_402,
      toplists: 12,
      files: 51_007,
      generatedAt: '2026-01-02T03:04:05Z',
    },
  },
  search: { parameters: { q: '七里香', type: ['track'] }, answer: { tracks: page(track), didYouMean: null } },
  getPlayback: {
    parameters: { id: 1, quality: 'lossless' },
    answer: {
      url: 'http://nas.local:8423/api/private-origin/stream/eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      expiresAt: '2026-01-02T10:00:00.000Z',
      delivery: 'origin',
      ext: 'flac',
      mimeType: 'audio/flac',
      sizeBytes: 31_234_567,
      quality: 'lossless',
    },
  },
  streamTrack: { parameters: { id: 1 } },
  getCover: { parameters: { hash: cover.hash, size: 300 } },
  getHealth: { answer: { status: 'ok' } },
  getReadiness: {
    answer: {
      status: 'ready',
      snapshotId,
      adoptedAt: '2026-01-02T03:04:09.000Z',
      ageSeconds: 3_600,
      fault: null,
      freshUntil: '2026-02-01T03:04:05.000Z',
      stale: false,
      pinned: false,
      missing: [],
    },
  },
  getMetrics: { answer: 'catalogsync_http_requests_total{service="public-api",route="/v1/tracks/:id",status="200"} 2\n' },
  getSnapshot: {
    answer: {
      manifest: {
        snapshotId,
        generatedAt: '2026-01-02T03:04:05Z',
        expiresAt: '2026-02-01T03:04:05Z',
        schemaVersion: 2,
        sequence: 18,
        previousSnapshotId: earlierId,
        playlistCount: 512,
        trackCount: 48_120,
        fileCount: 51_007,
        coverCount: 480,
        artistCount: 6_024,
        toplistCount: 12,
        dbSha256: 'c0ffee00'.repeat(8),
        dbSizeBytes: 73_400_320,
      },
      adoptedAt: '2026-01-02T03:04:09.000Z',
    },
  },
};
