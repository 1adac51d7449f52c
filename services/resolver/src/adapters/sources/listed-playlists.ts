import { describedPage } from '../../core/sources/paging.js';
import type { Page, PageRequest, SourcePlaylist } from '../../core/sources/source.js';

/**
 * A page of playlists that are listed or that the user names in a key. Those that the service no longer has are left out, with a
 * notice.
 */
export async function listedPage<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  page: PageRequest,
  describe: (item: T) => Promise<SourcePlaylist | undefined>,
  missing: (id: string) => string,
): Promise<Page<SourcePlaylist>> {
  const notices: string[] = [];
  const described = await describedPage(items, idOf, page, async (item) => {
    const playlist = await describe(item);
    if (playlist === undefined) notices.push(missing(idOf(item)));
    return playlist;
  });
  return { items: described.items.filter((playlist) => playlist !== undefined), next: described.next, notices };
}
