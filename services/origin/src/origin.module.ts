import { HttpModule } from '@catalogsync/http';
import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { FollowedLocations } from './adapters/catalogue-snapshot/followed-locations.js';
import { originApi, type Readiness } from './adapters/http/origin-api.js';
import { SignedStreams } from './adapters/http/signed-streams.js';
import { TokenVerifier } from './adapters/playback-tokens/token-verifier.js';
import type { OriginConfig } from './config.js';
import { StreamsModule } from './streams.module.js';

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

/** The whole service: streams over HTTP. */
@Module({})
export class OriginModule {
  static register(config: OriginConfig, context: ServiceContext): DynamicModule {
    const http = HttpModule.register({
      imports: [StreamsModule.register(config, context)],
      inject: [SignedStreams, TokenVerifier, FollowedLocations],
      useFactory: (streams: SignedStreams, tokens: TokenVerifier, locations: FollowedLocations) =>
        originApi(streams.route(), () => readinessOf(tokens, locations)),
    });
    return { module: OriginModule, imports: [http] };
  }
}
