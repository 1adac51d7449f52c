import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, Audit } from '@catalogsync/audit';
import { RpcAccess } from '@catalogsync/rpc';
import type { Clock, Installation, Logger, ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { ConsentFile } from './adapters/configuration-file/consent-file.js';
import { InstallationRules, textTools } from './adapters/configuration-file/installation-rules.js';
import { RpcServiceHealth } from './adapters/configuration-file/service-health.js';
import { SettingsFileOnDisk } from './adapters/configuration-file/settings-file-on-disk.js';
import { withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteRevisionStore } from './adapters/sqlite/stores/config-revision-store.js';
import { bindAudit } from './audit.binding.js';
import { configKeys, type OrchestratorConfig, runtimeFields } from './config.js';
import { type Applied, ApplyRevision } from './core/configuration/apply-revision.js';
import { ApplyWatch, type WatchParts } from './core/configuration/apply-watch.js';
import { Configuration, type ConfigurationParts, findRevision } from './core/configuration/configuration.js';
import { type FileChange, type OwnersConsent, ownConsent } from './core/configuration/consent.js';
import type { ConfigurationEvent, Restarts } from './core/configuration/service-watch.js';

const self = 'orchestrator';

/** The configuration of the installation, bound to its file and to the catalogue. */
export interface BoundConfiguration {
  /** Continues a trial that an earlier process left open, unless this process only runs a command. */
  resume(): Promise<void>;
  readonly configuration: Configuration;
  readonly applying: ApplyRevision;
  /** For callers on this machine. The console has none: whoever uses it may be anywhere. */
  readonly consent: OwnersConsent;
  readonly watch: ApplyWatch;
  readonly runtime: Readonly<Record<string, string>>;
}

/** Without a host that knows the whole installation, only this service's keys are known. */
function ownInstallation({ ENV_FILE, ROOT_DIR, RESOLVER_RPC, SNAPSHOT_RPC }: OrchestratorConfig): Installation {
  return {
    settingsFile: ENV_FILE,
    secretsFile: join(dirname(ENV_FILE), 'secrets.env'),
    sources: {
      groups: [{ title: self, service: self, keys: configKeys }],
      derived: { RESOLVER_RPC, SNAPSHOT_RPC },
      overrides: {},
      fixed: { ROOT_DIR, ENV_FILE },
    },
  };
}

function partsOf(installation: Installation, database: Database, audit: Audit, now: () => number): ConfigurationParts {
  return {
    audit,
    file: new SettingsFileOnDisk(installation.settingsFile),
    rules: new InstallationRules(installation),
    revisions: new SqliteRevisionStore(database),
    tools: textTools,
    now,
  };
}

function restartsOf({ restarts }: Installation): Restarts | undefined {
  if (restarts === undefined) return undefined;
  return {
    self,
    hosted: restarts.hosted,
    restart: (names) => restarts.restart(restarts.hosted.filter((name) => names.includes(name))),
    restartSelf: (putBack) => restarts.restartSelf(self, putBack),
    takeFailedStart: () => restarts.takeFailedStart()?.message,
  };
}

const sentences: Readonly<Record<ConfigurationEvent['kind'], string>> = {
  applied: 'a revision of the configuration was applied',
  stayed: 'the applied revision of the configuration was kept',
  returned: 'the previous configuration was restored automatically',
  edited: 'the settings file was edited while a revision was on trial; the edit is kept',
  not_written: 'a revision of the configuration was never applied',
  not_restarted: 'services could not be restarted',
};

function reportTo(log: Logger): (event: ConfigurationEvent) => void {
  return ({ kind, revisionId, reason, cause }) => {
    const level = kind === 'applied' || kind === 'stayed' ? 'info' : kind === 'not_restarted' ? 'error' : 'warn';
    log[level]({ event: `config_${kind}`, revisionId, reason, ...(cause === undefined ? {} : { err: cause }) }, sentences[kind]);
  };
}

export function bindConfiguration(
  config: OrchestratorConfig,
  context: ServiceContext,
  database: Database,
  audit: Audit,
): BoundConfiguration {
  const installation = context.installation ?? ownInstallation(config);
  const parts = partsOf(installation, database, audit, () => context.clock.now());
  const watch = new ApplyWatch(parts, {
    health: new RpcServiceHealth(installation.sources, self, new RpcAccess(self, config)),
    restarts: restartsOf(installation),
    pause: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
    report: reportTo(context.log),
  });
  const configuration = new Configuration(parts);
  const resume = async (): Promise<void> => (context.installation === undefined ? undefined : watch.resume());
  const consent = new ConsentFile(installation.settingsFile, context.clock);
  return { configuration, applying: new ApplyRevision(parts, watch), consent, watch, resume, runtime: runtimeFields(config) };
}

/** With no running service there is nothing to watch, so a revision is settled at once. */
const nothingRuns: WatchParts = {
  health: { healthy: async () => new Set<string>() },
  restarts: undefined,
  pause: async () => undefined,
  report: () => undefined,
  lengthMs: 0,
};

/** Calls `use` with the configuration of a catalogue that no service uses; this process owns it meanwhile. */
export function withOfflineConfiguration<T>(
  options: { readonly db: string; readonly installation: Installation; readonly clock: Clock },
  use: (configuration: Configuration, apply: (id: number, actor: Actor) => Promise<Applied>) => Promise<T>,
): Promise<T> {
  return withCatalogue(options.db, async (database) => {
    const { audit } = bindAudit(database, options.clock, () => undefined);
    const parts = partsOf(options.installation, database, audit, () => options.clock.now());
    const watch = new ApplyWatch(parts, nothingRuns);
    await watch.resume();
    await watch.settled();
    const applying = new ApplyRevision(parts, watch);
    return use(new Configuration(parts), async (id, actor) => {
      const applied = await applying.apply(id, actor, ownConsent);
      await watch.settled();
      return { ...applied, revision: await findRevision(parts.revisions, id) };
    });
  });
}

/** What a command consents to: replacing the file as it stands by a revision. */
export interface ConsentRequest extends Pick<FileChange, 'revisionId' | 'toHash'> {
  readonly settingsFile: string;
  readonly clock: Clock;
}

/** Gives the consent of the machine's owner to one change while `work` has the orchestrator apply it. */
export async function giveConsent<T>({ settingsFile, clock, ...change }: ConsentRequest, work: () => Promise<T>): Promise<T> {
  const file = new SettingsFileOnDisk(settingsFile);
  const described = async (): Promise<FileChange> => ({ ...change, fromHash: textTools.digest(await file.read()) });
  return new ConsentFile(settingsFile, clock).during(described, work);
}
