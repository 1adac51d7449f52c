import type { Fault } from '@catalogsync/faults';
import type { ConfigKeys } from './config-key.js';
import type { Environment } from './environment.js';
import type { ServiceName } from './service-name.js';

/** Keys under a heading. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: ConfigKeys;
  /** Who reads them; not given for those that the command itself reads. */
  readonly service?: ServiceName;
  /** Parses all of them together, for rules that hold between keys. Throws a Fault. */
  readonly configure?: (environment: Environment) => unknown;
}

/** Where the settings of an installation come from, and who reads which. */
export interface SettingsSources {
  /** The installation's own keys first, then those of each service. */
  readonly groups: readonly KeyGroup[];
  /** What the host works out for keys that stand nowhere, such as addresses of sockets. */
  readonly derived: Environment;
  /** What wins over the files: the process environment and the command line. Only keys of `groups`. */
  readonly overrides: Environment;
  /** What is settled before a file is read, over all others: which file and which home it is. */
  readonly fixed: Environment;
}

/** Starts services again that run in this process, so that they take their settings anew. */
export interface ServiceRestarts {
  readonly hosted: readonly ServiceName[];
  /**
   * Stops these services and starts them with the settings as the files say now.
   * @throws Fault if the settings are no good, while all still run; or why one could not start, which
   *   then is stopped while the others run
   */
  restart(names: readonly ServiceName[]): Promise<void>;
  /**
   * For a service that has to be started again itself: returns at once and does it later. If it cannot
   * start, `putBack` is called and it is tried again; the reason is in `failedStart` then.
   */
  restartSelf(name: ServiceName, putBack: () => Promise<void>): void;
  /** Why the last `restartSelf` had to put back, once. */
  takeFailedStart(): Fault | undefined;
}

/** What a host tells a service of the installation it is part of. */
export interface Installation {
  readonly settingsFile: string;
  /** Beside it; its values are read and never shown or stored. */
  readonly secretsFile: string;
  readonly sources: SettingsSources;
  /** Not given where nothing can be started again. */
  readonly restarts?: ServiceRestarts;
}
