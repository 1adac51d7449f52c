import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import type { ServiceContext } from '@catalogsync/runtime';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { HttpApi } from './adapters/http/http-api.js';
import { CachedLinkSigner } from './adapters/playback-links/cached-link-signer.js';
import { openSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import { FollowedSnapshot } from './adapters/snapshot-follower/followed-snapshot.js';
import type { PublicApiConfig } from './config.js';
import { PlaybackResolver } from './core/playback/resolve-playback.js';

/**
 * The port of the origin: as set, or, if the system chose it, that of the origin in this process.
 * @throws Fault `failed_precondition` if links could lead nowhere
 */
function originPortOf({ ORIGIN_PORT, ORIGIN_BASE_URL }: PublicApiConfig, { addressOf }: ServiceContext): () => number {
  if (ORIGIN_PORT !== 0) return () => ORIGIN_PORT;
  const present = (): number => {
    const address = addressOf?.('origin');
    return address === undefined ? 0 : Number(new URL(address).port);
  };
  if (ORIGIN_BASE_URL === '' && present() === 0) {
    throw new Fault('failed_precondition', 'with ORIGIN_PORT=0 nobody knows where the origin listens', {
      hint: 'Set ORIGIN_BASE_URL, or the port that the origin has.',
    });
  }
  return present;
}

function providers(config: PublicApiConfig, context: ServiceContext): FactoryProvider[] {
  const { clock, log } = context;
  const originPort = originPortOf(config, context);
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
            originPort,
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
