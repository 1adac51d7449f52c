import type { ConfigValues } from '@catalogsync/runtime';
import { jellyfin } from './adapters/servers/jellyfin/definition.js';
import { navidrome } from './adapters/servers/navidrome/definition.js';
import { plex } from './adapters/servers/plex/definition.js';
import type { ServerTools } from './adapters/servers/server-definition.js';
import { soulsync } from './adapters/servers/soulsync/definition.js';
import { ServerRegistry } from './core/engine/server-registry.js';

/** The kinds of server that this build supports. Keys, documentation and registry follow from this list. */
const definitions = [plex, jellyfin, navidrome, soulsync] as const;

type IntersectionOf<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;
type ServerKeys = IntersectionOf<(typeof definitions)[number]['keys']>;

/** Keys of the servers. */
export const serverKeys = Object.assign({}, ...definitions.map(({ keys }) => keys)) as ServerKeys;

/** The names that SERVER_ACTIVE may have, aliases included. */
export const serverWords: readonly string[] = definitions.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);

/**
 * Opens the servers; contacts none.
 * @param before opened with earlier settings: a server none of whose own settings has changed stays, with its connections and caches
 */
export function openServers(
  config: ConfigValues<ServerKeys>,
  tools: ServerTools,
  before?: { readonly config: ConfigValues<ServerKeys>; readonly servers: ServerRegistry },
): ServerRegistry {
  return new ServerRegistry(
    definitions.map(({ open, keys, ...words }) => {
      const settings = (of: ConfigValues<ServerKeys>): string =>
        JSON.stringify(Object.keys(keys).map((key) => of[key as keyof ServerKeys]));
      const kept = before !== undefined && settings(before.config) === settings(config) ? before.servers.choose(words.name) : undefined;
      return kept ?? { ...words, server: open(config, tools) };
    }),
  );
}
