import { localSocketOf } from '@catalogsync/rpc';
import { createLogger, type Environment, type ServiceName, serviceNames } from '@catalogsync/runtime';
import { ensureKeyRing, keyPurposes } from '@catalogsync/signing';
import { createHome, type Home, readHome, rememberSetting, requireFreeSpace } from '../home/home-folder.js';
import { type HostConfig, logLevel, readHostConfig } from '../home/host-keys.js';
import { acquireInstanceLock, type InstanceLock } from '../home/instance-lock.js';
import { keyGroups, remarksOn } from '../home/known-keys.js';
import { isNewHome } from '../home/privacy.js';
import type { CommandContext } from '../report/command-context.js';
import { explainBusyDatabase } from './busy-database.js';
import { type ConfiguredService, configureServices, type HostOptions, type RunningHost, startHost } from './host.js';
import { describeInstallation } from './installation.js';
import { listenersOf, requireFreePorts } from './listening-ports.js';
import { drainOf, type Observation, startObserved } from './observation.js';
import { keepHomePrivate } from './private-home.js';
import { anyAnswers } from './reach-service.js';
import { ensurePrivateFolder, serviceEnvironment, socketFolder } from './service-environment.js';
import { loadServices, startOrder } from './services.js';
import { ensureSideDatabase } from './side-database.js';

/** A running service answers at once. */
const healthMs = 1000;

/** Which services of a home to run, and how. */
export interface HomeRequest {
  /** `--home`, if given. */
  readonly home: string | undefined;
  readonly services: readonly ServiceName[];
  /** Settings of this run, above files and environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Settings to save in the home's file for later runs. */
  readonly remember?: Readonly<Record<string, string>>;
  /** Called once the home is prepared, before the first service starts. */
  readonly beforeStart?: (config: HostConfig) => Promise<void>;
}

/** A home that this process owns until it is closed. */
export interface OpenHome {
  readonly home: Home;
  readonly config: HostConfig;
  readonly host: RunningHost;
  /** Where this process calls one of the services: its Unix socket. */
  callAddress(name: ServiceName): string;
  /** Stops the services and releases the home. */
  close(): Promise<void>;
}

interface Plan {
  readonly home: Home;
  readonly config: HostConfig;
  readonly sockets: string;
  readonly configured: readonly ConfiguredService[];
  readonly remarks: readonly string[];
}

interface ReadSettings {
  readonly home: Home;
  readonly config: HostConfig;
  readonly sockets: string;
  readonly environmentFor: (name: ServiceName) => Environment;
}

async function readSettings(request: HomeRequest, context: CommandContext): Promise<ReadSettings> {
  const home = await readHome(request.home, context.surroundings);
  const environment: Environment = { ...home.environment, ...request.settings };
  const config = readHostConfig(environment);
  const sockets = socketFolder(home.root);
  return { home, config, sockets, environmentFor: (name) => serviceEnvironment(name, environment, config, sockets) };
}

/** Reads and checks everything; writes nothing. */
async function planHome(request: HomeRequest, context: CommandContext): Promise<Plan> {
  const [read, services] = await Promise.all([readSettings(request, context), loadServices(request.services)]);
  const { home, config, sockets, environmentFor } = read;
  const configured = configureServices(services, environmentFor);
  // Without its service loaded, a key would look misspelt.
  const remarks = services.length < serviceNames.length ? [] : remarksOn(home, keyGroups(services));
  return { home, config, sockets, configured, remarks };
}

async function prepareHome(plan: Plan, request: HomeRequest, context: CommandContext): Promise<void> {
  for (const [name, value] of Object.entries(request.remember ?? {})) await rememberSetting(plan.home, name, value);
  await ensurePrivateFolder(plan.sockets);
  for (const purpose of keyPurposes) await ensureKeyRing(plan.config.KEYS_DIR, purpose, new Date(context.clock.now()));
}

/**
 * Takes a home for this process, creates what it lacks and starts services in it. Errors in settings, ports or the
 * volume are found before anything is written.
 * @throws Fault; everything that was started is stopped again then
 */
export async function openHome(request: HomeRequest, context: CommandContext): Promise<OpenHome> {
  const plan = await planHome(request, context);
  const { home, config, sockets } = plan;
  for (const remark of plan.remarks) context.output.note(`catalogsync: ${remark}`);
  const answers = (): Promise<boolean> => anyAnswers(home, healthMs);
  let lock: InstanceLock | undefined = home.exists ? await acquireInstanceLock(home.root, answers) : undefined;
  try {
    await requireFreePorts(listenersOf(plan.configured), home.settingsFile);
    await requireFreeSpace(home.root);
    const isNew = await isNewHome(home, config);
    await createHome(home, async () => keyGroups(await loadServices(startOrder)));
    lock ??= await acquireInstanceLock(home.root, answers);
    await keepHomePrivate({ home, config, sockets, isNew }, context);
    await prepareHome(plan, request, context);
    await request.beforeStart?.(config);
    if (request.services.includes('orchestrator')) await ensureSideDatabase(config.DB_PATH);
    if (!sockets.startsWith(home.root))
      createLogger({ service: 'host', level: logLevel(config, context.settings.debug) }).debug(
        { sockets },
        'sockets are outside the home, because its path is too long',
      );
    const host = await startServices(plan, request, context);
    return { home, config, host, callAddress: (name) => callAddress(host, name, sockets), close: () => closeHome(host, lock) };
  } catch (error) {
    await lock?.release();
    throw await explainBusyDatabase(error, home, 'orchestrator');
  }
}

/** Services that run for a single command are not watched, and nobody waits for them. */
async function startServices(plan: Plan, request: HomeRequest, context: CommandContext): Promise<RunningHost> {
  if (request.services.length < serviceNames.length) return startHost(plan.configured, await hostOptions(plan, request, context));
  return startObserved(plan.config, context, async (observation) =>
    startHost(plan.configured, { ...(await hostOptions(plan, request, context, observation)), drainMs: drainOf(plan.config, context) }),
  );
}

/** A restarted service gets the current settings; folders and keys are created for it as at the first start. */
async function hostOptions(plan: Plan, request: HomeRequest, context: CommandContext, observation?: Observation): Promise<HostOptions> {
  let { config } = plan;
  const overrides = { ...context.surroundings.environment, ...request.settings };
  return {
    clock: context.clock,
    logFor: (service) => createLogger({ service, level: logLevel(config, context.settings.debug), ids: observation?.ids }),
    signal: context.signal,
    socketFolder: plan.sockets,
    environmentFor: async (name) => (await readSettings(request, context)).environmentFor(name),
    // Services that run for a single command need no watching.
    installation: request.services.length < serviceNames.length ? undefined : await describeInstallation(plan.home, overrides),
    reconfigure: async () => {
      const next = await planHome(request, context);
      await prepareHome(next, { ...request, remember: {} }, context);
      config = next.config;
      return next.configured;
    },
  };
}

/** A service on TCP also has a socket in the home. */
function callAddress(host: RunningHost, name: ServiceName, sockets: string): string {
  const { grpc } = host.addressesOf(name);
  return grpc.startsWith('unix:') ? grpc : localSocketOf(sockets, name);
}

async function closeHome(host: RunningHost, lock: InstanceLock | undefined): Promise<void> {
  try {
    await host.stop();
  } finally {
    await lock?.release();
  }
}
