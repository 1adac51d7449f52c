import type { Database } from '@catalogsync/sqlite';

/** Makes the local backend that downloads go to, or moves it to another base path. Writes nothing if it stands. */
export async function saveDefaultBackend(database: Pick<Database, 'unitOfWork' | 'reads'>, name: string, basePath: string): Promise<void> {
  const stored = database.reads.statement<{ base_path: string | null }>('SELECT base_path FROM storage_backends WHERE name = ?').get(name);
  if (stored?.base_path === basePath) return;
  await database
    .unitOfWork((session) => session)
    .run((session) =>
      session
        .statement(`INSERT INTO storage_backends(name, backend_type, base_path, config_json) VALUES (?, 'local', ?, '{}')
          ON CONFLICT(name) DO UPDATE SET base_path = excluded.base_path`)
        .run(name, basePath),
    );
}
