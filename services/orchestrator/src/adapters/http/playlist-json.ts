import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import { changeKinds, type HistoryEntry, mostListedChanges, type PlaylistDetail } from '../../core/catalogue/playlist-history.js';
import { playlist } from './console-json.js';

// Single playlists as the console's API shows them.

export const playlistDetail = shape<PlaylistDetail>()('PlaylistDetail', {
  ...playlist.fields,
  description: nullable('string'),
  pools: Type.Array(object({ kind: Type.String(), name: Type.String() }), {
    description: 'Where it was found; pools of kind toplist hold charts.',
  }),
  empty_since: instant({ description: 'Since when its platform shows no songs in it although it keeps them here; otherwise null.' }),
});

const songChange = shape<HistoryEntry['songs'][number]>()('SongChange', {
  kind: oneOf(['added', 'removed', 'moved']),
  song_id: Type.Integer(),
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
  changed_at: instant(),
  job_id: nullable('integer', { description: 'The job that synced it.' }),
  kind: oneOf(changeKinds, { description: 'first: the first sync, which added all songs and lists none.' }),
  added_count: Type.Integer(),
  removed_count: Type.Integer(),
  moved_count: Type.Integer(),
  song_count: Type.Integer({ description: 'Songs afterwards.' }),
  songs: from(
    ({ songs }) => songs.map(songChange.json),
    Type.Array(ref('SongChange'), { description: `The first ${mostListedChanges} changes: removed songs, then added and moved ones.` }),
  ),
});

export const playlistSchemas = [playlistDetail, songChange, playlistChange].map(({ schema }) => schema);
