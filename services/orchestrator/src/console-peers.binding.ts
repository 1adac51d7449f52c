import type { Audit } from '@catalogsync/audit';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { FactoryProvider } from '@nestjs/common';
import { mirrorListsToken, mirrorsToken } from './adapters/grpc/mirror.controller.js';
import { purgeToken } from './adapters/grpc/upkeep.controller.js';
import type { ConsoleApiParts } from './adapters/http/api-parts.js';
import { MediaServerClient } from './adapters/media-server/media-server-client.js';
import { LibraryUpkeep } from './adapters/resolver/library-upkeep.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import { SqliteLatestRuns } from './adapters/sqlite/stores/latest-runs.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import type { OrchestratorConfig } from './config.js';
import { StorageBackends } from './core/catalogue/storage-backend.js';
import { type LibraryDesk, LibraryFaultDesk } from './core/console/library-desk.js';
import { MediaServers, type ServerDesk } from './core/console/media-servers.js';
import { PublishedSnapshots, type SnapshotShelf } from './core/console/published-snapshots.js';
import type { ScanFolder } from './core/library/scan-folder.js';
import type { MirrorMode } from './core/media-server/media-server-peer.js';
import type { MirrorQuestions } from './core/media-server/mirror-store.js';
import type { Mirrors } from './core/media-server/mirrors.js';
import type { PurgeLibrary } from './core/upkeep/purge-library.js';

/** What the console asks of other services, and has them do. */
export interface ConsolePeers {
  readonly library: LibraryDesk;
  readonly snapshots: SnapshotShelf;
  readonly mediaServer: ServerDesk;
  readonly mirrors: Pick<Mirrors, 'choose' | 'now'>;
  readonly mirrored: Pick<MirrorQuestions, 'listed' | 'mirrored'>;
  readonly mirrorMode: MirrorMode;
  readonly purge: Pick<PurgeLibrary, 'look' | 'remove'>;
  /** The folder for downloads; absolute. */
  readonly downloads: string;
}

export const consolePeersToken = Symbol('what the console asks of other services');

/** For a module that imports peers, mirrors and upkeep. */
export const consolePeers = ({ MIRROR_MODE, LIBRARY_DIR }: OrchestratorConfig): FactoryProvider<ConsolePeers> => ({
  provide: consolePeersToken,
  inject: [LibraryUpkeep, SnapshotClient, MediaServerClient, mirrorsToken, mirrorListsToken, purgeToken],
  useFactory: (
    library: LibraryUpkeep,
    snapshots: SnapshotClient,
    mediaServer: MediaServerClient,
    mirrors: Mirrors,
    mirrored: MirrorQuestions,
    purge: PurgeLibrary,
  ) => ({ library, snapshots, mediaServer, mirrors, mirrored, purge, mirrorMode: MIRROR_MODE, downloads: LIBRARY_DIR }),
});

interface PeerPartsNeeds {
  readonly peers: ConsolePeers;
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly scans: Pick<ScanFolder, 'run'>;
}

/** The parts of the console's API that other services stand behind. */
export function peerParts({
  peers,
  database,
  audit,
  clock,
  scans,
}: PeerPartsNeeds): Pick<ConsoleApiParts, 'library' | 'media' | 'snapshots' | 'backends' | 'runs'> {
  const { library: desk, mirrors, mirrored, mirrorMode: mode, purge, downloads } = peers;
  const servers = new MediaServers({ desk: peers.mediaServer, audit, now: () => clock.now() });
  return {
    library: { desk, scans, purge, downloads, faults: new LibraryFaultDesk(desk, audit) },
    media: { servers, mirrors, mirrored, mode },
    snapshots: new PublishedSnapshots(peers.snapshots, audit),
    backends: new StorageBackends(new SqliteStorageBackendStore(database), audit),
    runs: new SqliteLatestRuns(database.reads),
  };
}
