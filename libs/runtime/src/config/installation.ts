import type { Fault } from '@catalogsync/faults';
import type { ConfigKeys } from './config-key.js';
import type { Environment } from './environment.js';
import type { ServiceName } from './service-name.js';

/** Keys under a heading. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: ConfigKeys;
  /** The service that reads them; absent for those that the command itself reads. */
  readonly service?: ServiceName;
  /** Parses all of them together and checks rules between keys. Throws a Fault. */
  readonly configure?: (environment: Environment) => unknown;
}

/** Where the settings of an installation come from, and who reads them. */
export interface SettingsSources {
  /** The installation's own keys first, then those of each service. */
  readonly groups: readonly KeyGroup[];
  /** Values that the host derives for keys that are not set, such as socket addresses. */
  readonly derived: Environment;
  /** Overrides of the files: the process environment and the command line. Only keys of `groups`. */
  readonly overrides: Environment;
  /** Fixed before a file is read and above all others: the file and the home. */
  readonly fixed: Environment;
}

/** Restarts services of this process so that they read their settings again. */
export interface ServiceRestarts {
  readonly hosted: readonly ServiceName[];
  /**
   * Stops these services and starts them with the current settings of the files.
   * @throws Fault if the settings are invalid, while all still run; or why a service could not start: it is then
   *   stopped and the others run
   */
  restart(names: readonly ServiceName[]): Promise<void>;
  /**
   * For a service that must restart itself: returns at once and restarts later. If it cannot start, `putBack` is
   * called and it is tried again; `failedStart` then has the reason.
   */
  restartSelf(name: ServiceName, putBack: () => Promise<void>): void;
  /** Why the last `restartSelf` had to put back the settings; returned once. */
  takeFailedStart(): Fault | undefined;
}

/** What a host tells a service about its installation. */
export interface Installation {
  readonly settingsFile: string;
  /** Next to it; its values are read but never shown or stored. */
  readonly secretsFile: string;
  readonly sources: SettingsSources;
  /** Absent if nothing can be restarted. */
  readonly restarts?: ServiceRestarts;
}
