import type {
  CatalogueCounts,
  CatalogueLists,
  NamePlace,
  NameQuery,
  PlaylistEntry,
  PlaylistQuery,
  SongEntry,
  SongPart,
  SongQuery,
} from '../../src/core/console/catalogue-lists.js';

/** Ignores ASCII case; otherwise sorts by code points, as in UTF-8. */
const folded = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function inOrder(a: NamePlace, b: NamePlace): number {
  const [left, right] = [folded(a.name), folded(b.name)];
  return left === right ? a.id - b.id : left < right ? -1 : 1;
}

function page<Entry extends NamePlace>(entries: readonly Entry[], { name = '', after, limit }: NameQuery<string>): Entry[] {
  const found = entries.filter((entry) => folded(entry.name).startsWith(folded(name))).sort(inOrder);
  return found.filter((entry) => after === undefined || inOrder(entry, after) > 0).slice(0, limit);
}

/** Lists over fixed entries. */
export class MemoryLists implements CatalogueLists {
  constructor(private readonly entries: { readonly playlists: readonly PlaylistEntry[]; readonly songs: readonly SongEntry[] }) {}

  /** There are no pools. */
  async playlists(query: PlaylistQuery): Promise<PlaylistEntry[]> {
    const { playlists } = this.entries;
    return page(
      playlists.filter(
        ({ syncStatus, platform, isFollowed }) =>
          query.poolId === undefined &&
          syncStatus === (query.status ?? syncStatus) &&
          platform === (query.platform ?? platform) &&
          isFollowed === (query.isFollowed ?? isFollowed),
      ),
      query,
    );
  }

  async songs(query: SongQuery): Promise<SongPart> {
    const { limit } = query;
    const found = this.found({ ...query, limit: limit + 1 });
    return { songs: found.slice(0, limit), next: found.length > limit ? found[limit - 1] : undefined };
  }

  private found(query: SongQuery): SongEntry[] {
    const songs = this.entries.songs.filter(
      ({ status, platform }) =>
        (query.status === undefined ? status !== 'gone' : status === query.status) &&
        (query.platform === undefined || platform === query.platform),
    );
    if (query.status === undefined || query.name !== undefined || query.platform !== undefined) return page(songs, query);
    const first = query.after?.id ?? 0;
    return songs.filter(({ id }) => id > first).slice(0, query.limit);
  }

  async counts(): Promise<CatalogueCounts> {
    const { playlists, songs } = this.entries;
    const activeFiles = songs.reduce((sum, { fileCount }) => sum + fileCount, 0);
    const downloadedSongs = songs.filter(({ status }) => status === 'downloaded').length;
    const goneSongs = songs.filter(({ status }) => status === 'gone').length;
    return { songs: songs.length - goneSongs, downloadedSongs, goneSongs, playlists: playlists.length, artists: 0, activeFiles };
  }
}
