import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { ApiToken, ConsoleLogin, ConsoleRole } from '@catalogsync/orchestrator';
import { type Command, Option } from 'commander';
import type { ConsoleKeeper } from '../clients/console-client.js';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { explainBusyDatabase } from '../host/busy-database.js';
import { reachService } from '../host/reach-service.js';
import { ensureSideDatabase } from '../host/side-database.js';
import { boxed } from '../report/banner.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { addAudit } from './audit.js';
import { loginBox } from './first-login.js';
import { type PlaceOptions, placed, positive } from './options.js';

const healthMs = 2000;

interface TokenOptions extends PlaceOptions {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly expiresInDays?: number;
}

/** The orchestrator's own names; it is loaded only when a command runs. */
const roleWords: readonly ConsoleRole[] = ['operator', 'read_only'];

type Use = (console: ConsoleKeeper) => Promise<void>;

/** Through the running orchestrator of a home; else on the database itself, which this process then owns. */
async function withAccess(options: PlaceOptions, context: CommandContext, use: Use): Promise<void> {
  if (options.db !== undefined) return overDatabase(resolve(context.surroundings.cwd, options.db), context, use);
  const home = await readHome(options.home, context.surroundings);
  const { address, access, health } = await reachService(home, 'orchestrator', healthMs);
  if (health === 'unreachable') {
    try {
      return await overDatabase(readHostConfig(home.environment).DB_PATH, context, use);
    } catch (error) {
      throw await explainBusyDatabase(error, home, 'orchestrator');
    }
  }
  const { ConsoleClient } = await import('../clients/console-client.js');
  const client = new ConsoleClient(address, access);
  try {
    await use(client);
  } finally {
    client.close();
  }
}

async function overDatabase(db: string, context: CommandContext, use: Use): Promise<void> {
  // A misspelt name must not create a catalogue.
  await access(db).catch((error: unknown) => {
    const { code, message } = toFault(error);
    throw new Fault(code, `there is no catalogue yet: ${message}`, { hint: 'Start it once: catalogsync up', cause: error });
  });
  await ensureSideDatabase(db);
  const { withConsoleAccess } = await import('@catalogsync/orchestrator');
  const onFault = (error: unknown): void => context.output.note(`catalogsync: not recorded: ${toFault(error).message}`);
  await withConsoleAccess({ db, clock: context.clock, onFault }, use);
}

function showLogin(login: ConsoleLogin, context: CommandContext): void {
  printResult(context, { username: login.username, password: login.password }, () => loginBox(login));
}

function showToken(token: string, { id, name, role }: ApiToken, context: CommandContext): void {
  printResult(context, { id, name, role, token }, () => boxed([`Token ${id} (${name}, ${role}), shown only now`, '', token]));
}

/** A key that has no value says so. */
function shown(token: ApiToken): object {
  const { expiresAt = null, lastUsedAt = null, revokedAt = null } = token;
  return { ...token, expiresAt, lastUsedAt, revokedAt };
}

const dayOf = (instant: number | undefined): string => (instant === undefined ? '-' : new Date(instant).toISOString().slice(0, 10));

function stateOf({ revokedAt, expiresAt }: ApiToken, now: number): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'in force';
}

function tokenLines(tokens: readonly ApiToken[], now: number): string[] {
  const rows = tokens.map((token) => {
    const { id, name, role, expiresAt, lastUsedAt } = token;
    return [String(id), name, role, stateOf(token, now), dayOf(expiresAt), dayOf(lastUsedAt)];
  });
  return table([['ID', 'NAME', 'ROLE', 'STATE', 'EXPIRES', 'LAST USED'], ...rows]);
}

const roleOption = (): Option => new Option('--role <role>', 'what it is allowed to do').choices(roleWords).default('read_only');

function addUsers(group: Command, context: CommandContext): void {
  const users = group.command('users').description('who may log in');
  placed(users.command('list').description('list the users')).action((options: PlaceOptions) =>
    withAccess(options, context, async (console) => {
      const found = await console.users();
      printResult(context, { users: found }, () => table([['USER', 'ROLE'], ...found.map(({ username, role }) => [username, role])]));
    }),
  );
  placed(users.command('add <name>').description('add a user with a new password').addOption(roleOption())).action(
    (name: string, options: PlaceOptions & { role: ConsoleRole }) =>
      withAccess(options, context, async (console) => showLogin(await console.addUser(name, options.role), context)),
  );
  placed(
    users.command('remove <name>').description('remove a user, who is logged out everywhere; the last operator cannot be removed'),
  ).action((name: string, options: PlaceOptions) =>
    withAccess(options, context, async (console) => {
      await console.removeUser(name);
      printResult(context, { removed: name }, () => `removed: ${name}`);
    }),
  );
}

function addTokens(group: Command, context: CommandContext): void {
  const tokens = group.command('tokens').description('API tokens for scripts');
  placed(
    tokens
      .command('create')
      .description('create a token; it is shown only once')
      .requiredOption('--name <name>', 'what it is for')
      .addOption(roleOption())
      .option('--expires-in-days <days>', 'days until it expires (default: never)', positive),
  ).action(({ name, role, expiresInDays, ...place }: TokenOptions) =>
    withAccess(place, context, async (console) => {
      const { token, kept } = await console.createToken({ name, role, expiresInDays });
      showToken(token, kept, context);
    }),
  );
  placed(tokens.command('list').description('list the tokens, never their secrets')).action((options: PlaceOptions) =>
    withAccess(options, context, async (console) => {
      const found = await console.tokens();
      printResult(context, { tokens: found.map(shown) }, () => tokenLines(found, context.clock.now()));
    }),
  );
  placed(tokens.command('revoke').argument('<id>', 'number of the token', positive).description('revoke a token')).action(
    (id: number, options: PlaceOptions) =>
      withAccess(options, context, async (console) => {
        await console.revokeToken(id);
        printResult(context, { revoked: id }, () => `revoked: ${id}`);
      }),
  );
}

/** `console audit|reset-password|users|tokens` */
export function addConsole(program: Command, context: CommandContext): void {
  const group = program.command('console').description('who may use the operations console, and who changed what');
  addAudit(group, context);
  placed(
    group
      .command('reset-password')
      .description('give a user a new password and show it; the user is logged out everywhere')
      .option('--user <name>', 'whose', 'admin'),
  ).action(({ user, ...place }: PlaceOptions & { user: string }) =>
    withAccess(place, context, async (console) => showLogin(await console.resetPassword(user), context)),
  );
  addUsers(group, context);
  addTokens(group, context);
}
