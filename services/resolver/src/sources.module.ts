import { HttpClient } from '@catalogsync/outbound-http';
import { provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { PlaylistRecogniser } from './core/sources/recognise-playlists.js';
import type { Source } from './core/sources/source.js';
import { SourceBrowser } from './core/sources/source-browser.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { gatedSources } from './gated-sources.js';
import { librarySourceToken } from './library.module.js';
import { playlistRecogniser, remoteSources } from './sources.binding.js';

/** Every source behind its gate, and the connections to remote ones. */
@Module({})
export class SourcesModule {
  /** @param imports surroundings and the library */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: SourcesModule,
      imports,
      providers: [
        { provide: HttpClient, useFactory: () => new HttpClient() },
        {
          provide: SourceRegistry,
          inject: [librarySourceToken, HttpClient, SystemTiming],
          // The order is that of `ListSources`.
          useFactory: (local: Source, http: HttpClient, timing: SystemTiming) =>
            new SourceRegistry(gatedSources([local, ...remoteSources(config, http)], config, timing)),
        },
        provided(SourceBrowser, SourceRegistry),
        { provide: PlaylistRecogniser, useValue: playlistRecogniser },
      ],
      exports: [HttpClient, SourceRegistry, SourceBrowser, PlaylistRecogniser],
    };
  }
}
