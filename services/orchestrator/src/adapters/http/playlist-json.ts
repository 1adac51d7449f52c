import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import { changeKinds, type HistoryEntry, mostListedChanges, type PlaylistDetail } from '../../core/catalogue/playlist-history.js';
import type { PlaylistExtra, PlaylistSong, Pool } from '../../core/console/playlist-shelf.js';
import { playlist, song } from './console-json.js';

// Single playlists as the console's API shows them.

export const playlistDetail = shape<PlaylistDetail & PlaylistExtra>()('PlaylistDetail', {
  ...playlist.fields,
  description: nullable('string'),
  pools: Type.Array(object({ kind: Type.String(), name: Type.String() }), {
    description: 'Where it was found; pools of kind toplist hold charts.',
  }),
  emptySince: instant({ description: 'Since when its platform shows no songs in it although it keeps them here; otherwise null.' }),
});

const songChange = shape<HistoryEntry['songs'][number]>()('SongChange', {
  kind: oneOf(['added', 'removed', 'moved']),
  songId: Type.Integer(),
  name: Type.String(),
  singers: nullable('string'),
  from: from(
    (change) => (change.kind === 'added' ? undefined : change.from),
    nullable('integer', { description: 'Its position before, from 1; null if it was added.' }),
  ),
  to: from(
    (change) => (change.kind === 'removed' ? undefined : change.to),
    nullable('integer', { description: 'Its position afterwards; null if it was removed.' }),
  ),
});

export const playlistChange = shape<HistoryEntry>()('PlaylistChange', {
  id: Type.Integer(),
  changedAt: instant(),
  jobId: nullable('integer', { description: 'The job that synced it.' }),
  kind: oneOf(changeKinds, { description: 'first: the first sync, which added all songs and lists none.' }),
  addedCount: Type.Integer(),
  removedCount: Type.Integer(),
  movedCount: Type.Integer(),
  songCount: Type.Integer({ description: 'Songs afterwards.' }),
  songs: from(
    ({ songs }) => songs.map(songChange.json),
    Type.Array(ref('SongChange'), { description: `The first ${mostListedChanges} changes: removed songs, then added and moved ones.` }),
  ),
});

interface ShownPool extends Pool {
  readonly collectedAt: number | undefined;
}

export const pool = shape<ShownPool>()('Pool', {
  id: Type.Integer(),
  platform: Type.String(),
  kind: Type.String({ description: 'toplist, playlist_square, playlist_file, named (in a key of the settings) or library.' }),
  name: Type.String(),
  url: nullable('string'),
  playlistCount: Type.Integer(),
  followed: from(
    ({ isFollowed }) => isFollowed,
    Type.Boolean({ description: 'The songs of its playlists are downloaded, unless somebody decided otherwise about single ones.' }),
  ),
  collectedAt: instant({ description: 'When its source was last listed to its end; null if none of the latest jobs did that.' }),
});

export const playlistSong = shape<PlaylistSong>()('PlaylistSong', {
  ...song.fields,
  position: Type.Integer({ description: 'From 1.' }),
});

export const playlistSchemas = [pool, playlistSong, playlistDetail, songChange, playlistChange].map(({ schema }) => schema);
