import { from, instant, nullable, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { PlaylistOfSong, SongDetail, SongLink } from '../../core/songs/song-detail.js';
import { isPlayable, type SongFile } from '../../core/songs/song-files.js';
import { song } from './console-json.js';

// Single songs as the console's API shows them.

const songLink = shape<SongLink>()('SongLink', {
  id: Type.Integer(),
  platform: Type.String(),
  remoteId: Type.String(),
  name: Type.String(),
  singers: nullable('string'),
  linked: from(({ isLinked }) => isLinked, Type.Boolean({ description: 'They are one recording now.' })),
  decision: from(
    ({ decision }) => decision && (decision.isSame ? 'same' : 'different'),
    Type.Optional(oneOf(['same', 'different'], { description: 'What somebody decided; left out if the songs were only compared.' })),
  ),
  decidedAt: from(({ decision }) => decision && new Date(decision.decidedAt).toISOString(), Type.Optional(instant())),
  decidedBy: from(({ decision }) => decision?.decidedBy, Type.Optional(Type.String())),
});

const songFile = shape<SongFile>()('SongFile', {
  id: Type.Integer(),
  backend: Type.String({ description: 'Name of the storage backend.' }),
  backendType: oneOf(['local', 'object_storage']),
  locator: Type.String({ description: 'Relative to its backend.' }),
  ext: Type.String(),
  sizeBytes: from(({ fileSizeBytes }) => fileSizeBytes, nullable('integer')),
  quality: Type.String(),
  bitrate: nullable('integer', { description: 'bit/s.' }),
  sampleRate: nullable('integer', { description: 'Hz.' }),
  bitDepth: nullable('integer'),
  durationMs: nullable('integer'),
  sha256: nullable('string', { description: 'Of downloaded files.' }),
  status: Type.String({ description: 'active, missing (not there at the last scan), rejected (refused by a person), or another word.' }),
  source: nullable('string', { description: 'The source that it came from, if that is known.' }),
  addedAt: instant(),
  playable: from(isPlayable, Type.Boolean({ description: 'GET /api/songs/{id}/audio can send it.' })),
  ownersFolder: from(
    ({ isOwners }) => isOwners,
    Type.Boolean({ description: 'It is in a library folder of the owner, and cannot be rejected.' }),
  ),
});

const playlistOfSong = shape<PlaylistOfSong>()('PlaylistOfSong', {
  id: Type.Integer(),
  name: Type.String(),
  platform: Type.String(),
  position: Type.Integer({ description: 'The first place of the song there, from 1.' }),
});

export const songDetail = shape<SongDetail>()('SongDetail', {
  ...song.fields,
  isrc: nullable('string'),
  files: from(({ files }) => files.map(songFile.json), Type.Array(ref('SongFile'), { description: 'Files in use first, at most 50.' })),
  playlists: from(({ playlists }) => playlists.map(playlistOfSong.json), Type.Array(ref('PlaylistOfSong'), { description: 'At most 50.' })),
  links: from(
    ({ links }) => links.map(songLink.json),
    Type.Array(ref('SongLink'), { description: 'The songs that it is linked with, and those that somebody decided about.' }),
  ),
});

export const songSchemas = [songLink, songFile, playlistOfSong, songDetail].map(({ schema }) => schema);
