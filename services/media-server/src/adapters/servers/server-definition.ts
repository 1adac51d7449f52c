import type { HttpClient } from '@catalogsync/outbound-http';
import type { Clock, ConfigKeys, ConfigValues, Logger } from '@catalogsync/runtime';
import type { MediaServer } from '../../core/servers/media-server.js';

/** What servers share. */
export interface ServerTools {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Everything the service needs to know about a kind of server before it is used. */
export interface ServerDefinition<K extends ConfigKeys> {
  /** The word of SERVER_ACTIVE that selects it: lower case, no spaces. */
  readonly name: string;
  /** Other words for it, such as products that speak the same protocol. */
  readonly aliases?: readonly string[];
  /** Its settings; no other server may use one of these names for something else. */
  readonly keys: K;
  /** Contacts nothing before the first call. One whose keys are not set says so by `configured`. */
  readonly open: (config: ConfigValues<K>, tools: ServerTools) => MediaServer;
}

/** The same value; `open` gets the types of its keys. */
export const defineServer = <K extends ConfigKeys>(definition: ServerDefinition<K>): ServerDefinition<K> => definition;
