import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpModule } from '@catalogsync/http';
import { RpcAccess } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { SnapshotFollower } from '@catalogsync/snapshot-follower';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { FollowedLocations, LocationReader } from './adapters/catalogue-snapshot/followed-locations.js';
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
  const noKey = await tokens.unusable();
  return {
    snapshotId: snapshot?.manifest.snapshot_id ?? null,
    adoptedAt: snapshot === undefined ? null : new Date(snapshot.adoptedAt).toISOString(),
    faults: [snapshots.status().fault, noKey].flatMap((fault) =>
      fault === undefined ? [] : [{ code: fault.code, message: fault.message }],
    ),
    ready: snapshot !== undefined && noKey === undefined,
  };
}

function providers(config: OriginConfig, { clock, log }: ServiceContext): FactoryProvider[] {
  return [
    {
      provide: SnapshotFollower,
      useFactory: () =>
        new SnapshotFollower({
          publication: {
            source: config.SNAPSHOT_SOURCE,
            token: config.SNAPSHOT_SOURCE_TOKEN,
            part: 'origin',
            trustedKeys: config.SNAPSHOT_TRUSTED_KEYS,
          },
          // A follower removes what it does not use, so each has its own folder.
          cacheDir: join(config.CACHE_DIR, 'origin'),
          open: (file) => new LocationReader(file),
          pacing: { pollMs: config.SNAPSHOT_POLL_SECONDS * 1000 },
          clock,
          log,
        }),
    },
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
      provide: SignedStreams,
      inject: [StreamOpener],
      useFactory: (opener: StreamOpener) => {
        const limit = new StreamLimit({ total: config.ORIGIN_MAX_STREAMS, perClient: config.ORIGIN_MAX_STREAMS_PER_CLIENT || undefined });
        return new SignedStreams(opener, limit, log);
      },
    },
  ];
}

/** The whole service: streams over HTTP. */
@Module({})
export class OriginModule {
  static register(config: OriginConfig, context: ServiceContext): DynamicModule {
    const http = HttpModule.register({
      providers: providers(config, context),
      inject: [SignedStreams, TokenVerifier, SnapshotFollower],
      useFactory: (streams: SignedStreams, tokens: TokenVerifier, snapshots: SnapshotFollower<LocationReader>) =>
        originApi(streams.route(), () => readinessOf(tokens, snapshots)),
    });
    return { module: OriginModule, imports: [http] };
  }
}
