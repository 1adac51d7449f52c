import type { orchestratorPlaylistsV1 as wire } from '@catalogsync/contracts';
import type { HistoryEntry, PlaylistDetail, PlaylistName } from '../../core/catalogue/playlist-history.js';
import type { PlaylistEntry } from '../../core/console/catalogue-lists.js';
import { entryNameOf } from './entry-name.js';

/** @throws Fault `invalid_argument` */
export const toPlaylistName = (name: wire.PlaylistName | undefined): PlaylistName => entryNameOf('a playlist', name);

export function toPlaylistMessage(playlist: PlaylistEntry): wire.Playlist {
  const { id, platform, remoteId, name, playCount, songCount, syncStatus, isFollowed: followed } = playlist;
  const { coverUrl = '', lastSyncedAt = '', lastError = '' } = playlist;
  // Text of an older program may be no time.
  const syncedAt = Date.parse(lastSyncedAt);
  const times = { lastSyncedAt: Number.isNaN(syncedAt) ? 0 : syncedAt };
  return { id, platform, remoteId, name, playCount, songCount, syncStatus, coverUrl, lastError, followed, ...times };
}

export function toDetailMessage(detail: PlaylistDetail): wire.GetPlaylistResponse {
  const { description = '', pools, emptySince = 0 } = detail;
  return { playlist: toPlaylistMessage(detail), description, pools: pools.map(({ kind, name }) => ({ kind, name })), emptySince };
}

export function toChangeMessage({ jobId = 0, songs, ...entry }: HistoryEntry): wire.PlaylistChange {
  return { ...entry, jobId, songs: songs.map(toSongChangeMessage) };
}

function toSongChangeMessage(change: HistoryEntry['songs'][number]): wire.SongChange {
  const { kind, songId, name, singers = '' } = change;
  return {
    ...{ kind, songId, name, singers },
    fromPosition: kind === 'added' ? 0 : change.from,
    toPosition: kind === 'removed' ? 0 : change.to,
  };
}
