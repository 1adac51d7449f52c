import { dirname } from 'node:path';
import type { EngineStore } from '@catalogsync/job-engine';
import type { Database } from '@catalogsync/sqlite';
import { StatfsGauge } from './adapters/engine-surroundings/statfs-gauge.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import type { OrchestratorConfig } from './config.js';
import { type UsedFolder, VolumeList } from './core/console/volumes.js';

type FolderConfig = Pick<
  OrchestratorConfig,
  'LIBRARY_DIR' | 'DB_PATH' | 'STAGING_DIR' | 'SNAPSHOT_DIR' | 'COVERS_DIR' | 'COVERS' | 'MIN_FREE_MB'
>;

const megabyte = 1_000_000;

/** The volumes that this installation uses: those of its library folders and of what it keeps itself. */
export function bindVolumes(config: FolderConfig, database: Database, store: Pick<EngineStore<unknown>, 'holds'>): VolumeList {
  const own: readonly UsedFolder[] = [
    { use: 'library', path: config.LIBRARY_DIR },
    { use: 'database', path: dirname(config.DB_PATH) },
    { use: 'staging', path: config.STAGING_DIR },
    { use: 'publication', path: config.SNAPSHOT_DIR },
    ...(config.COVERS === 'off' ? [] : [{ use: 'covers', path: config.COVERS_DIR } as const]),
  ];
  const backends = new SqliteStorageBackendStore(database);
  const folders = async (): Promise<readonly UsedFolder[]> => {
    const local = (await backends.list()).flatMap((backend) => (backend.type === 'local' && backend.basePath ? [backend.basePath] : []));
    return [...own, ...local.filter((path) => path !== config.LIBRARY_DIR).map((path) => ({ use: 'library', path }) as const)];
  };
  return new VolumeList({ gauge: new StatfsGauge(), folders, holds: () => store.holds(), keepFreeBytes: config.MIN_FREE_MB * megabyte });
}
