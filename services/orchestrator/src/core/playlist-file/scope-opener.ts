import type { NewItem } from '@catalogsync/job-engine';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { chooseSources, properPlatform } from '../sources/choose-sources.js';
import type { ListedPlaylist, Source, SourceCatalog } from '../sources/source-catalog.js';
import {
  keyOfReference,
  type PlaylistReference,
  type PlaylistScope,
  type ScopedPlaylist,
  textOfReference,
  withPlatforms,
} from './playlist-scope.js';
import type { ScopeStores } from './scope-store.js';
import { filePlatform } from './song-lists.js';

/** An unusable reference, and why. */
export interface LeftOut {
  readonly reference: PlaylistReference;
  readonly reason: string;
}

export interface OpenedScope {
  readonly playlists: readonly ScopedPlaylist[];
  readonly leftOut: readonly LeftOut[];
}

export interface ScopeContext {
  /** Names of the sources asked for; empty means all. */
  readonly sources: readonly string[];
  readonly signal: AbortSignal;
}

export interface ScopeOpenerParts {
  readonly sources: SourceCatalog;
  readonly writer: CatalogueWriter<Pick<CatalogueStores, 'listing'> & ScopeStores>;
}

/**
 * Turns the references of a scope into playlists of the catalogue: adds missing ones and attaches all to the pool of
 * their file (behaviour 139). Playlists of platforms without a configured source, and of sources that were not requested,
 * are left out with the reason. Those of files need no source: they were added with their songs.
 */
export class ScopeOpener {
  constructor(private readonly parts: ScopeOpenerParts) {}

  /** @throws Fault, see `chooseSources` and `SourceCatalog` */
  async open(given: PlaylistScope, context: ScopeContext): Promise<OpenedScope> {
    const all = await this.parts.sources.sources(context.signal);
    // The job may have been made while the resolver did not answer.
    const scope = withPlatforms(given, (platform) => properPlatform(all, platform));
    const lists = (sources: readonly Source[]) => new Map(sources.filter((source) => source.lists).map((source) => [source.name, source]));
    const served = lists(chooseSources(all, []));
    const chosen = lists(chooseSources(all, context.sources));
    const ofSources = scope.playlists.filter(({ platform }) => platform !== filePlatform);
    const unserved = ofSources.filter(({ platform }) => !served.has(platform));
    const unchosen = ofSources.filter(({ platform }) => served.has(platform) && !chosen.has(platform));
    const usable = ofSources.filter(({ platform }) => chosen.has(platform));
    const lost = await this.addMissing(usable, chosen, context.signal);
    const playlists = await this.attach(scope, chosen);
    const opened = new Set(playlists.map(keyOfReference));
    const gone = scope.playlists.filter((reference) => reference.platform === filePlatform && !opened.has(keyOfReference(reference)));
    const leftOut = [
      ...unserved.map((reference) => ({ reference, reason: `no source for ${reference.platform} is configured` })),
      ...unchosen.map((reference) => ({ reference, reason: `${reference.platform} is not among the sources of this job` })),
      ...lost.map((reference) => ({ reference, reason: `${reference.platform} has no such playlist` })),
      ...gone.map((reference) => ({ reference, reason: 'the songs of its file are not in the catalogue' })),
    ];
    return { playlists, leftOut };
  }

  /** Returns those that their source does not have. */
  private async addMissing(
    usable: readonly PlaylistReference[],
    chosen: ReadonlyMap<string, Source>,
    signal: AbortSignal,
  ): Promise<readonly PlaylistReference[]> {
    const { writer } = this.parts;
    const known = new Set((await writer.run(({ scope }) => scope.find(usable), { signal })).map(keyOfReference));
    const missing = usable.filter((reference) => !known.has(keyOfReference(reference)));
    const isLocal = ({ platform }: PlaylistReference): boolean => chosen.get(platform)?.hasLocalFiles === true;
    const remote = missing.filter((reference) => !isLocal(reference));
    if (remote.length > 0) await writer.run(({ scope }) => scope.add(remote), { signal });
    const local = missing.filter(isLocal);
    const lost: PlaylistReference[] = [];
    for (const platform of new Set(local.map((reference) => reference.platform))) {
      const own = local.filter((reference) => reference.platform === platform);
      lost.push(...(await this.addListed(platform, own, signal)));
    }
    return lost;
  }

  /** A local source can cheaply list everything, so names are right at once, and a wrong id creates no playlist. */
  private async addListed(
    platform: string,
    references: readonly PlaylistReference[],
    signal: AbortSignal,
  ): Promise<readonly PlaylistReference[]> {
    const { sources, writer } = this.parts;
    const wanted = new Map(references.map((reference) => [reference.remoteId, reference]));
    for await (const page of sources.playlists(platform, signal)) {
      const found: ListedPlaylist[] = page.items.filter(({ remoteId }) => wanted.delete(remoteId));
      if (found.length > 0) await writer.run(({ listing }) => listing.save(platform, found), { signal });
      if (wanted.size === 0) break;
    }
    return [...wanted.values()];
  }

  /** All playlists in the file belong to its pool, even those that this job does not touch. */
  private attach({ playlists, file }: PlaylistScope, chosen: ReadonlyMap<string, Source>): Promise<readonly ScopedPlaylist[]> {
    return this.parts.writer.run(async ({ scope }) => {
      const found = await scope.find(playlists);
      if (file !== undefined) await scope.attach(file, found);
      return found.filter(({ platform }) => platform === filePlatform || chosen.has(platform));
    });
  }
}

/** A playlist of a scope that cannot be used: its item fails with the reason, and can be retried. */
export function itemLeftOut({ reference }: LeftOut, type: string): NewItem {
  const { platform, remoteId, url } = reference;
  const payload = { platform, remote_id: remoteId, url };
  return { type, key: `reference:${platform}/${remoteId}`, source: platform, displayText: textOfReference(reference), payload };
}
