import { get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { writeAtomically } from '@catalogsync/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { serviceEnvironment, socketFolder } from '../host/service-environment.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { networkHosts } from '../report/network-addresses.js';
import { cloudOf } from './cloud-keys.js';
import { type DealOptions, dealAgain, dealOption } from './deal-option.js';
import { homeOption } from './options.js';

interface Options extends DealOptions {
  readonly address?: string;
  readonly source?: string;
  readonly origin?: string;
  readonly name: string;
  readonly file?: string;
  readonly valid: number;
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const longestMs = 7 * unitMs.d;

/** For `--valid`. */
function duration(text: string): number {
  const [, number, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(number) * (unitMs[unit as keyof typeof unitMs] ?? Number.NaN);
  if (!(ms >= unitMs.m && ms <= longestMs)) throw new InvalidArgumentError('It must be like 30m, 1h or 2d, at most 7d.');
  return ms;
}

/** For an address that other machines open. */
function httpBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new InvalidArgumentError('It must be an http(s) address.');
  }
  return url.toString().replace(/\/+$/, '');
}

/** What the settings of a home say about how it is reached. */
async function settingsOf(options: DealOptions, context: CommandContext) {
  const { root, environment } = await readHome(options.home, context.surroundings);
  const config = readHostConfig(environment);
  const [snapshot, publicApi] = await Promise.all([import('@catalogsync/snapshot'), import('@catalogsync/public-api')]);
  const of = (name: 'snapshot' | 'public-api') => serviceEnvironment(name, environment, config, socketFolder(root));
  return {
    inviteHost: snapshot.inviteHost,
    // Where the service that gives it looks for it.
    place: {
      ROOT_DIR: options.deal === undefined ? root : resolve(context.surroundings.cwd, options.deal, 'snapshot'),
      KEYS_DIR: config.KEYS_DIR,
    },
    publication: snapshot.service.configure(of('snapshot')),
    api: publicApi.service.configure(of('public-api')),
    objectReadKeys: environment.OBJECT_READ_KEYS ?? '',
  };
}

/** Whether a publication answers there. With Node's `fetch` a second HTTP client would stay in memory. */
function answers(address: string): Promise<boolean> {
  if (!address.startsWith('http://')) return Promise.resolve(true);
  return new Promise((resolve) => {
    get(`${address}/healthz`, { agent: false, timeout: 1_500 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .once('timeout', function (this: { destroy(): void }) {
        this.destroy();
      })
      .once('error', () => resolve(false));
  });
}

interface Reached {
  readonly address: string;
  readonly others: readonly string[];
  readonly isUp: boolean;
}

/** The address to print: the one that was given, else one of this machine in its networks, best one that answers now. */
async function reach(given: string | undefined, port: number): Promise<Reached> {
  if (given !== undefined) return { address: given, others: [], isUp: await answers(given) };
  const all = networkHosts(networkInterfaces()).map((host) => `http://${host}:${port}`);
  const up = await Promise.all(all.map(answers));
  const at = Math.max(0, up.indexOf(true));
  const address = all[at] ?? `http://127.0.0.1:${port}`;
  return { address, others: all.filter((other) => other !== address), isUp: up[at] ?? false };
}

async function invite(options: Options, context: CommandContext): Promise<void> {
  const { inviteHost, place, publication, api, objectReadKeys } = await settingsOf(options, context);
  const { address, others, isUp } = await reach(options.address, publication.SNAPSHOT_PORT);
  const originAt = new URL(address);
  originAt.port = String(api.ORIGIN_PORT);
  originAt.pathname = '/';
  const originBaseUrl = options.origin ?? (api.ORIGIN_BASE_URL || originAt.toString().replace(/\/+$/, ''));
  const now = context.clock.now();
  const draft = { createdAt: now, expiresAt: now + options.valid, source: options.source ?? address, originBaseUrl, objectReadKeys };
  const asFile = options.file !== undefined;
  const named = { name: options.name, asFile, sourceToken: publication.SNAPSHOT_SOURCE_TOKEN };
  const made = await inviteHost(place, { ...draft, ...named });
  await dealAgain(place.KEYS_DIR, options, context);
  if (options.file !== undefined) await writeAtomically(resolve(context.surroundings.cwd, options.file), `${made.sealed}\n`, 0o600);
  const line = `./catalogsync cloud join ${options.file === undefined ? address : '--file pairing.jwe'} ${made.code}`;
  const until = new Date(draft.expiresAt).toISOString();
  const { code, kid } = made;
  printResult(context, { code, kid, address, originBaseUrl, expiresAt: until, command: line }, () => [
    asFile
      ? `Bring ${options.file} to the other host as pairing.jwe, and type there before ${until}:`
      : `Type on the other host before ${until}; it works once:`,
    '',
    `  ${line}`,
    '',
    ...(others.length === 0 || asFile ? [] : [`Also reached at: ${others.join(', ')}.`]),
    ...(options.address === undefined && !asFile ? ['From outside this network: cloud invite --address https://…'] : []),
    ...(isUp || asFile ? [] : [`Nothing answers at ${address} now: start it (catalogsync up), and see that no firewall closes the port.`]),
    `The other host gets a playback key of its own; to end it: catalogsync keys revoke ${kid}`,
  ]);
}

/** `cloud invite` */
export function addCloudInvite(program: Command, context: CommandContext): void {
  cloudOf(program)
    .command('invite')
    .description('invite another host to serve this catalogue: prints one line to type there')
    .option('--address <url>', 'where the other host reaches the publication (default: this machine in its network)', httpBase)
    .option('--source <address>', 'what it follows, if that is not the address: object storage, s3://…')
    .option('--origin <url>', 'where players reach the private origin (default: ORIGIN_BASE_URL, else the same host)', httpBase)
    .option('--name <name>', 'for whom, in lists and in the log', 'another host')
    .option('--file <file>', 'write the sealed package to a file, for a host that cannot reach this one')
    .option('--valid <time>', 'how long it can be used: 30m, 1h, 2d', duration, unitMs.h)
    .addOption(dealOption())
    .addOption(homeOption())
    .action((options: Options) => invite(options, context));
}
