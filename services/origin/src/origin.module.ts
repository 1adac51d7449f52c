import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpModule } from '@catalogsync/http';
import { type FollowerControl, FollowerController, followerControlToken, RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { followedPublication, SnapshotFollower } from '@catalogsync/snapshot-follower';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { FollowedLocations, LocationReader } from './adapters/catalogue-snapshot/followed-locations.js';
import { NginxFolder } from './adapters/http/nginx-folder.js';
import { originApi, type Readiness } from './adapters/http/origin-api.js';
import { SignedStreams } from './adapters/http/signed-streams.js';
import { LibraryFolders } from './adapters/library-folders/library-folders.js';
import { OrchestratorPlaces } from './adapters/orchestrator/present-places.js';
import { TokenVerifier } from './adapters/playback-tokens/token-verifier.js';
import type { OriginConfig } from './config.js';
import { AwaitedPlaces } from './core/stream/awaited-places.js';
import { StreamOpener } from './core/stream/open-stream.js';
import { StreamLimit } from './core/stream/stream-limit.js';

async function readinessOf(tokens: TokenVerifier, snapshots: SnapshotFollower<LocationReader>): Promise<Readiness> {
  const snapshot = snapshots.current();
  const { fault } = snapshots.status();
  const noKey = await tokens.unusable();
  return {
    snapshotId: snapshot?.manifest.snapshot_id ?? null,
    adoptedAt: snapshot === undefined ? null : new Date(snapshot.adoptedAt).toISOString(),
    faults: [
      ...(fault === undefined ? [] : [{ code: fault.code, message: fault.shown, alarm: fault.alarm }]),
      ...(noKey === undefined ? [] : [noKey]),
    ],
    ready: snapshot !== undefined && noKey === undefined,
  };
}

function providers(config: OriginConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  return [
    {
      provide: SnapshotFollower,
      useFactory: () =>
        new SnapshotFollower({
          publication: followedPublication(config, 'origin'),
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'origin'),
          open: (file) => new LocationReader(file),
          pacing: { pollMs: config.SNAPSHOT_POLL_SECONDS * 1000 },
          clock,
          log,
        }),
    },
    { provide: followerControlToken, inject: [SnapshotFollower], useFactory: (snapshots: FollowerControl) => snapshots },
    { provide: TokenVerifier, useFactory: () => new TokenVerifier(config.PLAYBACK_TRUSTED_KEYS, log) },
    {
      provide: OrchestratorPlaces,
      useFactory: () => new OrchestratorPlaces(config.ORCHESTRATOR_RPC, new RpcAccess('origin', config), log),
    },
    { provide: LibraryFolders, useFactory: () => new LibraryFolders(config.ORIGIN_ROOTS, log) },
    {
      provide: StreamOpener,
      inject: [TokenVerifier, SnapshotFollower, LibraryFolders, OrchestratorPlaces],
      useFactory: (
        tokens: TokenVerifier,
        snapshots: SnapshotFollower<LocationReader>,
        folders: LibraryFolders,
        places: OrchestratorPlaces,
      ) => {
        const awaited = new AwaitedPlaces(places, { now: () => clock.now(), sleep: (ms) => sleep(ms, undefined, { ref: false }) });
        return new StreamOpener(tokens, new FollowedLocations(snapshots), folders, awaited, clock);
      },
    },
    {
      provide: StreamLimit,
      useFactory: () => new StreamLimit({ total: config.ORIGIN_MAX_STREAMS, perClient: config.ORIGIN_MAX_STREAMS_PER_CLIENT || undefined }),
    },
    {
      provide: SignedStreams,
      inject: [StreamOpener, StreamLimit],
      useFactory: (opener: StreamOpener, limit: StreamLimit) => {
        const nginx = config.ORIGIN_ACCEL_REDIRECT === '' ? undefined : new NginxFolder(config.ORIGIN_ACCEL_REDIRECT);
        return new SignedStreams(opener, limit, nginx, log);
      },
    },
  ];
}

/** The whole service: streams over HTTP. */
@Module({})
export class OriginModule {
  static register(config: OriginConfig, context: ServiceContext): DynamicModule {
    const http = HttpModule.register({
      controllers: [FollowerController],
      providers: providers(config, context),
      inject: [SignedStreams, TokenVerifier, SnapshotFollower],
      useFactory: (streams: SignedStreams, tokens: TokenVerifier, snapshots: SnapshotFollower<LocationReader>) =>
        originApi(streams.route(), () => readinessOf(tokens, snapshots)),
    });
    return { module: OriginModule, imports: [http] };
  }
}
