import type { ListedPlaylist } from '../sources/source-catalog.js';

/** What the catalogue keeps of a playlist, as far as its source lists it. */
export interface PlaylistRecord {
  readonly name: string;
  readonly description: string | undefined;
  readonly coverUrl: string | undefined;
  readonly playCount: number;
  readonly remoteVersion: string | undefined;
  readonly syncStatus: string;
}

/** A source without versions cannot tell what changed, so its playlists are read again each time. */
export function playlistRecord(
  { name, description, coverUrl, playCount, version }: ListedPlaylist,
  before: PlaylistRecord | undefined,
): PlaylistRecord {
  const newSongs = before === undefined || version === '' || version !== before.remoteVersion;
  return { name, description, coverUrl, playCount, remoteVersion: version, syncStatus: newSongs ? 'pending' : before.syncStatus };
}
