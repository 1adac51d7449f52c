import { orchestratorPlaylistsV1 } from '@catalogsync/contracts';
import { clientOf, pagesOf, required } from '@catalogsync/rpc';
import { entryNameOf } from './entry-name.js';

export type Playlist = orchestratorPlaylistsV1.Playlist;
export type PlaylistChange = orchestratorPlaylistsV1.PlaylistChange;
export type SongChange = orchestratorPlaylistsV1.SongChange;

export interface PlaylistDetail extends Playlist {
  readonly description: string;
  readonly pools: readonly orchestratorPlaylistsV1.PlaylistPool[];
  /** 0 unless it keeps songs that its platform no longer shows. */
  readonly emptySince: number;
}

/** The beginning of a list, and whether there is more. */
export interface Beginning<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

export interface FollowWish {
  readonly words: readonly string[];
  readonly source: string;
  readonly follow: boolean;
}

export type Followed = orchestratorPlaylistsV1.FollowPlaylistsResponse;

const callMs = 10_000;
/** A thousand playlists, or a resolver that names its sources. */
const followMs = 60_000;
const largestPage = { playlists: 200, changes: 50 } as const;

/** The playlists of one orchestrator. */
export class PlaylistsClient extends clientOf(orchestratorPlaylistsV1.PlaylistServiceService, 'orchestrator') {
  /** By name. */
  list(filter: { readonly name: string; readonly status: string }, limit: number, signal: AbortSignal): Promise<Beginning<Playlist>> {
    return beginning(limit, largestPage.playlists, async (page) => {
      const { playlists, nextPageToken } = await this.rpc.listPlaylists({ ...filter, ...page }, { deadlineMs: callMs, signal });
      return { items: playlists, nextPageToken };
    });
  }

  /** @param name its id, or `platform,id` as its platform knows it. Throws Fault `not_found` */
  async get(name: string, signal: AbortSignal): Promise<PlaylistDetail> {
    const answer = await this.rpc.getPlaylist({ name: entryNameOf(name) }, { deadlineMs: callMs, signal });
    const { playlist, description, pools, emptySince } = answer;
    return { ...required(playlist, 'playlist'), description, pools, emptySince };
  }

  /** Decides about these playlists, or without any about all lists of a source. Throws Faults as the service does. */
  async follow({ words, source, follow }: FollowWish, signal: AbortSignal): Promise<Followed> {
    return this.rpc.followPlaylists({ playlists: words.map(entryNameOf), source, follow }, { deadlineMs: followMs, signal });
  }

  /** Newest first. */
  changes(playlistId: number, limit: number, signal: AbortSignal): Promise<Beginning<PlaylistChange>> {
    return beginning(limit, largestPage.changes, async (page) => {
      const { changes, nextPageToken } = await this.rpc.listPlaylistChanges({ playlistId, ...page }, { deadlineMs: callMs, signal });
      return { items: changes, nextPageToken };
    });
  }
}

/** The first `limit` of a list that is read page by page. */
async function beginning<T>(
  limit: number,
  largest: number,
  read: (page: {
    readonly pageSize: number;
    readonly pageToken: string;
  }) => Promise<{ readonly items: readonly T[]; readonly nextPageToken: string }>,
): Promise<Beginning<T>> {
  const items: T[] = [];
  const pageSize = Math.min(limit, largest);
  for await (const page of pagesOf((pageToken) => read({ pageSize, pageToken }))) {
    items.push(...page.items);
    if (items.length >= limit) return { items: items.slice(0, limit), more: items.length > limit || page.nextPageToken !== '' };
  }
  return { items, more: false };
}
