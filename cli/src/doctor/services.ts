import { rpcKey, type ServiceName, serviceNames } from '@catalogsync/runtime';
import { libraryWatch } from '../clients/library-client.js';
import { mediaServerStatus } from '../clients/media-server-client.js';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { isRecorded } from '../home/process-record.js';
import { configureServices } from '../host/host.js';
import { describeTakenPort, findTakenPorts, listenersOf } from '../host/listening-ports.js';
import { type Reached, reachService } from '../host/reach-service.js';
import { serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { loadServices } from '../host/services.js';
import { type Finding, fault, fromError, good, quoted, remark } from './finding.js';

const healthMs = 1000;

interface Asked extends Reached {
  readonly name: ServiceName;
  /** It answers here, or was started here and did not end as it should. */
  readonly isHere: boolean;
}

/**
 * Checks the services that this host runs, and those that they call. A host may run some of them only, as the public API in the cloud:
 * it is no fault that the others run elsewhere, or that none runs.
 */
export async function examineServices(home: Home): Promise<{ any: boolean; findings: Finding[] }> {
  const asked = await Promise.all(serviceNames.map((name) => ask(home, name)));
  const any = asked.some(({ health }) => health !== 'unreachable');
  if (!asked.some(({ isHere }) => isHere))
    return { any, findings: [remark('services', 'none is running', { why: 'Nothing is served.', advice: 'catalogsync up' })] };
  const callers = await callersAmong(asked.filter(({ isHere }) => isHere).map(({ name }) => name));
  const judged = asked.filter(({ name, isHere }) => isHere || callers.has(name));
  const others = asked.filter((one) => !judged.includes(one)).map(({ name }) => name);
  const serving = (wanted: ServiceName): Asked | undefined => asked.find(({ name, health }) => name === wanted && health === 'serving');
  const [mediaServer, resolver] = [serving('media-server'), serving('resolver')];
  return {
    any,
    findings: [
      ...judged.map((one) => judge(one, callers.get(one.name))),
      ...(others.length === 0 ? [] : [good('services', `not run by this host: ${others.join(', ')}`)]),
      ...(mediaServer === undefined ? [] : await examineMediaServer(mediaServer)),
      ...(resolver === undefined ? [] : await examineWatch(resolver)),
    ],
  };
}

async function ask(home: Home, name: ServiceName): Promise<Asked> {
  const reached = await reachService(home, name, healthMs);
  const isHere = reached.health !== 'unreachable' || (await isRecorded(socketFolder(home.root), name));
  return { name, ...reached, isHere };
}

/** Which of these services calls another: a service names those it calls among its settings. */
async function callersAmong(names: readonly ServiceName[]): Promise<ReadonlyMap<ServiceName, ServiceName>> {
  const services = await loadServices(names);
  const calls = services.flatMap(({ name: caller, configKeys }) =>
    serviceNames.filter((name) => name !== caller && Object.hasOwn(configKeys, rpcKey(name))).map((name) => [name, caller] as const),
  );
  return new Map(calls);
}

function judge({ name, address, health, isHere }: Asked, caller: ServiceName | undefined): Finding {
  const why = caller === undefined ? 'It was started here.' : `${caller} runs here and calls it.`;
  switch (health) {
    case 'serving':
      return good(name, `answers at ${address}`);
    case 'not_serving':
      return fault(name, `answers at ${address}, but is not ready`, { why, advice: 'Read its log.' });
    case 'refused':
      return fault(name, `refuses this machine at ${address}`, {
        why,
        advice: 'Give both machines the same RPC_SHARED_SECRET and certificates of one authority.',
      });
    case 'unreachable':
      return fault(name, isHere ? `has ended, or hangs: it does not answer at ${address}` : `does not answer at ${address}`, {
        why,
        advice: `catalogsync serve ${name}`,
      });
  }
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
    const { configured, active, connected, serverName, version, problem, hint } = await mediaServerStatus(address, access);
    if (connected) return [good('media server', `${active} answers: ${[serverName, version].filter((word) => word !== '').join(' ')}`)];
    if (!configured && problem === '') return [];
    const advice = hint === '' ? 'catalogsync media check' : hint;
    return [
      fault('media server', active === '' ? problem : `${active}: ${problem}`, { why: 'It learns of no new songs and playlists.', advice }),
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
