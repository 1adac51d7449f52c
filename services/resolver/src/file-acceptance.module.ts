import { createHash, randomUUID } from 'node:crypto';
import { HttpClient } from '@catalogsync/outbound-http';
import { constant, provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { AudioFileMeter } from './adapters/audio-files/audio-file-meter.js';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { FileContentsReader } from './adapters/audio-files/contents/file-contents-reader.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { LocalStaging } from './adapters/staging/local-staging.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import { HttpCoverFetcher } from './adapters/tagging/cover-fetcher.js';
import { TagLibFileTagger } from './adapters/tagging/taglib-file-tagger.js';
import type { ResolverConfig } from './config.js';
import { AcceptFile } from './core/downloads/accept-file.js';
import { SourceCompanions } from './core/downloads/find-companions.js';
import { HoldFile } from './core/downloads/hold-file.js';
import type { Draw } from './core/downloads/ports.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { FileVerifier } from './core/verification/verify-file.js';
import { type Warn, warnToken } from './surroundings.module.js';

export const draw: Draw = {
  newId: randomUUID,
  random: Math.random,
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};

/** Staging of files, and their way to acceptance: verification, tags, or quarantine. */
@Module({})
export class FileAcceptanceModule {
  /** @param imports surroundings, database and sources */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: FileAcceptanceModule,
      imports,
      providers: [
        FileContentsReader,
        provided(LocalStaging, constant(config.STAGING_DIR)),
        {
          provide: FileVerifier,
          inject: [FileContentsReader, LocalStaging, SqliteRejectedFiles],
          useFactory: (contents: FileContentsReader, extensions: LocalStaging, rejected: SqliteRejectedFiles) =>
            new FileVerifier({ contents, meter: new AudioFileMeter(new AudioFileReader()), extensions, rejected }),
        },
        {
          provide: SourceCompanions,
          inject: [SourceRegistry, HttpClient, SystemTiming, warnToken],
          useFactory: (sources: SourceRegistry, http: HttpClient, timing: SystemTiming, warn: Warn) =>
            new SourceCompanions({ sources, covers: new HttpCoverFetcher(http), wantsLyrics: config.LYRICS === 'on', timing, warn }),
        },
        provided(HoldFile, LocalStaging, SqliteQuarantineStore, constant(config.QUARANTINE_FILES), constant(draw), SystemTiming),
        provided(TagLibFileTagger, FileContentsReader, warnToken),
        provided(AcceptFile, FileVerifier, TagLibFileTagger, SourceCompanions, HoldFile),
      ],
      exports: [LocalStaging, AcceptFile],
    };
  }
}
