import { createHash, randomUUID } from 'node:crypto';
import { HttpClient } from '@catalogsync/outbound-http';
import type { Logger } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { AudioFileMeter } from './adapters/audio-files/audio-file-meter.js';
import { AudioFileReader } from './adapters/audio-files/audio-file-reader.js';
import { FileContentsReader } from './adapters/audio-files/contents/file-contents-reader.js';
import { logToken } from './adapters/grpc/resolver.controller.js';
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

export const draw: Draw = {
  newId: randomUUID,
  random: Math.random,
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};

/** How the engine tells of what failed outside any download. */
export const warnTo =
  (log: Logger) =>
  (err: unknown, message: string): void =>
    log.warn({ err }, message);

/** Where files lie until they are accepted, and what they go through: verification, tags, or quarantine. */
@Module({})
export class FileAcceptanceModule {
  /** @param imports the database and the sources */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: FileAcceptanceModule,
      imports,
      providers: [
        FileContentsReader,
        { provide: LocalStaging, useFactory: () => new LocalStaging(config.STAGING_DIR) },
        {
          provide: FileVerifier,
          inject: [FileContentsReader, LocalStaging, SqliteRejectedFiles],
          useFactory: (contents: FileContentsReader, extensions: LocalStaging, rejected: SqliteRejectedFiles) =>
            new FileVerifier({ contents, meter: new AudioFileMeter(new AudioFileReader()), extensions, rejected }),
        },
        {
          provide: SourceCompanions,
          inject: [SourceRegistry, HttpClient, SystemTiming, logToken],
          useFactory: (sources: SourceRegistry, http: HttpClient, timing: SystemTiming, log: Logger) => {
            const wantsLyrics = config.LYRICS === 'on';
            return new SourceCompanions({ sources, covers: new HttpCoverFetcher(http), wantsLyrics, timing, warn: warnTo(log) });
          },
        },
        {
          provide: HoldFile,
          inject: [LocalStaging, SqliteQuarantineStore, SystemTiming],
          useFactory: (staging: LocalStaging, quarantine: SqliteQuarantineStore, timing: SystemTiming) =>
            new HoldFile(staging, quarantine, config.QUARANTINE_FILES, draw, timing),
        },
        {
          provide: AcceptFile,
          inject: [FileVerifier, FileContentsReader, SourceCompanions, HoldFile, logToken],
          useFactory: (
            verifier: FileVerifier,
            contents: FileContentsReader,
            companions: SourceCompanions,
            holding: HoldFile,
            log: Logger,
          ) => new AcceptFile(verifier, new TagLibFileTagger(contents, warnTo(log)), companions, holding),
        },
      ],
      exports: [LocalStaging, AcceptFile],
    };
  }
}
