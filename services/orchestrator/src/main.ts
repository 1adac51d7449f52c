import { dirname, join } from 'node:path';
import type { Actor } from '@catalogsync/audit';
import { commandLine } from '@catalogsync/audit';
import { type Clock, type Installation, type Service, systemClock } from '@catalogsync/runtime';
import type { ConsoleAccessOptions } from './access.binding.js';
import { configKeys, type OrchestratorConfig, readOrchestratorConfig } from './config.js';
import type { ConsentRequest } from './configuration.binding.js';
import type { ObjectStorageText, StorageBackend } from './core/catalogue/storage-backend.js';
import type { Applied } from './core/configuration/apply-revision.js';
import type { Configuration } from './core/configuration/configuration.js';
import type { ConsoleAccess } from './core/console/console-access.js';
import type { ConsoleLogin } from './core/console/console-users.js';
import type { PlaylistRecogniser } from './core/playlist-file/playlist-recogniser.js';
import type { WrittenFile } from './core/playlist-forms/read-file.js';

export type { ObjectDelivery, ObjectStorageText, StorageBackend } from './core/catalogue/storage-backend.js';
export type { Applied } from './core/configuration/apply-revision.js';
export type { ShownRevision } from './core/configuration/configuration.js';
export type { ComparedLine } from './core/configuration/settings.js';
export type { ApiToken } from './core/console/api-tokens.js';
export type { ConsoleAccess } from './core/console/console-access.js';
export type { ConsoleLogin } from './core/console/console-users.js';
export type { Role as ConsoleRole } from './core/console/roles.js';
export type { Recognised } from './core/playlist-file/playlist-recogniser.js';
export type { ScheduleText } from './core/schedules/parse-schedule.js';

/** The catalogue, its jobs and the operations console: catalogsync.orchestrator.v1, and HTTP. */
export const service: Service<OrchestratorConfig> = {
  name: 'orchestrator',
  configKeys,
  configure: readOrchestratorConfig,
  // Loaded on start: the functions below need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};

export interface InitialiseOptions {
  /** Path of `catalogsync.db`; made if missing, migrated if older. */
  readonly db: string;
  /** Base path of the default local backend; default: `library` next to the database. */
  readonly libraryRoot?: string;
  readonly clock?: Clock;
}

/**
 * Creates or migrates the catalogue and registers its default local backend (behaviour 132). Idempotent.
 * @throws Fault `failed_precondition` if another process uses the database or a newer version wrote it,
 *   `data_corrupt`, `permission_denied`, `disk_full`
 */
export async function initialiseCatalogue(options: InitialiseOptions): Promise<void> {
  const { openPrepared } = await import('./catalogue.binding.js');
  const database = await openPrepared(options.db, options.libraryRoot ?? join(dirname(options.db), 'library'));
  await database.close();
}

/**
 * Creates the console's first login, user `admin` with a random password, and returns it. Only the hash is kept, so
 * the password can be shown only now. Undefined if there already is a login. Call it before the service starts, which
 * then owns the database.
 * @throws Fault, see `initialiseCatalogue`
 */
export async function ensureConsoleLogin(options: { readonly db: string; readonly clock?: Clock }): Promise<ConsoleLogin | undefined> {
  const { withAccess } = await import('./access.binding.js');
  const { db, clock = systemClock } = options;
  // Told of records that could not be completed; this makes none.
  const onFault = (): undefined => undefined;
  return withAccess({ db, clock, onFault }, (access) => access.ensureFirstLogin());
}

/**
 * Registers object storage in a catalogue that no service is using, or updates it; returns whether anything was
 * written.
 * @throws Fault `invalid_argument`, `failed_precondition` if the name is that of another type of backend; see also
 *   `initialiseCatalogue`
 */
export async function registerBackend(db: string, name: string, storage: ObjectStorageText): Promise<boolean> {
  const { withBackends } = await import('./catalogue.binding.js');
  const { changed } = await withBackends(db, systemClock, (backends) => backends.register(name, storage, commandLine('cli')));
  return changed;
}

/** The storage backends of a catalogue that no service is using, by name. Throws as `initialiseCatalogue` does. */
export async function listBackends(db: string): Promise<readonly StorageBackend[]> {
  const { withBackends } = await import('./catalogue.binding.js');
  return withBackends(db, systemClock, (backends) => backends.list());
}

/**
 * Calls `use` with a function that links the new and changed songs of a catalogue that no service is using: those of different
 * platforms that are the same recording.
 * @throws Fault, see `initialiseCatalogue`
 */
export async function withLinking<T>(db: string, use: (link: () => Promise<void>) => Promise<T>): Promise<T> {
  const { withLinks } = await import('./linking.binding.js');
  return withLinks(db, use);
}

/** As `withLinking`, for artists: those of different sources that are the same. @throws Fault, see `initialiseCatalogue` */
export async function withIdentifying<T>(db: string, use: (identify: () => Promise<void>) => Promise<T>): Promise<T> {
  const { withIdentities } = await import('./linking.binding.js');
  return withIdentities(db, use);
}

/** What `withConfiguration` passes on. `apply` returns when the revision is settled. */
export type UseConfiguration<T> = (configuration: Configuration, apply: (id: number, actor: Actor) => Promise<Applied>) => Promise<T>;

/**
 * Calls `use` with the configuration of an installation that is not running. A revision applied this way is settled
 * at once, because there is no service to watch.
 * @throws Fault, see `initialiseCatalogue`, `Configuration` and `ApplyRevision`
 */
export async function withConfiguration<T>(
  options: { readonly db: string; readonly installation: Installation; readonly clock: Clock },
  use: UseConfiguration<T>,
): Promise<T> {
  const { withOfflineConfiguration } = await import('./configuration.binding.js');
  return withOfflineConfiguration(options, use);
}

/**
 * Consents, as the owner of the machine, to one change of its settings file while `work` runs: a running orchestrator
 * then also applies a revision that changes keys of the machine. Whoever may not write beside the file cannot consent.
 * @throws what `work` throws
 */
export async function withOwnersConsent<T>(request: ConsentRequest, work: () => Promise<T>): Promise<T> {
  const { giveConsent } = await import('./configuration.binding.js');
  return giveConsent(request, work);
}

/**
 * Calls `use` with the console access of a catalogue that no service is using: users, passwords, API tokens. Every
 * change is recorded in the audit log.
 * @throws Fault `failed_precondition` if a service uses the catalogue; see `initialiseCatalogue`, `ConsoleAccess`
 */
export async function withConsoleAccess<T>(options: ConsoleAccessOptions, use: (access: ConsoleAccess) => Promise<T>): Promise<T> {
  const { withAccess } = await import('./access.binding.js');
  return withAccess(options, use);
}

/**
 * Checks a playlist file without the service: whether anything in it can be used.
 * @throws Fault, see `readPlaylistFile` in core/playlist-file
 */
export async function checkPlaylistFile(file: WrittenFile, recogniser: PlaylistRecogniser, signal: AbortSignal): Promise<void> {
  const [{ readPlaylistFile }, { fileReading }] = await Promise.all([
    import('./core/playlist-file/read-playlist-file.js'),
    import('./playlist-files.binding.js'),
  ]);
  await readPlaylistFile(file, fileReading(recogniser), signal);
}
