import type { SubsonicPlaylist, SubsonicSong } from '@catalogsync/opensubsonic';
import type { PlaylistEntry, ServerPlaylist } from '../../../core/servers/values.js';
import type { Account } from './connection.js';
import { toTrack } from './tracks.js';

/** Milliseconds to remove a playlist that could not be filled. */
const removalMs = 10_000;

export const timedOut = (): AbortSignal => AbortSignal.timeout(removalMs);

/** Films and folders too: changes count every entry. */
export const toEntry = (song: SubsonicSong): PlaylistEntry => ({ track: toTrack(song) });

export function toPlaylist(playlist: SubsonicPlaylist, account: Account): ServerPlaylist {
  const { id, name, comment, songCount } = playlist;
  return { id: String(id), name, description: comment || undefined, trackCount: songCount, readOnly: whyReadOnly(playlist, account) };
}

function whyReadOnly({ readonly, owner = '' }: SubsonicPlaylist, { user, isAdmin }: Account): string | undefined {
  const isForeign = owner !== '' && user !== undefined && owner.toLowerCase() !== user.toLowerCase();
  if (readonly === true) return isForeign ? `it belongs to ${owner}` : 'the server fills it itself, as it does with smart playlists';
  if (readonly === false) return undefined;
  // An administrator may change the lists of others, which older servers do not say.
  return isForeign && !isAdmin ? `it belongs to ${owner}` : undefined;
}
