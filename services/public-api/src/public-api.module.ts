import { join } from 'node:path';
import type { ServiceContext } from '@catalogsync/runtime';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { HttpApi } from './adapters/http/http-api.js';
import { CachedLinkSigner } from './adapters/playback-links/cached-link-signer.js';
import { openSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import { FollowedSnapshot } from './adapters/snapshot-follower/followed-snapshot.js';
import type { PublicApiConfig } from './config.js';
import { PlaybackResolver } from './core/playback/resolve-playback.js';

function providers(config: PublicApiConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  return [
    {
      provide: FollowedSnapshot,
      useFactory: () =>
        new FollowedSnapshot({
          source: config.SNAPSHOT_SOURCE,
          // A follower removes what it does not use, so each has a folder of its own.
          cacheDir: join(config.CACHE_DIR, 'public-api'),
          trustedKeys: config.SNAPSHOT_TRUSTED_KEYS,
          open: openSnapshot,
          pollMs: config.SNAPSHOT_POLL_SECONDS * 1000,
          clock,
          log,
        }),
    },
    {
      provide: PlaybackResolver,
      useFactory: () => new PlaybackResolver(new CachedLinkSigner(config.PLAYBACK_SIGNING_KEYS), clock, config.PLAYBACK_TTL_SECONDS),
    },
    {
      provide: HttpApi,
      inject: [FollowedSnapshot, PlaybackResolver],
      useFactory: (snapshots: FollowedSnapshot, playback: PlaybackResolver) =>
        new HttpApi({
          snapshots,
          playback,
          settings: {
            host: config.PUBLIC_API_HOST,
            port: config.PUBLIC_API_PORT,
            accessTokens: config.PUBLIC_API_ACCESS_TOKENS,
            originBaseUrl: config.ORIGIN_BASE_URL,
            originPort: config.ORIGIN_PORT,
          },
          clock,
          log,
        }),
    },
  ];
}

/** Binds the ports of the public API to their adapters. */
export class PublicApiModule {
  static register(config: PublicApiConfig, context: ServiceContext): DynamicModule {
    return { module: PublicApiModule, providers: providers(config, context) };
  }
}
