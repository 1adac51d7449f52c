import { access } from 'node:fs/promises';
import { commandLine } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import type { ShownRevision } from '@catalogsync/orchestrator';
import { checkHealth, pagesOf } from '@catalogsync/rpc';
import { rpcKey } from '@catalogsync/runtime';
import type { RevisionAccess } from '../clients/configuration-client.js';
import { type Home, readHomeAsIs } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { describeInstallation } from './installation.js';
import { rpcAddresses, socketFolder } from './service-environment.js';

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
  const address = addressOf(home);
  const health = await checkHealth(address, { deadlineMs: healthMs });
  if (health !== 'serving') return overDatabase(home, context, (configuration) => use(configuration, false));
  return over(address, (configuration) => use(configuration, true));
}

/** Like `withHomeConfiguration`, but only with a running orchestrator: holding the database would keep it from restarting. */
export async function withRunningConfiguration<T>(
  option: string | undefined,
  context: CommandContext,
  use: (configuration: RevisionAccess) => Promise<T>,
): Promise<T> {
  return over(addressOf(await readHomeAsIs(option, context.surroundings)), use);
}

const addressOf = (home: Home): string => rpcAddresses(home.environment, socketFolder(home.root))[rpcKey('orchestrator')] ?? '';

async function over<T>(address: string, use: (configuration: RevisionAccess) => Promise<T>): Promise<T> {
  const { ConfigurationClient } = await import('../clients/configuration-client.js');
  const client = new ConfigurationClient(address);
  try {
    return await use(client);
  } finally {
    client.close();
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
  const installation = await describeInstallation(home, context.surroundings.environment);
  const orchestrator = await import('@catalogsync/orchestrator');
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
