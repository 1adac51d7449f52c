import { join } from 'node:path';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { FollowedLocations } from './adapters/catalogue-snapshot/followed-locations.js';
import { SignedStreams } from './adapters/http/signed-streams.js';
import { LibraryFolders } from './adapters/library-folders/library-folders.js';
import { TokenVerifier } from './adapters/playback-tokens/token-verifier.js';
import type { OriginConfig } from './config.js';
import { StreamOpener } from './core/stream/open-stream.js';
import { StreamLimit } from './core/stream/stream-limit.js';

function providers(config: OriginConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  return [
    {
      provide: FollowedLocations,
      useFactory: () =>
        new FollowedLocations({
          source: config.SNAPSHOT_SOURCE,
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'origin'),
          trustedKeys: config.SNAPSHOT_TRUSTED_KEYS,
          pollMs: config.SNAPSHOT_POLL_SECONDS * 1000,
          clock,
          log,
        }),
    },
    { provide: TokenVerifier, useFactory: () => new TokenVerifier(config.PLAYBACK_TRUSTED_KEYS, log) },
    { provide: LibraryFolders, useFactory: () => new LibraryFolders(config.ORIGIN_ROOTS, log) },
    {
      provide: StreamOpener,
      inject: [TokenVerifier, FollowedLocations, LibraryFolders],
      useFactory: (tokens: TokenVerifier, locations: FollowedLocations, folders: LibraryFolders) =>
        new StreamOpener(tokens, locations, folders, clock),
    },
    {
      provide: SignedStreams,
      inject: [StreamOpener],
      useFactory: (opener: StreamOpener) => {
        const limit = new StreamLimit({ total: config.ORIGIN_MAX_STREAMS, perClient: config.ORIGIN_MAX_STREAMS_PER_CLIENT });
        return new SignedStreams(opener, limit, log);
      },
    },
  ];
}

/** From a link's token to the bytes of a file. */
@Module({})
export class StreamsModule {
  static register(config: OriginConfig, context: ServiceContext): DynamicModule {
    return { module: StreamsModule, providers: providers(config, context), exports: [SignedStreams, TokenVerifier, FollowedLocations] };
  }
}
