import type { CatalogueStores, CatalogueWriter, PoolLink, StoredPool } from '../catalogue/catalogue-stores.js';
import { chartPool, type EmptyRun, isKept, keptUntil } from '../catalogue/empty-lists.js';
import type { ListedPlaylist, Source } from '../sources/source-catalog.js';

/** Links and playlists removed in one transaction. */
const removalBatch = 500;

/** What a source listed, read to its end. */
export class Listing {
  private readonly links = new Set<string>();
  private readonly ids = new Set<number>();
  private readonly kinds = new Set<ListKind>();
  count = 0;

  add(items: readonly ListedPlaylist[], saved: { readonly playlistIds: readonly number[]; readonly links: readonly PoolLink[] }): void {
    for (const id of saved.playlistIds) this.ids.add(id);
    for (const link of saved.links) this.links.add(keyOf(link));
    for (const { pools } of items) for (const { kind } of pools) this.kinds.add(kindOf(kind));
    this.count += items.length;
  }

  hasPlaylist = (id: number): boolean => this.ids.has(id);
  hasLink = (link: PoolLink): boolean => this.links.has(keyOf(link));
  hasKind = (kind: ListKind): boolean => this.kinds.has(kind);
}

type ListKind = 'charts' | 'playlists';

const kindOf = (poolKind: string): ListKind => (poolKind === chartPool ? 'charts' : 'playlists');
const keyOf = ({ poolId, playlistId }: PoolLink): string => `${poolId}/${playlistId}`;

export interface UnlistedParts {
  readonly source: Source;
  readonly listing: Listing;
  readonly run: EmptyRun;
}

/**
 * Removes links, and for local files playlists, that a source no longer lists. If it suddenly lists no charts at all, or no
 * other playlists, those are kept for a while (see `isKept`).
 * @returns what is kept, for notices
 */
export async function removeUnlisted(
  writer: CatalogueWriter,
  { source, listing, run }: UnlistedParts,
  signal: AbortSignal,
): Promise<string[]> {
  const isLocal = source.hasLocalFiles;
  const stored = await writer.run((stores) => storedOf(stores, source), { signal });
  const unlisted = stored.links.filter((link) => !listing.hasLink(link));
  const notices: string[] = [];
  const keptPools = new Set<number>();
  for (const kind of isLocal ? [] : (['charts', 'playlists'] as const)) {
    if (listing.hasKind(kind)) continue;
    const pools = stored.pools.filter((pool) => kindOf(pool.kind) === kind && unlisted.some(({ poolId }) => poolId === pool.id));
    const empty = { isChart: kind === 'charts', emptySince: pools.find(({ emptySince }) => emptySince !== undefined)?.emptySince };
    if (pools.length === 0 || !isKept(empty, run)) continue;
    const ids = pools.map(({ id }) => id);
    for (const id of ids) keptPools.add(id);
    await writer.run((stores) => stores.listing.markPoolsEmpty(ids, empty.emptySince ?? run.now), { signal });
    notices.push(`${source.name} lists no ${kind} any more; the earlier ones are kept; ${keptUntil(empty, run)}`);
  }
  const goneLinks = unlisted.filter(({ poolId }) => !keptPools.has(poolId));
  const goneIds = stored.playlistIds.filter((id) => !listing.hasPlaylist(id));
  for (const batch of batches(goneLinks)) await writer.run((stores) => stores.listing.unlink(batch), { signal });
  for (const batch of batches(goneIds)) await writer.run((stores) => stores.listing.removePlaylists(batch), { signal });
  if (goneLinks.length > 0) await writer.run((stores) => stores.listing.removeEmptyPools(source.name), { signal });
  return notices;
}

interface Stored {
  readonly links: readonly PoolLink[];
  readonly pools: readonly StoredPool[];
  /** Only of local files: elsewhere playlists stay. */
  readonly playlistIds: readonly number[];
}

async function storedOf({ listing }: CatalogueStores, { name, hasLocalFiles }: Source): Promise<Stored> {
  return {
    links: await listing.links(name, hasLocalFiles),
    pools: await listing.pools(name),
    playlistIds: hasLocalFiles ? await listing.playlistIds(name) : [],
  };
}

function* batches<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += removalBatch) yield all.slice(at, at + removalBatch);
}
