import type { orchestratorPlaylistsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { HistoryEntry, PlaylistDetail, PlaylistName } from '../../core/catalogue/playlist-history.js';
import type { PlaylistEntry } from '../../core/console/catalogue-lists.js';

/** @throws Fault `invalid_argument` */
export function toPlaylistName(name: wire.PlaylistName | undefined): PlaylistName {
  const { id = 0, platform = '', remoteId = '' } = name ?? {};
  if (id > 0) return { id };
  if (platform !== '' && remoteId !== '') return { platform, remoteId };
  throw new Fault('invalid_argument', 'a playlist needs an id, or a platform and its id there');
}

export function toPlaylistMessage(playlist: PlaylistEntry): wire.Playlist {
  const { id, platform, remoteId, name, playCount, songCount, syncStatus, coverUrl = '', lastSyncedAt = '', lastError = '' } = playlist;
  // Text of an older program may be no time.
  const syncedAt = Date.parse(lastSyncedAt);
  const times = { lastSyncedAt: Number.isNaN(syncedAt) ? 0 : syncedAt };
  return { id, platform, remoteId, name, playCount, songCount, syncStatus, coverUrl, lastError, ...times };
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
