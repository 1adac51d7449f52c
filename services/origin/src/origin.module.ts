import { join } from 'node:path';
import type { ServiceContext } from '@catalogsync/runtime';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { FollowedLocations } from './adapters/catalogue-snapshot/followed-locations.js';
import { OriginServer, type Readiness } from './adapters/http/origin-server.js';
import { StreamRoute } from './adapters/http/stream-route.js';
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
          // A follower removes what it does not use, so each has a folder of its own.
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
      provide: OriginServer,
      inject: [StreamOpener, TokenVerifier, FollowedLocations],
      useFactory: (opener: StreamOpener, tokens: TokenVerifier, locations: FollowedLocations) => {
        const limit = new StreamLimit({ total: config.ORIGIN_MAX_STREAMS, perClient: config.ORIGIN_MAX_STREAMS_PER_CLIENT });
        const settings = { host: config.ORIGIN_HOST, port: config.ORIGIN_PORT, idleMs: config.ORIGIN_IDLE_SECONDS * 1000 };
        return new OriginServer(settings, new StreamRoute(opener, limit, log), () => readinessOf(tokens, locations), log);
      },
    },
  ];
}

async function readinessOf(tokens: TokenVerifier, locations: FollowedLocations): Promise<Readiness> {
  const { snapshot, status } = locations.state();
  const noKey = await tokens.unusable();
  return {
    snapshotId: snapshot?.manifest.snapshot_id ?? null,
    adoptedAt: snapshot === undefined ? null : new Date(snapshot.adoptedAt).toISOString(),
    faults: [status.fault, noKey].flatMap((fault) => (fault === undefined ? [] : [{ code: fault.code, message: fault.message }])),
    ready: snapshot !== undefined && noKey === undefined,
  };
}

/** Binds the ports of the origin to their adapters. */
export class OriginModule {
  static register(config: OriginConfig, context: ServiceContext): DynamicModule {
    return { module: OriginModule, providers: providers(config, context) };
  }
}
