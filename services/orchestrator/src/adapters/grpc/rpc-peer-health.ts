import { checkHealth, type RpcAccess } from '@catalogsync/rpc';
import type { PeerHealth } from '../../core/console/installation.js';

/** A local service answers at once; one under load gets this long. */
const deadlineMs = 2000;

/** Asks the standard health check of the services that this one calls, by name and address. */
export class RpcPeerHealth implements PeerHealth {
  constructor(
    private readonly addresses: Readonly<Record<string, string>>,
    private readonly access: RpcAccess,
  ) {}

  async down(): Promise<readonly string[]> {
    const asked = Object.entries(this.addresses).map(async ([service, address]) => {
      const health = await checkHealth(address, { deadlineMs }, { service, access: this.access });
      return health === 'serving' ? [] : [service];
    });
    return (await Promise.all(asked)).flat();
  }
}
