import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { OrchestratorClient } from '../clients/orchestrator-client.js';
import type { CommandContext } from '../command-context.js';
import type { HostConfig } from '../home/host-keys.js';
import { followJob } from '../report/follow-job.js';
import { printable } from '../report/output.js';
import { showFirstLogin } from './first-login.js';
import { homeOption, words } from './options.js';

interface Options {
  readonly home?: string;
  readonly template: string;
  readonly sources: readonly string[];
}

async function run(options: Options, context: CommandContext): Promise<void> {
  const [{ OrchestratorClient }, { withService }] = await Promise.all([
    import('../clients/orchestrator-client.js'),
    import('../host/with-service.js'),
  ]);
  const request = {
    home: options.home,
    name: 'orchestrator',
    needs: ['snapshot', 'resolver', 'media-server', 'orchestrator'],
    beforeStart: (config: HostConfig) => showFirstLogin(config.DB_PATH, context),
  } as const;
  const connect = (address: string) => new OrchestratorClient(address);
  await withService(request, context, connect, (client) => runJob(client, options, context));
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
    .action((options: Options) => run(options, context));
}
