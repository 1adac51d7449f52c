import { checkHealth, type RpcAccess } from '@catalogsync/rpc';
import { effectiveSettings, rpcKey, type SettingsSources, serviceNames } from '@catalogsync/runtime';
import type { ServiceHealth } from '../../core/configuration/service-watch.js';

/** A local service answers at once; one under load gets this long. */
const deadlineMs = 2000;

/** Asks the standard health check of every service but `self` at the addresses in the settings. */
export class RpcServiceHealth implements ServiceHealth {
  constructor(
    private readonly sources: SettingsSources,
    private readonly self: string,
    /** Needed where another service is on TCP. */
    private readonly access?: RpcAccess,
  ) {}

  async healthy(texts: readonly string[]): Promise<ReadonlySet<string>> {
    const settings = texts.map((text) => effectiveSettings(text, this.sources, {}));
    const others = serviceNames.filter((name) => name !== this.self);
    const asked = await Promise.all(
      others.map(async (name) => {
        const addresses = new Set(settings.flatMap((values) => values[rpcKey(name)] || []));
        const answers = await Promise.all(
          [...addresses].map((address) => checkHealth(address, { deadlineMs }, { service: name, access: this.access })),
        );
        return answers.includes('serving') ? [name] : [];
      }),
    );
    return new Set(asked.flat());
  }
}
