import { JobClient } from '../clients/job-client.js';
import { OrchestratorClient } from '../clients/orchestrator-client.js';
import type { HostConfig } from '../home/host-keys.js';
import { withService } from '../host/with-service.js';
import type { CommandContext } from '../report/command-context.js';
import { showFirstLogin } from './first-login.js';

/** The two sides of one orchestrator. */
export interface JobClients {
  readonly jobs: JobClient;
  readonly catalogue: OrchestratorClient;
}

export interface JobsRequest {
  /** `--home`, if it was given. */
  readonly home: string | undefined;
  /** If no instance runs: whether to start what a job needs and let it run; otherwise jobs are only looked at. */
  readonly work: boolean;
}

/** Calls `use` with the jobs of a home: of its running instance, else of services started for this alone. */
export async function withJobs(
  { home, work }: JobsRequest,
  context: CommandContext,
  use: (clients: JobClients) => Promise<void>,
): Promise<void> {
  const needs = work ? (['snapshot', 'resolver', 'media-server', 'orchestrator'] as const) : (['orchestrator'] as const);
  const beforeStart = (config: HostConfig): Promise<void> => showFirstLogin(config.DB_PATH, context);
  const request = { home, name: 'orchestrator', needs, settings: { START_RUNNER: String(work) }, beforeStart } as const;
  await withService(request, context, connect, use);
}

function connect(address: string): JobClients & { close(): void } {
  const [jobs, catalogue] = [new JobClient(address), new OrchestratorClient(address)];
  const close = (): void => {
    jobs.close();
    catalogue.close();
  };
  return { jobs, catalogue, close };
}
