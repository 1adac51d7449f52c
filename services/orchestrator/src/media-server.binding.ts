import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import type { StageExecutor } from '@catalogsync/job-engine';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import { SqliteDownloadedFiles } from './adapters/sqlite/stores/downloaded-files.js';
import { SqliteMirrorQuestions } from './adapters/sqlite/stores/mirror-questions.js';
import { SqliteMirrorStore } from './adapters/sqlite/stores/mirror-store.js';
import { SqlitePlaysStore } from './adapters/sqlite/stores/plays-store.js';
import { SqliteRecordingStore } from './adapters/sqlite/stores/recording-store.js';
import type { OrchestratorConfig } from './config.js';
import type { MediaServerPeer } from './core/media-server/media-server-peer.js';
import { MirrorPlaylist } from './core/media-server/mirror-playlist.js';
import type { MirrorStores } from './core/media-server/mirror-store.js';
import { ReadPlays } from './core/media-server/read-plays.js';
import { RestingServer } from './core/media-server/resting-server.js';
import { ScanExecutor } from './core/media-server/scan-executor.js';
import type { ScopeOpener } from './core/playlist-file/scope-opener.js';

type MirrorConfig = Pick<OrchestratorConfig, 'SERVER_ACTIVE' | 'MIRROR_PLAYLISTS' | 'MIRROR_MODE' | 'MEDIA_SCAN_MINUTES'>;

export const mirrorQuestions = ({ MIRROR_PLAYLISTS }: Pick<MirrorConfig, 'MIRROR_PLAYLISTS'>, database: Database): SqliteMirrorQuestions =>
  new SqliteMirrorQuestions(database.reads, MIRROR_PLAYLISTS, DEFAULT_LOCAL_BACKEND);

export const mirrorWriter = (database: Database): UnitOfWork<MirrorStores> =>
  database.unitOfWork((session: WriteSession) => ({ mirrors: new SqliteMirrorStore(session) }));

/** Mirrors single playlists. */
export function mirroring(
  config: Pick<MirrorConfig, 'MIRROR_PLAYLISTS' | 'MIRROR_MODE'>,
  { clock }: Pick<ServiceContext, 'clock'>,
  database: Database,
  server: MediaServerPeer,
): MirrorPlaylist {
  return new MirrorPlaylist({
    ...{ server, writer: mirrorWriter(database), questions: mirrorQuestions(config, database) },
    ...{ mode: config.MIRROR_MODE, now: () => clock.now() },
  });
}

/** The executor that brings the media server up to date; none if no server is chosen. */
export function scanExecutor<Stores extends MirrorStores>(
  config: MirrorConfig,
  context: Pick<ServiceContext, 'clock'>,
  database: Database,
  peer: MediaServerPeer | undefined,
  scopes: Pick<ScopeOpener, 'open'>,
): readonly StageExecutor<Stores>[] {
  if (peer === undefined || config.SERVER_ACTIVE.trim() === '') return [];
  const server = new RestingServer(peer, () => context.clock.now());
  const writer = database.unitOfWork((session: WriteSession) => ({
    plays: new SqlitePlaysStore(session),
    recordings: new SqliteRecordingStore(session),
  }));
  const files = () => new SqliteDownloadedFiles(database.reads, DEFAULT_LOCAL_BACKEND);
  const plays = new ReadPlays({ server, files, writer });
  const parts = {
    server,
    plays,
    scopes,
    questions: mirrorQuestions(config, database),
    mirroring: mirroring(config, context, database, server),
  };
  return [new ScanExecutor({ ...parts, waitSeconds: config.MEDIA_SCAN_MINUTES * 60 })];
}
