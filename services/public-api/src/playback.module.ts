import type { Clock } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { CachedLinkSigner } from './adapters/playback-links/cached-link-signer.js';
import type { PublicApiConfig } from './config.js';
import { PlaybackResolver } from './core/playback/resolve-playback.js';

/** Playback links. */
@Module({})
export class PlaybackModule {
  static register(config: PublicApiConfig, clock: Clock): DynamicModule {
    const resolver = {
      provide: PlaybackResolver,
      useFactory: () => new PlaybackResolver(new CachedLinkSigner(config.PLAYBACK_SIGNING_KEYS), clock, config.PLAYBACK_TTL_SECONDS),
    };
    return { module: PlaybackModule, providers: [resolver], exports: [PlaybackResolver] };
  }
}
