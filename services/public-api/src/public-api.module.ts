import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import { AllowedHosts, HttpModule, MetricsText } from '@catalogsync/http';
import { parseAccessKeys } from '@catalogsync/object-storage';
import { type FollowerControl, FollowerController, followerControlToken } from '@catalogsync/rpc';
import type { Clock, MetricFamily, ServiceContext } from '@catalogsync/runtime';
import { followedPublication, followerMetrics, SnapshotFollower } from '@catalogsync/snapshot-follower';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { FollowedKeys } from './adapters/api-keys/followed-keys.js';
import { CoverCacheFolder } from './adapters/cover-files/cover-cache-folder.js';
import { coverSource } from './adapters/cover-files/cover-sources.js';
import { publicApi } from './adapters/http/public-api.js';
import { snapshotReadings } from './adapters/http/snapshot-readings.js';
import { CachedLinkSigner } from './adapters/playback-links/cached-link-signer.js';
import { PresignedObjectLinks } from './adapters/playback-links/object-links.js';
import { type OpenSnapshot, openSnapshot } from './adapters/snapshot-db/open-snapshot.js';
import { lastUsesName, type PublicApiConfig } from './config.js';
import { CoverFiller } from './core/covers/cover-filler.js';
import { CoverPictures } from './core/covers/cover-pictures.js';
import { PlaybackResolver } from './core/playback/resolve-playback.js';
import { ServiceReadiness } from './core/readiness/readiness.js';

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
          publication: followedPublication(config),
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'public-api'),
          open: openSnapshot,
          pacing: { pollMs: config.SNAPSHOT_POLL_SECONDS * 1000, keepMs },
          clock,
          log,
        }),
    },
    {
      provide: FollowedKeys,
      useFactory: () => new FollowedKeys({ keys: config.PUBLIC_API_KEYS, uses: join(config.CACHE_DIR, lastUsesName) }, clock, log),
    },
    {
      provide: PresignedObjectLinks,
      useFactory: () =>
        new PresignedObjectLinks(new Map([...config.OBJECT_READ_KEYS].map(([name, keys]) => [name, parseAccessKeys(keys)]))),
    },
    { provide: CachedLinkSigner, useFactory: () => new CachedLinkSigner(config.PLAYBACK_SIGNING_KEYS) },
    {
      provide: PlaybackResolver,
      inject: [CachedLinkSigner, PresignedObjectLinks],
      useFactory: (links: CachedLinkSigner, objects: PresignedObjectLinks) =>
        new PlaybackResolver(links, clock, config.PLAYBACK_TTL_SECONDS, objects),
    },
    {
      provide: ServiceReadiness,
      inject: [SnapshotFollower, CachedLinkSigner, PresignedObjectLinks],
      useFactory: (snapshots: SnapshotFollower<OpenSnapshot>, links: CachedLinkSigner, objects: PresignedObjectLinks) =>
        new ServiceReadiness(snapshots, links, clock, objects),
    },
    { provide: followerControlToken, inject: [SnapshotFollower], useFactory: (snapshots: FollowerControl) => snapshots },
  ];
}

/** The pictures of covers, kept here for when the publication is out of reach. */
function coverProviders(config: PublicApiConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  const source = coverSource(config.SNAPSHOT_SOURCE, config.SNAPSHOT_SOURCE_TOKEN, config.SNAPSHOT_S3_KEYS);
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
    const { ORIGIN_BASE_URL: baseUrl } = config;
    const origin = { baseUrl, hosts: new AllowedHosts(config.ALLOWED_HOSTS, hostname()), port: originPortOf(config, context) };
    const http = HttpModule.register({
      controllers: [FollowerController],
      providers: [...providers(config, context), ...coverProviders(config, context)],
      inject: [SnapshotFollower, PlaybackResolver, CoverPictures, FollowedKeys, ServiceReadiness],
      useFactory: (
        snapshots: SnapshotFollower<OpenSnapshot>,
        playback: PlaybackResolver,
        covers: CoverPictures,
        keys: FollowedKeys,
        readiness: ServiceReadiness,
      ) => {
        const parts = { snapshots, playback, covers, readiness, origin, clock: context.clock };
        return publicApi({ ...parts, metrics: metricsOf(snapshots, context.clock), ...asConfigured(config, keys, context) });
      },
    });
    return { module: PublicApiModule, imports: [http] };
  }
}

/** Of the snapshot in use and of following. */
export function metricsOf(snapshots: SnapshotFollower<OpenSnapshot>, clock: Clock): readonly MetricFamily[] {
  return [...snapshotReadings(snapshots), ...followerMetrics(snapshots, clock)];
}

/** What the settings say of the API. */
function asConfigured(config: PublicApiConfig, keys: FollowedKeys, { log }: ServiceContext) {
  return {
    admission: { needed: config.PUBLIC_API_ACCESS === 'key', tokens: config.PUBLIC_API_ACCESS_TOKENS, keys },
    limits: { perAddress: config.PUBLIC_API_RATE, perKey: config.PUBLIC_API_KEY_RATE, burst: config.PUBLIC_API_BURST },
    cacheTimes: { freshSeconds: config.HTTP_FRESH_SECONDS },
    keptBytes: config.HTTP_CACHE_MB * 1_000_000,
    metricsText: new MetricsText(log),
  };
}
