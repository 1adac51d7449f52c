import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { ObjectStorageText, StorageBackend } from '@catalogsync/orchestrator';
import { type Command, Option } from 'commander';
import { ensureSideDatabase } from '../host/side-database.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { printable } from '../report/output.js';
import { table } from '../report/table.js';
import { addBackendCare } from './backend-care.js';
import { type HomeOptions, homeCommand, type PlaceOptions, placed, wholeNumber } from './options.js';
import { withBackends as withBackendsOfHome, withWorkingJobs } from './with-client.js';

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
  const { name, bucket, endpoint, region, prefix, publicBaseUrl, delivery } = options;
  const storage = { bucket, endpoint, region, prefix, publicBaseUrl, delivery };
  await withBackends(options, context, async (backends) => {
    const changed = await backends.registerBackend(name, storage, context.signal);
    printResult(context, { name, changed }, () => (changed ? `registered: ${name}` : `already registered: ${name}`));
  });
}

async function list(options: PlaceOptions, context: CommandContext): Promise<void> {
  await withBackends(options, context, async (client) => {
    const backends = await client.listBackends(context.signal);
    printResult(context, { backends }, () => table([['NAME', 'TYPE', 'WHERE', 'DELIVERY', 'PUBLIC ADDRESS'], ...backends.map(rowOf)]));
  });
}

function rowOf(backend: StorageBackend): string[] {
  if (backend.type === 'local') return [backend.name, backend.type, backend.basePath, 'origin', ''];
  const { bucket, endpoint, prefix, publicBaseUrl = '', delivery = publicBaseUrl === '' ? 'none' : 'public' } = backend.objectStorage;
  const where = [endpoint, bucket, ...(prefix === undefined ? [] : [prefix])].join('/');
  return [backend.name, backend.type, where, delivery, publicBaseUrl];
}

interface UploadOptions extends HomeOptions {
  readonly song: readonly number[];
  readonly backend: readonly string[];
}

/** One job of the template `upload`, followed until it ends. */
async function upload({ home, song: songs, backend: names }: UploadOptions, context: CommandContext): Promise<void> {
  if (names.length > 0)
    await withBackendsOfHome(home, context, async (client) => requireNames(names, await client.listBackends(context.signal)));
  await withWorkingJobs(home, context, async (jobs) => {
    const jobId = await jobs.create({ template: 'upload', songs, backends: names }, context.signal);
    if (!context.settings.json) for (const sentence of await jobs.leftOut(jobId, context.signal)) context.output.note(printable(sentence));
    const outcome = await followJob(jobs, jobId, context);
    if (context.settings.json) context.output.json(outcome);
    if (outcome.state === 'completed' || outcome.state === 'completed_with_errors') return;
    throw new Fault('failed_precondition', `job ${jobId} is ${outcome.state}${outcome.lastError === '' ? '' : `: ${outcome.lastError}`}`);
  });
}

/** @throws Fault `not_found`: a job for no backend would succeed and do nothing */
function requireNames(names: readonly string[], backends: readonly StorageBackend[]): void {
  const known = backends.filter(({ type }) => type === 'object_storage').map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Fault('not_found', `there is no object storage "${printable(unknown)}"`, {
    hint: known.length === 0 ? 'Register one: catalogsync backends register.' : `There is: ${known.join(', ')}.`,
  });
}

/** `backends register|list|upload|check|orphans` (behaviour 141) */
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
      .option('--public-base-url <url>', 'address under which everybody can read the objects')
      .addOption(
        new Option('--delivery <how>', 'how players get the objects; by default public if there is a public address, else none').choices([
          ...['public', 'presigned', 'none'],
        ]),
      ),
  ).action((options: RegisterOptions) => register(options, context));
  placed(backends.command('list').description('list the storage backends')).action((options: PlaceOptions) => list(options, context));
  homeCommand(backends, 'upload', 'upload files that object storage does not have yet; runs as a job')
    .option(
      '--song <id>',
      'only this song; repeat for more',
      (text: string, before: readonly number[]) => [...before, wholeNumber(1, Number.MAX_SAFE_INTEGER)(text)],
      [] as readonly number[],
    )
    .option(
      '--backend <name>',
      'only to this one; repeat for more',
      (name: string, before: readonly string[]) => [...before, name],
      [] as readonly string[],
    )
    .action((options: UploadOptions) => upload(options, context));
  addBackendCare(backends, context);
}
