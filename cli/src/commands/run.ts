import { Fault } from '@catalogsync/faults';
import { checkHealth } from '@catalogsync/rpc';
import type { Command } from 'commander';
import { OrchestratorClient } from '../clients/orchestrator-client.js';
import type { CommandContext } from '../command-context.js';
import { readHome } from '../home/home-folder.js';
import { ephemeralPorts } from '../host/listening-ports.js';
import { openHome } from '../host/open-home.js';
import { rpcAddresses, socketFolder } from '../host/service-environment.js';
import { followJob } from '../report/follow-job.js';
import { printable } from '../report/output.js';
import { showFirstLogin } from './first-login.js';
import { homeOption, words } from './options.js';

interface Options {
  readonly home?: string;
  readonly template: string;
  readonly sources: readonly string[];
}

/** Calls `use` with the orchestrator of a home: the one that runs, else one started for this. */
async function withOrchestrator(
  options: Options,
  context: CommandContext,
  use: (client: OrchestratorClient) => Promise<void>,
): Promise<void> {
  const home = await readHome(options.home, context.environment, context.cwd);
  const address = rpcAddresses(home.environment, socketFolder(home.root)).ORCHESTRATOR_RPC ?? '';
  if ((await checkHealth(address, { deadlineMs: 2000 })) === 'serving') return useClient(address, use);
  const services = ['snapshot', 'resolver', 'media-server', 'orchestrator'] as const;
  const open = await openHome({ home: options.home, services, settings: ephemeralPorts }, context);
  try {
    await showFirstLogin(open, context);
    await useClient(open.host.find('orchestrator').addresses.grpc, use);
  } finally {
    await open.close();
  }
}

async function useClient(address: string, use: (client: OrchestratorClient) => Promise<void>): Promise<void> {
  const client = new OrchestratorClient(address);
  try {
    await use(client);
  } finally {
    client.close();
  }
}

async function runJob(client: OrchestratorClient, options: Options, context: CommandContext): Promise<void> {
  const jobId = await client.startJob(options.template, options.sources, context.signal);
  const outcome = await followJob(client, jobId, context);
  if (context.settings.json) context.output.json({ ...outcome, catalogue: await client.summary(context.signal) });
  else for (const notice of outcome.notices) context.output.note(`  ! ${printable(notice)}`);
  if (outcome.state !== 'completed' && outcome.state !== 'completed_with_errors') {
    throw new Fault('failed_precondition', `job ${jobId} is ${outcome.state}${outcome.lastError === '' ? '' : `: ${outcome.lastError}`}`);
  }
  if (!context.settings.json) context.output.line(`job ${jobId} is ${outcome.state.replaceAll('_', ' ')}`);
}

/** `run [--template T] [--sources a,b]` (behaviour 138) */
export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('run one job and show its progress; uses the running instance of the home, or starts what it needs')
    .addOption(homeOption())
    .option('--template <name>', 'full, collect, sync, sync+download, download or publish', 'full')
    .option('--sources <names>', 'sources to collect from, separated by commas (default: all)', words, [])
    .action((options: Options) => withOrchestrator(options, context, (client) => runJob(client, options, context)));
}
