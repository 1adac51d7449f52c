import { Fault } from '@catalogsync/faults';
import type { ServiceName } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import { inUseFault } from '../home/process-record.js';
import { reachService } from './reach-service.js';
import { socketFolder } from './service-environment.js';

const healthMs = 2000;

/** A database that another process has: says which process, and whether it works. Any other error stays as it is. */
export async function explainBusyDatabase(error: unknown, home: Home, owner: ServiceName): Promise<unknown> {
  if (!(error instanceof Fault) || error.code !== 'failed_precondition' || !error.message.startsWith('another process uses the database')) {
    return error;
  }
  const fault = await inUseFault({
    what: error.message.replace('another process uses ', ''),
    folder: socketFolder(home.root),
    names: ['instance', owner],
    answers: async () => (await reachService(home, owner, healthMs)).health !== 'unreachable',
    cause: error,
  });
  return fault ?? error;
}
