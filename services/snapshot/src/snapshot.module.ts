import { HttpModule, type LeastRate } from '@catalogsync/http';
import { AuditController, type AuditReader, auditReaderToken } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { keyRingFiles } from '@catalogsync/signing';
import { type DynamicModule, Module } from '@nestjs/common';
import {
  checksToken,
  SnapshotController,
  type SnapshotControllerSettings,
  settingsToken,
  storeToken,
} from './adapters/grpc/snapshot.controller.js';
import { publicationApi } from './adapters/http/publication-api.js';
import { PublicationFolder } from './adapters/publication-folder/publication-folder.js';
import { PublicationChecks } from './adapters/publication-folder/verify-publication.js';
import { bindJournal } from './audit.binding.js';
import type { SnapshotConfig } from './config.js';
import { OpenDownloads } from './core/publication/open-downloads.js';
import { Publisher } from './core/publication/publisher.js';
import { RecordedPublisher } from './core/publication/recorded-publisher.js';
import { bindInvitations } from './pairing.binding.js';
import { type BoundPublication, PublicationModule, stateOf } from './publication.module.js';

/** The average of a minute counts: less would cut followers on a shaky line. */
function leastRateOf({ SNAPSHOT_LEAST_RATE }: SnapshotConfig): LeastRate | undefined {
  return SNAPSHOT_LEAST_RATE === 0 ? undefined : { bytesPerSecond: SNAPSHOT_LEAST_RATE * 1000, windowMs: 60_000 };
}

/** A follower's own token, or one of those that the public API asks its clients for. */
function tokensOf({ SNAPSHOT_SOURCE_TOKEN, PUBLIC_API_ACCESS_TOKENS }: SnapshotConfig): readonly string[] {
  return [...PUBLIC_API_ACCESS_TOKENS, ...(SNAPSHOT_SOURCE_TOKEN === '' ? [] : [SNAPSHOT_SOURCE_TOKEN])];
}

const trustedKeysOf = ({ KEYS_DIR }: SnapshotConfig): string => keyRingFiles(KEYS_DIR, 'snapshot').trusted;

/** The whole service: calls that change the publication, and HTTP for followers. */
@Module({})
export class SnapshotModule {
  /** @param lifetime aborts when the service stops, which ends a running publication */
  static register(config: SnapshotConfig, bound: BoundPublication, context: ServiceContext, lifetime: AbortSignal): DynamicModule {
    const { DB_PATH: source, SNAPSHOT_DIR: folder } = config;
    const { clock, log } = context;
    const settings: SnapshotControllerSettings = { source, lifetime, clock, log, state: () => stateOf(bound) };
    const onFault = (err: unknown): void => log.error({ err }, 'the outcome of an action could not be recorded');
    const { audit, log: journal } = bindJournal(config.ROOT_DIR, clock, onFault);
    const reader: AuditReader = { list: async (page) => ({ entries: await journal.list(page), missing: [] }) };
    const publication = PublicationModule.register(bound);
    const http = HttpModule.register({
      imports: [publication],
      inject: [OpenDownloads],
      useFactory: (downloads: OpenDownloads) =>
        publicationApi({
          folder,
          downloads,
          tokens: tokensOf(config),
          originToken: config.SNAPSHOT_SOURCE_TOKEN,
          leastRate: leastRateOf(config),
          log,
          invitations: bindInvitations(config, audit, () => clock.now()),
        }),
    });
    return {
      module: SnapshotModule,
      imports: [publication, http],
      controllers: [SnapshotController, AuditController],
      providers: [
        { provide: auditReaderToken, useValue: reader },
        { provide: RecordedPublisher, inject: [Publisher], useFactory: (publisher: Publisher) => new RecordedPublisher(publisher, audit) },
        { provide: settingsToken, useValue: settings },
        { provide: storeToken, useExisting: PublicationFolder },
        { provide: checksToken, useFactory: () => new PublicationChecks(folder, trustedKeysOf(config), () => clock.now()) },
      ],
    };
  }
}
