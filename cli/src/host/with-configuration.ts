import { access } from 'node:fs/promises';
import { commandLine } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import type { ShownRevision } from '@catalogsync/orchestrator';
import type { RevisionAccess } from '../clients/configuration-client.js';
import { type Home, readHomeAsIs } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { explainBusyDatabase } from './busy-database.js';
import { describeInstallation } from './installation.js';
import { type Reached, reachService } from './reach-service.js';
import { ensureSideDatabase } from './side-database.js';

const healthMs = 2000;
const largestPage = 200;

/**
 * Calls `use` with the configuration of a home: through its running orchestrator, else through its database, which
 * this process then owns. Errors in the settings file do not prevent it.
 * @throws Fault `not_found` if nothing runs and there is no database; `failed_precondition` if another
 *   process has it and does not answer
 */
export async function withHomeConfiguration<T>(
  option: string | undefined,
  context: CommandContext,
  use: (configuration: RevisionAccess, running: boolean) => Promise<T>,
): Promise<T> {
  const home = await readHomeAsIs(option, context.surroundings);
  const reached = await reachService(home, 'orchestrator', healthMs);
  // Refused: the call itself says why.
  if (reached.health === 'serving' || reached.health === 'refused')
    return over(reached, (configuration) => use(asOwner(configuration, home, context), true));
  try {
    return await overDatabase(home, context, (configuration) => use(configuration, false));
  } catch (error) {
    throw await explainBusyDatabase(error, home, 'orchestrator');
  }
}

/** Like `withHomeConfiguration`, but only with a running orchestrator: holding the database would keep it from restarting. */
export async function withRunningConfiguration<T>(
  option: string | undefined,
  context: CommandContext,
  use: (configuration: RevisionAccess) => Promise<T>,
): Promise<T> {
  return over(await reachService(await readHomeAsIs(option, context.surroundings), 'orchestrator', healthMs), use);
}

async function over<T>({ address, access }: Reached, use: (configuration: RevisionAccess) => Promise<T>): Promise<T> {
  const { ConfigurationClient } = await import('../clients/configuration-client.js');
  const client = new ConfigurationClient(address, access);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/**
 * Applies with the consent of somebody who may write the settings file, whether keys of the machine change or not: to ask only after a
 * refusal would be two attempts, and two entries in the audit log.
 */
function asOwner(client: RevisionAccess, home: Home, context: CommandContext): RevisionAccess {
  const apply: RevisionAccess['apply'] = async (id, signal) => {
    const toHash = await hashOf(client, id, signal);
    if (toHash === undefined) return client.apply(id, signal);
    const { withOwnersConsent } = await import('@catalogsync/orchestrator');
    const change = { settingsFile: home.settingsFile, clock: context.clock, revisionId: id, toHash };
    return withOwnersConsent(change, () => client.apply(id, signal));
  };
  return {
    list: (signal) => client.list(signal),
    get: (id, signal) => client.get(id, signal),
    save: (note, text, signal) => client.save(note, text, signal),
    diff: (from, to, signal) => client.diff(from, to, signal),
    apply,
  };
}

/** Undefined if there is no such revision: applying it says so, and is recorded. */
async function hashOf(client: RevisionAccess, id: number, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await client.get(id, signal)).contentHash;
  } catch (error) {
    if (toFault(error).code === 'not_found') return undefined;
    throw error;
  }
}

async function overDatabase<T>(home: Home, context: CommandContext, use: (configuration: RevisionAccess) => Promise<T>): Promise<T> {
  const db = readHostConfig(home.environment).DB_PATH;
  await access(db).catch((error: unknown) => {
    const fault = toFault(error);
    throw new Fault(fault.code, `nothing runs in ${home.root}, and there is no catalogue yet: ${fault.message}`, {
      hint: 'Start it once: catalogsync up',
      cause: error,
    });
  });
  await ensureSideDatabase(db);
  const installation = await describeInstallation(home, context.surroundings.environment);
  const [orchestrator, { pagesOf }] = await Promise.all([import('@catalogsync/orchestrator'), import('@catalogsync/rpc')]);
  const person = commandLine('cli');
  return orchestrator.withConfiguration({ db, installation, clock: context.clock }, (configuration, apply) =>
    use({
      list: async () => {
        const all: ShownRevision[] = [];
        for await (const { revisions } of pagesOf((token) => configuration.list(largestPage, token))) all.push(...revisions);
        return all;
      },
      get: async (id) => (await configuration.revision(id)).revision,
      save: (note, text) => configuration.save(note, text, person),
      diff: (from, to) => configuration.diff(from, to),
      apply: async (id) => {
        const { revision, ...applied } = await apply(id, person);
        return { ...applied, revision: { ...revision, inForce: true } };
      },
    }),
  );
}
