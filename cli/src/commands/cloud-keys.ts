import type { ApiKeyBook } from '@catalogsync/public-api';
import type { Command } from 'commander';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { recorded } from './recorded.js';

interface Opened {
  readonly book: ApiKeyBook;
  readonly root: string;
}

/** The keys as the public API of this home would read them. */
async function open(options: HomeOptions, context: CommandContext): Promise<Opened> {
  const { apiKeyBook, service } = await import('@catalogsync/public-api');
  const { environment, root } = await readHome(options.home, context.surroundings);
  const own = serviceEnvironment('public-api', environment, readHostConfig(environment), socketFolder(root));
  return { book: await apiKeyBook(service.configure(own)), root };
}

async function create(name: string, { rate, ...options }: HomeOptions & { rate?: number }, context: CommandContext): Promise<void> {
  const { book, root } = await open(options, context);
  const perMinute = rate === undefined ? {} : { perMinute: rate };
  const { key, text } = await recorded(root, 'createApiKey', `API key ${name}`, () =>
    book.create({ name, ...perMinute, now: new Date(context.clock.now()) }),
  );
  const { sha256: _hash, ...shown } = key;
  printResult(context, { ...shown, key: text }, () => [
    `${text}`,
    `API key ${key.id} (${key.name}). It is shown only now. Programs send: Authorization: Bearer <key>`,
  ]);
}

async function list(options: HomeOptions, context: CommandContext): Promise<void> {
  const { book } = await open(options, context);
  const keys = await book.list();
  const shown = keys.map(({ id, name, createdAt, perMinute = null, lastUsedAt = null }) => ({
    id,
    name,
    createdAt,
    perMinute,
    lastUsedAt,
  }));
  printResult(context, { keys: shown }, () =>
    shown.length === 0
      ? 'no API keys; make one with: catalogsync cloud keys create NAME'
      : table([
          ['KEY', 'NAME', 'CREATED', 'PER MINUTE', 'LAST USED'],
          ...shown.map((key) => [
            key.id,
            key.name,
            key.createdAt,
            key.perMinute === null ? 'as set' : String(key.perMinute),
            key.lastUsedAt ?? 'never',
          ]),
        ]),
  );
}

async function revoke(wanted: string, options: HomeOptions, context: CommandContext): Promise<void> {
  const { book, root } = await open(options, context);
  const key = await recorded(root, 'revokeApiKey', `API key ${wanted}`, () => book.revoke(wanted));
  printResult(context, { id: key.id, name: key.name }, () => `API key ${key.id} (${key.name}) is revoked; it is refused within seconds.`);
}

/** The group of commands for the public side of an installation, which several files add to. */
export const cloudOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'cloud') ??
  program.command('cloud').description('the public side: what others read, and who may');

/** `cloud keys create|list|revoke` */
export function addCloudKeys(program: Command, context: CommandContext): void {
  const cloud = cloudOf(program);
  const keys = cloud.command('keys').description('API keys: what programs show to the public API; each may only read');
  homeCommand(keys, 'create <name>', 'make a key and show it once')
    .option('--rate <number>', 'requests per minute, if not as PUBLIC_API_KEY_RATE says', wholeNumber(1, 1_000_000))
    .action((name: string, options: HomeOptions & { rate?: number }) => create(name, options, context));
  homeCommand(keys, 'list', 'list the keys and when each was used last, never their texts').action((options: HomeOptions) =>
    list(options, context),
  );
  homeCommand(keys, 'revoke <key>', 'end a key, by its id or name').action((wanted: string, options: HomeOptions) =>
    revoke(wanted, options, context),
  );
}
