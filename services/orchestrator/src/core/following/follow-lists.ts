import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { type PlaylistDetail, type PlaylistHistory, type PlaylistName, playlistNamed } from '../catalogue/playlist-history.js';
import { properNames } from '../sources/choose-sources.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import type { FollowDecision, FollowingStore, FollowingStores } from './following-store.js';

export interface FollowListsParts {
  readonly writer: CatalogueWriter<FollowingStores>;
  readonly playlists: Pick<PlaylistHistory, 'find'>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly audit: Audit;
  readonly now: () => number;
}

/** In one call. */
const mostPlaylists = 1000;

/** What people decide about lists of the sources: whether their songs are downloaded. What is downloaded stays. */
export class FollowLists {
  constructor(private readonly parts: FollowListsParts) {}

  /** @returns them as they are afterwards @throws Fault `not_found`, `invalid_argument` */
  async playlists(
    names: readonly PlaylistName[],
    isFollowed: boolean,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<readonly PlaylistDetail[]> {
    if (names.length === 0 || names.length > mostPlaylists) {
      throw new Fault('invalid_argument', `name 1 to ${mostPlaylists} playlists, or a source`);
    }
    const target = names.length === 1 ? `playlist ${names.map(textOf).join('')}` : `${names.length} playlists`;
    const ids = await this.parts.audit.change({ ...actor, action: actionOf(isFollowed), target }, async (commit) => {
      const found: number[] = [];
      for (const name of names) found.push((await playlistNamed(this.parts.playlists, name)).id);
      await commit(() => this.write((store, decision) => store.decidePlaylists(found, decision), { isFollowed, actor }, signal));
      return found;
    });
    return Promise.all(ids.map((id) => playlistNamed(this.parts.playlists, { id })));
  }

  /** @returns its proper name @throws Fault `invalid_argument`, and those of `SourceCatalog` */
  async source(name: string, isFollowed: boolean, actor: Actor, signal: AbortSignal): Promise<string> {
    return this.parts.audit.change({ ...actor, action: actionOf(isFollowed), target: `all lists of ${name}` }, async (commit) => {
      const all = await this.parts.sources.sources(signal);
      const [platform = name] = properNames(all, [name]);
      const source = all.find((one) => one.name === platform);
      if (source?.hasLocalFiles === true) {
        throw new Fault('invalid_argument', `the files of ${platform} are there already; there is nothing to download`);
      }
      await commit(() => this.write((store, decision) => store.decideSource(platform, decision), { isFollowed, actor }, signal));
      return platform;
    });
  }

  private async write(
    work: (store: FollowingStore, decision: FollowDecision) => Promise<void>,
    { isFollowed, actor: { actor } }: { readonly isFollowed: boolean; readonly actor: Actor },
    signal: AbortSignal,
  ): Promise<void> {
    const decision = { isFollowed, decidedAt: this.parts.now(), decidedBy: actor };
    await this.parts.writer.run(({ following }) => work(following, decision), { signal });
  }
}

const actionOf = (isFollowed: boolean): string => (isFollowed ? 'followPlaylists' : 'unfollowPlaylists');
const textOf = (name: PlaylistName): string => ('id' in name ? String(name.id) : `${name.platform},${name.remoteId}`);
