import type { ListedPlaylist } from '../sources/source-catalog.js';

/** What the catalogue stores about a playlist as listed by its source. */
export interface PlaylistRecord {
  readonly name: string;
  readonly description: string | undefined;
  readonly coverUrl: string | undefined;
  readonly playCount: number;
  readonly remoteVersion: string | undefined;
  readonly syncStatus: string;
}

/** A source without versions cannot say what changed, so its playlists are reread each time. */
export function playlistRecord(
  { name, description, coverUrl, playCount, version }: ListedPlaylist,
  before: PlaylistRecord | undefined,
): PlaylistRecord {
  const newSongs = before === undefined || version === '' || version !== before.remoteVersion;
  return { name, description, coverUrl, playCount, remoteVersion: version, syncStatus: newSongs ? 'pending' : before.syncStatus };
}
