import { JobClient } from '../clients/job-client.js';
import { OrchestratorClient } from '../clients/orchestrator-client.js';
import { PlaylistFileClient } from '../clients/playlist-file-client.js';
import type { HostConfig } from '../home/host-keys.js';
import { withService } from '../host/with-service.js';
import type { CommandContext } from '../report/command-context.js';
import { showFirstLogin } from './first-login.js';

/** The parts of one orchestrator. */
export interface JobClients {
  readonly jobs: JobClient;
  readonly playlistFiles: PlaylistFileClient;
  readonly catalogue: OrchestratorClient;
}

export interface JobsRequest {
  /** `--home`, if given. */
  readonly home: string | undefined;
  /** If no instance runs: whether to start what a job needs and let it run; otherwise jobs are only looked at. */
  readonly work: boolean;
  /** Called if no instance runs, before a home is made. */
  readonly beforeOpen?: () => Promise<void>;
}

/** Calls `use` with the jobs of a home: of its running instance, otherwise of services started for this. */
export async function withJobs(
  { home, work, beforeOpen }: JobsRequest,
  context: CommandContext,
  use: (clients: JobClients) => Promise<void>,
): Promise<void> {
  const needs = work ? (['snapshot', 'resolver', 'media-server', 'orchestrator'] as const) : (['orchestrator'] as const);
  const beforeStart = (config: HostConfig): Promise<void> => showFirstLogin(config.DB_PATH, context);
  const request = { home, name: 'orchestrator', needs, settings: { START_RUNNER: String(work) }, beforeOpen, beforeStart } as const;
  await withService(request, context, connect, use);
}

function connect(address: string): JobClients & { close(): void } {
  const clients = {
    jobs: new JobClient(address),
    playlistFiles: new PlaylistFileClient(address),
    catalogue: new OrchestratorClient(address),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client.close();
  };
  return { ...clients, close };
}
