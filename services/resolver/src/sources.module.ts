import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { provided } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { HttpRedirects } from './adapters/sources/short-link-redirects.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { CachedSearcher } from './core/gate/cached-searcher.js';
import { gatedSource, SourceGates } from './core/gate/gated-source.js';
import { SourceCalls } from './core/gate/source-calls.js';
import type { Timing } from './core/gate/timing.js';
import { LinkFollower } from './core/sources/follow-links.js';
import type { Source } from './core/sources/source.js';
import { SourceBrowser } from './core/sources/source-browser.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { librarySourceToken } from './library.module.js';
import { ReadableSettings } from './source-settings.binding.js';
import { playlistRecogniser, remoteSources } from './sources.binding.js';

export const sourceSettingsToken = Symbol('settings of sources');

/** Cached answers per source. */
const cachedSearches = 1000;

/** Puts each source behind one shared gate, and its searches behind a cache, unless its files are on this machine. @internal for tests */
export function gatedSources(
  sources: readonly Source[],
  config: ResolverConfig,
  timing: Timing,
  gates = new SourceGates(timing),
): Source[] {
  const times = {
    searchMs: config.DOWNLOAD_SEARCH_SECONDS * 1000,
    stallMs: config.DOWNLOAD_STALL_SECONDS * 1000,
    fetchMs: config.DOWNLOAD_FETCH_MINUTES * 60_000,
  };
  const limits = { lifetimeMs: config.SEARCH_CACHE_MINUTES * 60_000, entries: cachedSearches };
  return sources.map((source) => {
    const behind = gatedSource(source, gates, times);
    // The library answers at once, and a cache would hide what a scan has just found.
    if (behind.searcher === undefined || behind.trackFiles !== undefined) return behind;
    return { ...behind, searcher: new CachedSearcher(behind.searcher, limits, timing) };
  });
}

/** Hints name the key. @throws Fault `invalid_argument` */
function privateHosts({ OUTBOUND_PRIVATE_HOSTS: words }: ResolverConfig): PrivateHosts {
  return new PrivateHosts(words, 'OUTBOUND_PRIVATE_HOSTS');
}

/** Every source behind its gate, and the connections to remote ones. */
@Module({})
export class SourcesModule {
  /**
   * @param environment the settings as they are now, see `ServiceContext`
   * @param imports foundation and the library
   */
  static register(config: ResolverConfig, environment: ServiceContext['environment'], imports: DynamicModule[]): DynamicModule {
    return {
      module: SourcesModule,
      imports,
      providers: [
        { provide: HttpClient, useFactory: () => new HttpClient({ privateHosts: privateHosts(config) }) },
        provided(SourceCalls, SystemTiming),
        provided(SourceGates, SystemTiming, SourceCalls),
        {
          provide: SourceRegistry,
          inject: [librarySourceToken, HttpClient, SystemTiming, SourceGates],
          // The order is that of `ListSources`.
          useFactory: (local: Source, http: HttpClient, timing: SystemTiming, gates: SourceGates) =>
            new SourceRegistry(gatedSources([local, ...remoteSources(config, http)], config, timing, gates)),
        },
        {
          provide: sourceSettingsToken,
          inject: [HttpClient, SystemTiming, SourceGates],
          useFactory: (http: HttpClient, timing: SystemTiming, gates: SourceGates) =>
            new ReadableSettings(config, environment, http, (opened) => gatedSources(opened, config, timing, gates)),
        },
        provided(SourceBrowser, SourceRegistry),
        {
          provide: LinkFollower,
          inject: [HttpClient],
          useFactory: (http: HttpClient) => new LinkFollower(playlistRecogniser, new HttpRedirects(http)),
        },
      ],
      exports: [HttpClient, SourceCalls, SourceRegistry, SourceBrowser, LinkFollower, sourceSettingsToken],
    };
  }
}
