import { dirname, join } from 'node:path';
import { type Clock, type Installation, type Service, systemClock } from '@catalogsync/runtime';
import { configKeys, type OrchestratorConfig, readOrchestratorConfig } from './config.js';
import type { ApplyRevision } from './core/configuration/apply-revision.js';
import type { Configuration } from './core/configuration/configuration.js';
import type { ConsoleAccess } from './core/console/console-access.js';
import type { ConsoleLogin } from './core/console/console-users.js';
import type { ObjectStorageText, StorageBackend } from './core/storage/storage-backend.js';

export type { ApiToken } from './core/console/api-tokens.js';
export type { ConsoleAccess } from './core/console/console-access.js';
export type { ConsoleLogin } from './core/console/console-users.js';
export type { Role as ConsoleRole } from './core/console/roles.js';
export { readPlaylistFile } from './core/playlist-file/read-playlist-file.js';

/** The catalogue, its jobs and the operations console: catalogsync.orchestrator.v1, and HTTP. */
export const service: Service<OrchestratorConfig> = {
  name: 'orchestrator',
  configKeys,
  configure: readOrchestratorConfig,
  // Loaded when it starts: the functions below need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};

export interface InitialiseOptions {
  /** Path of `catalogsync.db`; made if missing, migrated if older. */
  readonly db: string;
  /** Base path of the default local backend; `library` beside the database if not given. */
  readonly libraryRoot?: string;
  readonly clock?: Clock;
}

/**
 * Makes or migrates the catalogue and registers its default local backend (behaviour 132). Idempotent.
 * @throws Fault `failed_precondition` if another process uses the database or a newer version wrote it,
 *   `data_corrupt`, `permission_denied`, `disk_full`
 */
export async function initialiseCatalogue(options: InitialiseOptions): Promise<void> {
  const { openPrepared } = await import('./catalogue.binding.js');
  const database = await openPrepared(options.db, options.libraryRoot ?? join(dirname(options.db), 'library'));
  await database.close();
}

/**
 * Makes the console's first login, user `admin` with a random password, and answers it: only its hash
 * is kept, so this is the one time it can be told. Undefined if there is a login already. To be called
 * before the service starts, which owns the database from then on.
 * @throws Fault, see `initialiseCatalogue`
 */
export async function ensureConsoleLogin(options: { readonly db: string; readonly clock?: Clock }): Promise<ConsoleLogin | undefined> {
  const { firstLogin } = await import('./catalogue.binding.js');
  return firstLogin(options.db, options.clock ?? systemClock);
}

/**
 * Registers object storage in a catalogue that no service uses at the moment, or changes what is
 * registered; answers whether anything was written.
 * @throws Fault `invalid_argument`, `failed_precondition` if the name is that of another type of backend;
 *   see also `initialiseCatalogue`
 */
export async function registerBackend(db: string, name: string, storage: ObjectStorageText): Promise<boolean> {
  const [{ withBackends }, { parseObjectBackend }] = await Promise.all([
    import('./catalogue.binding.js'),
    import('./core/storage/storage-backend.js'),
  ]);
  const backend = parseObjectBackend(name, storage);
  return withBackends(db, (store) => store.save(backend));
}

/** The storage backends of a catalogue that no service uses at the moment, by name. Throws as `initialiseCatalogue` does. */
export async function listBackends(db: string): Promise<readonly StorageBackend[]> {
  const { withBackends } = await import('./catalogue.binding.js');
  return withBackends(db, (store) => store.list());
}

/** What `withConfiguration` calls. `apply` answers when the revision is settled. */
export type UseConfiguration<T> = (configuration: Configuration, apply: ApplyRevision['apply']) => Promise<T>;

/**
 * Calls `use` with the configuration of an installation of which nothing runs. A revision that is applied
 * so is settled at once: there is no service to be watched.
 * @throws Fault, see `initialiseCatalogue`, `Configuration` and `ApplyRevision`
 */
export async function withConfiguration<T>(
  options: { readonly db: string; readonly installation: Installation; readonly clock: Clock },
  use: UseConfiguration<T>,
): Promise<T> {
  const { withOfflineConfiguration } = await import('./configuration.binding.js');
  return withOfflineConfiguration(options, use);
}

/** What `withConsoleAccess` is done to. */
export interface ConsoleAccessOptions {
  /** Path of `catalogsync.db`. */
  readonly db: string;
  readonly clock: Clock;
  /** Told if the audit log could not be completed. */
  onFault(error: unknown): void;
}

/**
 * Calls `use` with who may use the console of a catalogue that no service uses at the moment: users,
 * passwords, API tokens. Every change is recorded in the audit log.
 * @throws Fault `failed_precondition` if a service uses the catalogue; see `initialiseCatalogue`, `ConsoleAccess`
 */
export async function withConsoleAccess<T>(options: ConsoleAccessOptions, use: (access: ConsoleAccess) => Promise<T>): Promise<T> {
  const { withAccess } = await import('./access.binding.js');
  return withAccess(options, use);
}
