import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { type Command, Option } from 'commander';
import type { Backend, ObjectStorage } from '../clients/orchestrator-client.js';
import type { HostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { table } from '../report/table.js';
import { showFirstLogin } from './first-login.js';
import { homeOption } from './options.js';

interface PlaceOptions {
  readonly home?: string;
  readonly db?: string;
}

interface RegisterOptions extends PlaceOptions, ObjectStorage {
  readonly name: string;
  readonly type: string;
}

/** The part of a catalogue that this command needs. */
interface Backends {
  registerBackend(name: string, storage: ObjectStorage, signal: AbortSignal): Promise<boolean>;
  listBackends(signal: AbortSignal): Promise<readonly Backend[]>;
}

/** A named database is opened here; a home's belongs to its orchestrator, which is asked instead. */
async function withBackends(options: PlaceOptions, context: CommandContext, use: (backends: Backends) => Promise<void>): Promise<void> {
  if (options.db !== undefined) return use(await ownBackends(resolve(context.surroundings.cwd, options.db)));
  const [{ OrchestratorClient }, { withService }] = await Promise.all([
    import('../clients/orchestrator-client.js'),
    import('../host/with-service.js'),
  ]);
  const request = {
    home: options.home,
    name: 'orchestrator',
    needs: ['orchestrator'],
    beforeStart: (config: HostConfig) => showFirstLogin(config.DB_PATH, context),
  } as const;
  const connect = (address: string) => new OrchestratorClient(address);
  await withService(request, context, connect, (client) => use(client));
}

/** @throws Fault `not_found` if there is no such file: a misspelt name must not create a catalogue */
async function ownBackends(db: string): Promise<Backends> {
  await access(db).catch((error: unknown) => {
    throw toFault(error);
  });
  const { listBackends, registerBackend } = await import('@catalogsync/orchestrator');
  return {
    registerBackend: (name, storage) => registerBackend(db, name, storage),
    listBackends: () => listBackends(db),
  };
}

async function register(options: RegisterOptions, context: CommandContext): Promise<void> {
  const { name, bucket, endpoint, region, prefix, publicBaseUrl } = options;
  const storage = { bucket, endpoint, region, prefix, publicBaseUrl };
  await withBackends(options, context, async (backends) => {
    const changed = await backends.registerBackend(name, storage, context.signal);
    if (context.settings.json) context.output.json({ name, changed });
    else context.output.line(changed ? `registered: ${name}` : `already registered: ${name}`);
  });
}

async function list(options: PlaceOptions, context: CommandContext): Promise<void> {
  await withBackends(options, context, async (client) => {
    const backends = await client.listBackends(context.signal);
    if (context.settings.json) return context.output.json({ backends });
    for (const line of table([['NAME', 'TYPE', 'WHERE', 'PUBLIC ADDRESS'], ...backends.map(rowOf)])) context.output.line(line);
  });
}

function rowOf(backend: Backend): string[] {
  if (backend.type === 'local') return [backend.name, backend.type, backend.basePath, ''];
  const { bucket, endpoint, prefix, publicBaseUrl = '' } = backend.objectStorage;
  const where = [endpoint, bucket, ...(prefix === undefined ? [] : [prefix])].join('/');
  return [backend.name, backend.type, where, publicBaseUrl];
}

const placeOptions = (command: Command): Command =>
  command
    .addOption(homeOption())
    .addOption(new Option('--db <file>', 'a catalogue database that no running instance uses').conflicts('home'));

/** `backends register|list` (behaviour 141) */
export function addBackends(program: Command, context: CommandContext): void {
  const backends = program.command('backends').description('where files are: local folders and object storage');
  placeOptions(
    backends
      .command('register')
      .description('register object storage, or change what is registered; holds no secret')
      .requiredOption('--name <name>', 'name of the backend')
      .addOption(new Option('--type <type>', 'kind of storage').choices(['object_storage']).makeOptionMandatory())
      .requiredOption('--bucket <bucket>', 'name of the bucket')
      .requiredOption('--endpoint <url>', 'address of the service')
      .option('--region <region>', 'region of the bucket')
      .option('--prefix <path>', 'prefix of all object keys')
      .option('--public-base-url <url>', 'address under which everybody can read the objects'),
  ).action((options: RegisterOptions) => register(options, context));
  placeOptions(backends.command('list').description('list the storage backends')).action((options: PlaceOptions) => list(options, context));
}
