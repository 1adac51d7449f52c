import { once } from 'node:events';
import { resolve } from 'node:path';
import { createLogger, type Environment, type ServiceName, serviceNames } from '@catalogsync/runtime';
import { Argument, type Command } from 'commander';
import { type Home, readHome } from '../home/home-folder.js';
import { type HostConfig, logLevel, readHostConfig } from '../home/host-keys.js';
import { isNewHome } from '../home/privacy.js';
import { recordProcess } from '../home/process-record.js';
import { explainBusyDatabase } from '../host/busy-database.js';
import { type ConfiguredService, configureServices, type HostOptions, type RunningHost, startHost } from '../host/host.js';
import { describeInstallation } from '../host/installation.js';
import { listenersOf, requireFreePorts } from '../host/listening-ports.js';
import { drainOf, type Observation, startObserved } from '../host/observation.js';
import { keepHomePrivate } from '../host/private-home.js';
import { ensurePrivateFolder, serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { loadServices } from '../host/services.js';
import { ensureSideDatabase } from '../host/side-database.js';
import { reachable } from '../report/banner.js';
import type { CommandContext } from '../report/command-context.js';
import { showFirstLogin } from './first-login.js';
import { type HomeOptions, homeOption } from './options.js';

interface Options extends HomeOptions {
  readonly db?: string;
  readonly envFile?: string;
  readonly host?: string;
  readonly port?: string;
}

/** The options, as settings. */
function optionSettings(options: Options, context: CommandContext): Record<string, string> {
  const settings: Record<string, string> = {};
  if (options.db !== undefined) settings.DB_PATH = resolve(context.surroundings.cwd, options.db);
  if (options.host !== undefined) settings.WEB_HOST = options.host;
  if (options.port !== undefined) settings.WEB_PORT = options.port;
  return settings;
}

/** What a start needs; worked out anew when the service restarts. */
interface ServePlan {
  readonly home: Home;
  readonly config: HostConfig;
  readonly configured: readonly ConfiguredService[];
}

interface ServeSettings extends Omit<ServePlan, 'configured'> {
  readonly environment: Environment;
}

/** With `--env-file` the file names the home, unless the environment does. */
async function readSettings(name: ServiceName, options: Options, context: CommandContext): Promise<ServeSettings> {
  const { environment: given, cwd } = context.surroundings;
  const home =
    options.envFile === undefined
      ? await readHome(options.home, context.surroundings)
      : await readHome(undefined, { environment: { ...given, ENV_FILE: resolve(cwd, options.envFile) }, cwd });
  const environment: Environment = { LOG_LEVEL: 'info', ...home.environment, ...optionSettings(options, context) };
  const config = readHostConfig(environment);
  return { home, config, environment: serviceEnvironment(name, environment, config, socketFolder(config.ROOT_DIR)) };
}

async function planServe(name: ServiceName, options: Options, context: CommandContext): Promise<ServePlan> {
  const { home, config, environment } = await readSettings(name, options, context);
  return { home, config, configured: configureServices(await loadServices([name]), () => environment) };
}

async function hostOptions(
  name: ServiceName,
  plan: ServePlan,
  options: Options,
  context: CommandContext,
  { ids }: Observation,
): Promise<HostOptions> {
  let { config } = plan;
  const overrides = { ...context.surroundings.environment, ...optionSettings(options, context) };
  return {
    clock: context.clock,
    logFor: (service) => createLogger({ service, level: logLevel(config, context.settings.debug), ids }),
    signal: context.signal,
    socketFolder: socketFolder(config.ROOT_DIR),
    drainMs: drainOf(config, context),
    environmentFor: async () => (await readSettings(name, options, context)).environment,
    installation: name === 'orchestrator' ? await describeInstallation(plan.home, overrides) : undefined,
    reconfigure: async () => {
      const next = await planServe(name, options, context);
      config = next.config;
      return next.configured;
    },
  };
}

async function serve(name: ServiceName, options: Options, context: CommandContext): Promise<void> {
  const plan = await planServe(name, options, context);
  const { config, configured, home } = plan;
  await requireFreePorts(listenersOf(configured), home.settingsFile);
  await keepHomePrivate({ home, config, sockets: socketFolder(config.ROOT_DIR), isNew: await isNewHome(home, config) }, context);
  await ensurePrivateFolder(socketFolder(config.ROOT_DIR));
  const host = await startServed(name, plan, options, context);
  const forget = await recordProcess(socketFolder(config.ROOT_DIR), name, new Date(context.clock.now()));
  try {
    const { grpc, http } = host.addressesOf(name);
    context.output.line(`${name}: ${http === undefined ? '' : `${reachable(http)}, `}gRPC at ${grpc}`);
    if (!context.signal.aborted) await once(context.signal, 'abort');
  } finally {
    await forget();
    await host.stop();
  }
}

async function startServed(name: ServiceName, plan: ServePlan, options: Options, context: CommandContext): Promise<RunningHost> {
  try {
    if (name === 'orchestrator') {
      await showFirstLogin(plan.config.DB_PATH, context);
      await ensureSideDatabase(plan.config.DB_PATH);
    }
    return await startObserved(plan.config, context, async (observation) =>
      startHost(plan.configured, await hostOptions(name, plan, options, context, observation)),
    );
  } catch (error) {
    throw await explainBusyDatabase(error, plan.home, name);
  }
}

/** The orchestrator has its own form: database and settings are named on the command line. */
function chooseService(command: Command, service: ServiceName | undefined, options: Options): ServiceName {
  const own = [options.db, options.envFile, options.host, options.port].some((option) => option !== undefined);
  if (service !== undefined && own)
    return command.error('error: --db, --env-file, --host and --port cannot be combined with a service', { exitCode: 2 });
  if (service !== undefined) return service;
  if (options.home !== undefined) return command.error('error: --home needs a service', { exitCode: 2 });
  for (const [flag, value] of [
    ['--db <file>', options.db],
    ['--env-file <file>', options.envFile],
  ]) {
    if (value === undefined) return command.error(`error: name a service, or give option '${flag}'`, { exitCode: 2 });
  }
  return 'orchestrator';
}

/** `serve <service>`; `serve --db F --env-file F [--host H] [--port P]` (behaviours 133, 134) */
export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('run one service until Ctrl-C; without a name, the orchestrator with its console, from --db and --env-file')
    .addArgument(new Argument('[service]', 'which one').choices(serviceNames))
    .addOption(homeOption())
    .option('--db <file>', 'the catalogue database')
    .option('--env-file <file>', 'settings file; must exist; secrets.env next to it is read too')
    .option('--host <address>', 'address to listen on (default: WEB_HOST, else 0.0.0.0)')
    .option('--port <number>', 'port of the console (default: WEB_PORT, else 8421)')
    .action((service: ServiceName | undefined, options: Options, command: Command) =>
      serve(chooseService(command, service, options), options, context),
    );
}
