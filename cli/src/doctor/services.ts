import { serviceNames } from '@catalogsync/runtime';
import { libraryWatch } from '../clients/library-client.js';
import { mediaServerStatus } from '../clients/media-server-client.js';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { configureServices } from '../host/host.js';
import { describeTakenPort, findTakenPorts, listenersOf } from '../host/listening-ports.js';
import { type Reached, reachService } from '../host/reach-service.js';
import { serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { loadServices } from '../host/services.js';
import { type Finding, fault, fromError, good, quoted, remark } from './finding.js';

const healthMs = 1000;

/** Checks each service; it is a fault if only some of them run, but not if none does. */
export async function examineServices(home: Home): Promise<{ any: boolean; findings: Finding[] }> {
  const asked = await Promise.all(serviceNames.map(async (name) => ({ name, ...(await reachService(home, name, healthMs)) })));
  const any = asked.some(({ health }) => health !== 'unreachable');
  if (!any) return { any, findings: [remark('services', 'none is running', { why: 'Nothing is served.', advice: 'catalogsync up' })] };
  const why = 'The other services run and need it.';
  const findings = asked.map(({ name, address, health }) => {
    if (health === 'serving') return good(name, `answers at ${address}`);
    if (health === 'not_serving') return fault(name, `answers at ${address}, but is not ready`, { why, advice: 'Read its log.' });
    if (health === 'refused')
      return fault(name, `refuses this machine at ${address}`, {
        why,
        advice: 'Give both machines the same RPC_SHARED_SECRET and certificates of one authority.',
      });
    return fault(name, `does not answer at ${address}`, { why, advice: `catalogsync serve ${name}` });
  });
  const mediaServer = asked.find(({ name, health }) => name === 'media-server' && health === 'serving');
  const resolver = asked.find(({ name, health }) => name === 'resolver' && health === 'serving');
  const more = [
    ...(mediaServer === undefined ? [] : await examineMediaServer(mediaServer)),
    ...(resolver === undefined ? [] : await examineWatch(resolver)),
  ];
  return { any, findings: [...findings, ...more] };
}

/** How changes in the library folders are noticed. */
async function examineWatch({ address, access }: Reached): Promise<Finding[]> {
  try {
    return (await libraryWatch(address, access, healthMs)).map(({ path, mode, reason, folders }) => {
      if (mode === 'events') return good('library watch', `${path}: ${folders} ${folders === 1 ? 'folder is' : 'folders are'} watched`);
      const why =
        mode === 'off' ? 'Changes are found by the next scan alone.' : 'Changes are noticed later; one in place by the next scan alone.';
      const advice = reason.includes('max_user_watches')
        ? 'sudo sysctl fs.inotify.max_user_watches=1048576'
        : `catalogsync scan ${quoted(path)}`;
      return remark('library watch', `${path} is ${mode === 'off' ? 'not watched' : 'polled'}: ${reason}`, { why, advice });
    });
  } catch (error) {
    return [fromError('library watch', error)];
  }
}

/** Nothing is said where none is chosen. */
async function examineMediaServer({ address, access }: Reached): Promise<Finding[]> {
  try {
    const { configured, active, connected } = await mediaServerStatus(address, access, healthMs);
    if (!configured) return [];
    if (connected) return [good('media server', `${active} answers`)];
    return [
      fault('media server', `${active} does not answer`, {
        why: 'New songs are not announced to it.',
        advice: 'Start it, or correct its address and key in the settings.',
      }),
    ];
  } catch (error) {
    return [fromError('media server', error)];
  }
}

/** Whether the ports of a home's services are free while it does not run. */
export async function examinePorts(home: Home, config: HostConfig): Promise<Finding[]> {
  try {
    const sockets = socketFolder(home.root);
    const configured = configureServices(await loadServices(serviceNames), (name) =>
      serviceEnvironment(name, home.environment, config, sockets),
    );
    const taken = await findTakenPorts(listenersOf(configured));
    if (taken.length === 0) return [good('ports', 'all are free')];
    return taken.map((one) =>
      fault('ports', describeTakenPort(one), {
        why: `${one.listener.service} cannot start.`,
        advice: `Stop what uses it, or set another ${one.listener.key} in ${home.settingsFile}.`,
      }),
    );
  } catch (error) {
    return [fromError('ports', error)];
  }
}
