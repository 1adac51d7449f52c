import { resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { readBounded } from '@catalogsync/runtime';
import type { PairingPackage } from '@catalogsync/signing';
import type { Command } from 'commander';
import { createHome, type Home, readHome, requireFreeSpace } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { keyGroups } from '../home/known-keys.js';
import { requireUnpaired, writePairing } from '../home/pairing.js';
import { loadServices, startOrder } from '../host/services.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { cloudOf } from './cloud-keys.js';
import { type HomeOptions, homeOption } from './options.js';
import { recorded } from './recorded.js';

interface Options extends HomeOptions {
  readonly file?: string;
  readonly replace?: boolean;
}

/** Clocks of two hosts may differ this much without a word. */
const clockSlackMs = 5 * 60_000;
const fetchLimits = { attempts: 3, totalTimeoutMs: 30_000, headersTimeoutMs: 10_000, idleTimeoutMs: 10_000 } as const;

/** Fetches the sealed package. @throws Fault `not_found` for an invitation that is not there, used or expired */
async function fetchPackage(address: string, id: string, signal: AbortSignal, maxBytes: number): Promise<string> {
  const { configuredAddress, HttpClient } = await import('@catalogsync/outbound-http');
  const client = new HttpClient();
  try {
    const url = `${address.replace(/\/+$/, '')}/pairing/${id}`;
    const request = { ...fetchLimits, url, trust: configuredAddress(address), sameServer: true, maxBytes, signal };
    const { bytes } = await client.fetchBytes({
      ...request,
      refused: ({ status, text }) => (status === 404 || status === 410 ? spent(text) : undefined),
    });
    return Buffer.from(bytes).toString('utf8');
  } finally {
    await client.close();
  }
}

/** The other host says in words what became of the invitation. */
const spent = (text: string): Fault =>
  new Fault('not_found', `the other host does not give this invitation: ${text.trim().slice(0, 300) || 'it is not there'}`);

/** @throws Fault `expired`, `failed_precondition` if the clock of this host is behind */
function judgeTime({ createdAt, expiresAt }: PairingPackage, now: number, isFile: boolean): string | undefined {
  const behind = now < createdAt - clockSlackMs;
  const over = now > expiresAt + (isFile ? 0 : clockSlackMs);
  if (isFile && over)
    throw new Fault('expired', `the package expired at ${new Date(expiresAt).toISOString()}`, {
      hint: 'Make a new one: catalogsync cloud invite',
    });
  if (!behind && !over) return undefined;
  const words = `The clocks of the two hosts differ: here it is ${new Date(now).toISOString()}, and the invitation is of ${new Date(createdAt).toISOString()}.`;
  if (isFile) throw new Fault('failed_precondition', words, { hint: 'Set the clock of this host.' });
  return `${words} Set them, or signatures and links will seem expired.`;
}

async function prepared(options: Options, context: CommandContext): Promise<{ readonly home: Home; readonly keysDir: string }> {
  const home = await readHome(options.home, context.surroundings);
  const { KEYS_DIR: keysDir } = readHostConfig(home.environment);
  await requireUnpaired(home, keysDir, options.replace === true);
  await requireFreeSpace(home.root);
  // Before the package is fetched: an invitation can be taken only once.
  await createHome(home, async () => keyGroups(await loadServices(startOrder)));
  return { home, keysDir };
}

async function join(words: readonly string[], options: Options, command: Command, context: CommandContext): Promise<void> {
  const [address, typed] = options.file === undefined ? words : [undefined, words[0]];
  const expected = options.file === undefined ? 2 : 1;
  if (words.length !== expected || typed === undefined) {
    return command.error(`error: it takes ${options.file === undefined ? 'an address and a code' : 'a code'}`, { exitCode: 2 });
  }
  const { maxPackageBytes, openPackage, readPairingCode } = await import('@catalogsync/signing');
  const code = readPairingCode(typed);
  const { home, keysDir } = await prepared(options, context);
  const sealed =
    options.file === undefined
      ? await fetchPackage(address ?? '', code.id, context.signal, maxPackageBytes)
      : await readSealed(resolve(context.surroundings.cwd, options.file), maxPackageBytes);
  const content = await openPackage(code, sealed);
  const remark = judgeTime(content, context.clock.now(), options.file !== undefined);
  await recorded(home.root, 'pairHome', `publication ${content.source}`, () => writePairing(home, keysDir, content, context.clock.now()));
  if (remark !== undefined) context.output.note(`catalogsync: ${remark}`);
  printResult(context, { home: home.root, source: content.source, originBaseUrl: content.originBaseUrl }, () => [
    `${home.root} follows ${content.source}; players get files from ${content.originBaseUrl}.`,
    ...(/^s3:/i.test(content.source)
      ? [`Put keys that may read it into ${home.secretsFile}: SNAPSHOT_S3_KEYS=<access key id>:<secret>`]
      : []),
    `Start it: ./catalogsync serve public-api${options.home === undefined ? '' : ` --home ${options.home}`}`,
  ]);
}

async function readSealed(file: string, maxBytes: number): Promise<string> {
  try {
    return (await readBounded(file, maxBytes)).toString('utf8');
  } catch (error) {
    throw toFault(error);
  }
}

/** `cloud join ADDRESS CODE`, `cloud join --file F CODE` */
export function addCloudJoin(program: Command, context: CommandContext): void {
  cloudOf(program)
    .command('join [address-and-code...]')
    .description('make this host serve the catalogue of another one, as its `cloud invite` says')
    .option('--file <file>', 'the sealed package, in place of the address')
    .option('--replace', 'in place of an earlier pairing')
    .addOption(homeOption())
    .action((words: string[], options: Options, command: Command) => join(words, options, command, context));
}
