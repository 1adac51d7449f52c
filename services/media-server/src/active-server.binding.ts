import { HttpClient } from '@catalogsync/outbound-http';
import type { ServiceContext } from '@catalogsync/runtime';
import type { ServerTools } from './adapters/servers/server-definition.js';
import { type MediaServerConfig, readMediaServerConfig } from './config.js';
import type { ActiveServer } from './core/engine/media-server-engine.js';
import type { NamedServer, ServerRegistry } from './core/engine/server-registry.js';
import { openServers } from './media-servers.binding.js';

/**
 * The server that the settings name, read from the files of the installation for each call. A server is opened again only
 * when one of its settings has changed: it keeps connections and caches.
 */
export class ConfiguredServers implements ActiveServer {
  private readonly http = new HttpClient();
  private config: MediaServerConfig;
  private servers: ServerRegistry;

  constructor(
    started: MediaServerConfig,
    private readonly context: Pick<ServiceContext, 'environment' | 'clock' | 'log'>,
  ) {
    this.config = started;
    this.servers = openServers(started, this.tools);
  }

  async current(): Promise<NamedServer | undefined> {
    await this.readAgain();
    return this.servers.choose(this.config.SERVER_ACTIVE);
  }

  async active(): Promise<string | undefined> {
    return (await this.current())?.name;
  }

  /** The words that SERVER_ACTIVE may have. */
  get available(): readonly string[] {
    return this.servers.available;
  }

  /** The settings as of the last call. */
  get settings(): MediaServerConfig {
    return this.config;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async readAgain(): Promise<void> {
    if (this.context.environment === undefined) return;
    const config = readMediaServerConfig(await this.context.environment());
    if (JSON.stringify(config) === JSON.stringify(this.config)) return;
    this.servers = openServers(config, this.tools, { config: this.config, servers: this.servers });
    this.config = config;
  }

  private get tools(): ServerTools {
    return { http: this.http, clock: this.context.clock, log: this.context.log };
  }
}
