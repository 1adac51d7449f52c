import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import { AllowedHosts, HttpModule } from '@catalogsync/http';
import type { ServiceContext } from '@catalogsync/runtime';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { CoverCacheFolder } from './adapters/cover-files/cover-cache-folder.js';
import { coverSource } from './adapters/cover-files/cover-sources.js';
import { publicApi } from './adapters/http/public-api.js';
import { CachedLinkSigner } from './adapters/playback-links/cached-link-signer.js';
import { type OpenSnapshot, openSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import type { PublicApiConfig } from './config.js';
import { CoverFiller } from './core/covers/cover-filler.js';
import { CoverPictures } from './core/covers/cover-pictures.js';
import { PlaybackResolver } from './core/playback/resolve-playback.js';

/** How long a list that was begun can be gone on with after a new snapshot. */
const keepMs = 10 * 60_000;

/**
 * The port of the origin: as set, or, if the system chose it, that of the origin in this process.
 * @throws Fault `failed_precondition` if links would lead nowhere
 */
function originPortOf({ ORIGIN_PORT, ORIGIN_BASE_URL }: PublicApiConfig, { addressOf }: ServiceContext): () => number | undefined {
  if (ORIGIN_PORT !== 0) return () => ORIGIN_PORT;
  const present = (): number | undefined => {
    const address = addressOf?.('origin');
    return address === undefined ? undefined : Number(new URL(address).port);
  };
  if (ORIGIN_BASE_URL === '' && present() === undefined) {
    throw new Fault('failed_precondition', 'with ORIGIN_PORT=0 the port of the origin is unknown', {
      hint: 'Set ORIGIN_BASE_URL, or set ORIGIN_PORT to its port.',
    });
  }
  return present;
}

function providers(config: PublicApiConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  return [
    {
      provide: SnapshotFollower,
      useFactory: () =>
        new SnapshotFollower({
          publication: {
            source: config.SNAPSHOT_SOURCE,
            token: config.SNAPSHOT_SOURCE_TOKEN,
            trustedKeys: config.SNAPSHOT_TRUSTED_KEYS,
          },
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'public-api'),
          open: openSnapshot,
          pacing: { pollMs: config.SNAPSHOT_POLL_SECONDS * 1000, keepMs },
          clock,
          log,
        }),
    },
    {
      provide: PlaybackResolver,
      useFactory: () => new PlaybackResolver(new CachedLinkSigner(config.PLAYBACK_SIGNING_KEYS), clock, config.PLAYBACK_TTL_SECONDS),
    },
  ];
}

/** The pictures of covers, kept here for when the publication is out of reach. */
function coverProviders(config: PublicApiConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  const source = coverSource(config.SNAPSHOT_SOURCE, config.SNAPSHOT_SOURCE_TOKEN);
  const nothing = { start: (): void => undefined, stop: (): Promise<void> => Promise.resolve() };
  return [
    {
      provide: CoverCacheFolder,
      useFactory: () => new CoverCacheFolder(join(config.CACHE_DIR, 'covers'), config.COVER_CACHE_MB * 1_000_000, log),
    },
    {
      provide: CoverPictures,
      inject: [CoverCacheFolder],
      useFactory: (cache: CoverCacheFolder) => new CoverPictures(cache, source, () => clock.now()),
    },
    {
      provide: CoverFiller,
      inject: [SnapshotFollower, CoverPictures],
      useFactory: (snapshots: SnapshotFollower<OpenSnapshot>, pictures: CoverPictures) => {
        if (!source.isRemote) return nothing;
        const inUse = () => {
          const current = snapshots.current();
          return current && { snapshotId: current.manifest.snapshot_id, covers: current.reader.covers };
        };
        return new CoverFiller(pictures, inUse, pause, (err, message) => log.warn({ err }, message));
      },
    },
  ];
}

/** Ends early with the signal. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { ref: false, signal }).catch(() => undefined);

/** The whole service: the API over the catalogue and playback. */
@Module({})
export class PublicApiModule {
  /** @throws Fault `failed_precondition` if links would lead nowhere */
  static register(config: PublicApiConfig, context: ServiceContext): DynamicModule {
    const { PUBLIC_API_ACCESS_TOKENS: accessTokens, ORIGIN_BASE_URL: baseUrl } = config;
    const origin = { baseUrl, hosts: new AllowedHosts(config.ALLOWED_HOSTS, hostname()), port: originPortOf(config, context) };
    const http = HttpModule.register({
      providers: [...providers(config, context), ...coverProviders(config, context)],
      inject: [SnapshotFollower, PlaybackResolver, CoverPictures],
      useFactory: (snapshots: SnapshotFollower<OpenSnapshot>, playback: PlaybackResolver, covers: CoverPictures) => {
        const keptBytes = config.HTTP_CACHE_MB * 1_000_000;
        return publicApi({ snapshots, playback, covers, accessTokens, origin, clock: context.clock, keptBytes });
      },
    });
    return { module: PublicApiModule, imports: [http] };
  }
}
