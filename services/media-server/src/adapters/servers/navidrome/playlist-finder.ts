import { Fault } from '@catalogsync/faults';
import { ownPlaylistsShape, type SubsonicClient, type SubsonicPlaylist } from '@catalogsync/opensubsonic';
import type { NavidromeConnection } from './connection.js';
import { timeOf } from './tracks.js';

/** Finds the playlist that was just made on servers that do not say which one it is. */
export class PlaylistFinder {
  constructor(
    private readonly client: SubsonicClient,
    private readonly connection: NavidromeConnection,
  ) {}

  /** To be asked before one is made; several may have the same name. */
  async beforeCreating(name: string, signal: AbortSignal): Promise<() => Promise<string>> {
    const protocol = await this.connection.protocol(signal);
    const tells = protocol.isOpenSubsonic || protocol.isSince(14);
    const known = new Set(tells ? [] : (await this.named(name, signal)).map(({ id }) => String(id)));
    return async () => {
      const made = (await this.named(name, signal)).filter(({ id }) => !known.has(String(id)));
      const [newest] = made.toSorted((one, other) => (timeOf(other.created) ?? 0) - (timeOf(one.created) ?? 0));
      if (newest !== undefined) return String(newest.id);
      throw new Fault('unavailable', `the server accepted the playlist "${name}", but does not list it`, { retry: 'never' });
    };
  }

  private async named(name: string, signal: AbortSignal): Promise<readonly SubsonicPlaylist[]> {
    const { playlists } = await this.client.call('getPlaylists', {}, ownPlaylistsShape, signal);
    return (playlists.playlist ?? []).filter((one) => one.name.trim() === name.trim());
  }
}
