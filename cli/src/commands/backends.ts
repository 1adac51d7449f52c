import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toFault } from '@catalogsync/faults';
import type { ObjectStorageText, StorageBackend } from '@catalogsync/orchestrator';
import { type Command, Option } from 'commander';
import { ensureSideDatabase } from '../host/side-database.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type PlaceOptions, placed } from './options.js';
import { withBackends as withBackendsOfHome } from './with-client.js';

interface RegisterOptions extends PlaceOptions, ObjectStorageText {
  readonly name: string;
  readonly type: string;
}

/** The part of a catalogue that this command needs. */
interface Backends {
  registerBackend(name: string, storage: ObjectStorageText, signal: AbortSignal): Promise<boolean>;
  listBackends(signal: AbortSignal): Promise<readonly StorageBackend[]>;
}

/** A named database is opened here; a home's belongs to its orchestrator, which is asked instead. */
async function withBackends(options: PlaceOptions, context: CommandContext, use: (backends: Backends) => Promise<void>): Promise<void> {
  if (options.db !== undefined) await use(await ownBackends(resolve(context.surroundings.cwd, options.db)));
  else await withBackendsOfHome(options.home, context, use);
}

/** @throws Fault `not_found` if there is no such file: a misspelt name must not create a catalogue */
async function ownBackends(db: string): Promise<Backends> {
  await access(db).catch((error: unknown) => {
    throw toFault(error);
  });
  await ensureSideDatabase(db);
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
    printResult(context, { name, changed }, () => (changed ? `registered: ${name}` : `already registered: ${name}`));
  });
}

async function list(options: PlaceOptions, context: CommandContext): Promise<void> {
  await withBackends(options, context, async (client) => {
    const backends = await client.listBackends(context.signal);
    printResult(context, { backends }, () => table([['NAME', 'TYPE', 'WHERE', 'PUBLIC ADDRESS'], ...backends.map(rowOf)]));
  });
}

function rowOf(backend: StorageBackend): string[] {
  if (backend.type === 'local') return [backend.name, backend.type, backend.basePath, ''];
  const { bucket, endpoint, prefix, publicBaseUrl = '' } = backend.objectStorage;
  const where = [endpoint, bucket, ...(prefix === undefined ? [] : [prefix])].join('/');
  return [backend.name, backend.type, where, publicBaseUrl];
}

/** `backends register|list` (behaviour 141) */
export function addBackends(program: Command, context: CommandContext): void {
  const backends = program.command('backends').description('where files are: local folders and object storage');
  placed(
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
  placed(backends.command('list').description('list the storage backends')).action((options: PlaceOptions) => list(options, context));
}
