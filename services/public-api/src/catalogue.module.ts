import { join } from 'node:path';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { openSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import { FollowedSnapshot } from './adapters/snapshot-follower/followed-snapshot.js';
import type { PublicApiConfig } from './config.js';

/** The catalogue: the snapshot in use. */
@Module({})
export class CatalogueModule {
  static register(config: PublicApiConfig, { clock, log }: ServiceContext): DynamicModule {
    const snapshot = {
      provide: FollowedSnapshot,
      useFactory: () =>
        new FollowedSnapshot({
          source: config.SNAPSHOT_SOURCE,
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'public-api'),
          trustedKeys: config.SNAPSHOT_TRUSTED_KEYS,
          open: openSnapshot,
          pollMs: config.SNAPSHOT_POLL_SECONDS * 1000,
          clock,
          log,
        }),
    };
    return { module: CatalogueModule, providers: [snapshot], exports: [FollowedSnapshot] };
  }
}
