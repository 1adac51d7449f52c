import { Fault } from '@catalogsync/faults';
import type { RpcAccess } from '@catalogsync/rpc';
import type { ServiceName } from '@catalogsync/runtime';
import type { SourcesClient } from '../clients/sources-client.js';
import { readHome } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import type { ServiceRequest } from '../host/with-service.js';
import type { CommandContext } from '../report/command-context.js';
import { showFirstLogin } from './first-login.js';

const reachMs = 2000;

/** The service to call; if it is not running, it and what it needs are started for the command. */
interface Called extends Pick<ServiceRequest, 'settings'> {
  readonly name: ServiceName;
  readonly alsoStart?: readonly ServiceName[];
}

/**
 * A function that calls `use` with a client of a home's service: the running one, otherwise one started for this.
 * `beforeOpen` is called if none runs, before a home is made. Client and host are loaded on demand: `--help` needs none.
 */
function withClientOf<C extends { close(): void }>(
  { name, alsoStart = [], settings }: Called,
  load: () => Promise<new (address: string, access?: RpcAccess) => C>,
) {
  return async (
    home: string | undefined,
    context: CommandContext,
    use: (client: C) => Promise<void>,
    beforeOpen?: () => Promise<void>,
  ): Promise<void> => {
    const [Client, { withService }] = await Promise.all([load(), import('../host/with-service.js')]);
    const beforeStart = name === 'orchestrator' ? ({ DB_PATH }: HostConfig) => showFirstLogin(DB_PATH, context) : undefined;
    const request = { home, name, needs: [...alsoStart, name], settings, beforeOpen, beforeStart };
    await withService(request, context, (address, access) => new Client(address, access), use);
  };
}

const loadJobs = async () => (await import('../clients/job-client.js')).JobClient;

/** Jobs are only looked at, unless an instance is running. */
export const withJobs = withClientOf({ name: 'orchestrator', settings: { START_RUNNER: 'false' } }, loadJobs);

/** Jobs run: what they need is started too. The library is not watched for the while of one command. */
export const withWorkingJobs = withClientOf(
  { name: 'orchestrator', alsoStart: ['snapshot', 'resolver', 'media-server'], settings: { START_RUNNER: 'true', WATCH_LIBRARY: 'off' } },
  loadJobs,
);

/** The log of all services, so all that keep one are asked. */
export const withAudit = withClientOf(
  { name: 'orchestrator', alsoStart: ['snapshot', 'resolver'], settings: { START_RUNNER: 'false' } },
  async () => (await import('@catalogsync/rpc')).AuditClient,
);

/** The resolver knows the sources that a schedule may name. */
export const withSchedules = withClientOf(
  { name: 'orchestrator', alsoStart: ['resolver'] },
  async () => (await import('../clients/schedules-client.js')).SchedulesClient,
);

/** The resolver keeps the statistics that are taken over too. */
export const withImports = withClientOf(
  { name: 'orchestrator', alsoStart: ['resolver'], settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/import-client.js')).ImportClient,
);

export const withBackends = withClientOf(
  { name: 'orchestrator' },
  async () => (await import('../clients/backends-client.js')).BackendsClient,
);

export const withPlaylists = withClientOf(
  { name: 'orchestrator', settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/playlists-client.js')).PlaylistsClient,
);

/** The resolver knows the sources. */
export const withFollowing = withClientOf(
  { name: 'orchestrator', alsoStart: ['resolver'], settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/playlists-client.js')).PlaylistsClient,
);

const loadMirrors = async () => (await import('../clients/mirrors-client.js')).MirrorsClient;

export const withMirrors = withClientOf({ name: 'orchestrator', settings: { START_RUNNER: 'false' } }, loadMirrors);

/** The media server is reached through its service. */
export const withMirroring = withClientOf(
  { name: 'orchestrator', alsoStart: ['media-server'], settings: { START_RUNNER: 'false' } },
  loadMirrors,
);

export const withSongs = withClientOf(
  { name: 'orchestrator', settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/songs-client.js')).SongsClient,
);

export const withArtists = withClientOf(
  { name: 'orchestrator', settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/artists-client.js')).ArtistsClient,
);

export const withPublication = withClientOf(
  { name: 'snapshot' },
  async () => (await import('../clients/publication-client.js')).PublicationClient,
);

export const withSources = withClientOf({ name: 'resolver' }, async () => (await import('../clients/sources-client.js')).SourcesClient);

/** Only with a running resolver: one started for the command would have read its settings anyway. */
export async function withRunningSources(
  home: string | undefined,
  context: CommandContext,
  use: (client: SourcesClient) => Promise<void>,
): Promise<void> {
  const [{ SourcesClient: Client }, { reachService }] = await Promise.all([
    import('../clients/sources-client.js'),
    import('../host/reach-service.js'),
  ]);
  const place = await readHome(home, context.surroundings);
  const { address, access, health } = await reachService(place, 'resolver', reachMs);
  if (health === 'unreachable') {
    throw new Fault('failed_precondition', `no resolver is running in ${place.root}`, { hint: 'It reads its settings when it starts.' });
  }
  const client = new Client(address, access);
  try {
    await use(client);
  } finally {
    client.close();
  }
}

const loadMedia = () => import('../clients/media-server-client.js');

export const withMediaServer = withClientOf({ name: 'media-server' }, async () => (await loadMedia()).MediaServerClient);

export const withServerPlaylists = withClientOf({ name: 'media-server' }, async () => (await loadMedia()).ServerPlaylistsClient);

export const withServerMetadata = withClientOf({ name: 'media-server' }, async () => (await loadMedia()).ServerMetadataClient);

export const withServerPlays = withClientOf({ name: 'media-server' }, async () => (await loadMedia()).ServerPlaysClient);

export const withDownloads = withClientOf(
  { name: 'resolver' },
  async () => (await import('../clients/downloads-client.js')).DownloadsClient,
);

export const withChoices = withClientOf({ name: 'resolver' }, async () => (await import('../clients/choices-client.js')).ChoicesClient);

export const withFaults = withClientOf({ name: 'resolver' }, async () => (await import('../clients/faults-client.js')).FaultsClient);

/** The resolver knows which files may still return. */
export const withPurge = withClientOf(
  { name: 'orchestrator', alsoStart: ['resolver'], settings: { START_RUNNER: 'false' } },
  async () => (await import('../clients/purge-client.js')).PurgeClient,
);
