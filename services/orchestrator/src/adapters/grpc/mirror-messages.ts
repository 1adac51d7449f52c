import type { orchestratorMirrorsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { isMirrorMode, type MirrorMode, mirrorModes, type TrackChange } from '../../core/media-server/media-server-peer.js';
import type { Mirrored } from '../../core/media-server/mirror-playlist.js';
import type { ListedMirror, MirroredPlaylist, SongToMirror } from '../../core/media-server/mirror-store.js';

/** Undefined for an empty text. @throws Fault `invalid_argument` */
export function toMode(word: string): MirrorMode | undefined {
  if (word === '') return undefined;
  if (isMirrorMode(word)) return word;
  throw new Fault('invalid_argument', `there is no mode "${word}"`, { hint: `Choose one of: ${mirrorModes.join(', ')}.` });
}

/** @param usual where nothing was decided */
export function toMirrorMessage(mirror: ListedMirror, usual: MirrorMode): wire.Mirror {
  const { id, platform, name, isMirrored: mirrored, reason, mode = usual, mirroredAt = 0, lastError = '' } = mirror;
  const { serverId, remoteId, songCount, unmatchedCount, withoutFileCount } = mirror;
  const counts = { songCount, unmatchedCount, withoutFileCount };
  return { playlistId: id, platform, name, mirrored, reason, mode, serverId, remoteId, mirroredAt, ...counts, lastError };
}

export function toResultMessage({ id, name }: MirroredPlaylist, { mode, serverName, result, unmatched }: Mirrored): wire.MirrorNowResult {
  const { remoteId, created, added, moved, removed, trackCount, applied, changes } = result;
  const counts = { added, moved, removed, trackCount, applied };
  const lists = { changes: changes.map(toChangeMessage), unmatched: unmatched.map(toSongMessage) };
  return { playlistId: id, name, mode, serverName, remoteId, created, ...counts, ...lists };
}

const toChangeMessage = ({ kind, position, track: { title, artists } }: TrackChange): wire.MirrorChange => ({
  ...{ kind, position, title },
  artists: artists.join(' / '),
});

const toSongMessage = ({ id, title, artists, hasFile }: SongToMirror): wire.UnmatchedSong => ({
  ...{ songId: id, title, hasFile },
  artists: artists.join(' / '),
});
