import { JobClient } from '../clients/job-client.js';
import { OrchestratorClient } from '../clients/orchestrator-client.js';
import { PlaylistFileClient } from '../clients/playlist-file-client.js';
import type { HostConfig } from '../home/host-keys.js';
import { withService } from '../host/with-service.js';
import type { CommandContext } from '../report/command-context.js';
import { showFirstLogin } from './first-login.js';

/** The sides of one orchestrator. */
export interface JobClients {
  readonly jobs: JobClient;
  readonly playlistFiles: PlaylistFileClient;
  readonly catalogue: OrchestratorClient;
}

export interface JobsRequest {
  /** `--home`, if it was given. */
  readonly home: string | undefined;
  /** Where no instance runs: start what a job needs and let it run; else only look, and nothing runs. */
  readonly work: boolean;
  /** Called where no instance runs, before a home is made. */
  readonly beforeOpen?: () => Promise<void>;
}

/** Calls `use` with the jobs of a home: of its running instance, else of services started for this alone. */
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
