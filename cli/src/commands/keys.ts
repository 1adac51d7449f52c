import { resolve } from 'node:path';
import type { KeyPurpose, MadeCertificate } from '@catalogsync/signing';
import { Argument, type Command } from 'commander';
import { type Home, readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type DealOptions, dealAgain, dealOption } from './deal-option.js';
import { type HomeOptions, homeCommand, homeOption } from './options.js';
import { recorded } from './recorded.js';

/** As in libs/signing, which is loaded only when it is used. */
const keyPurposes = ['snapshot', 'playback'] as const satisfies readonly KeyPurpose[];
type RingPurpose = (typeof keyPurposes)[number];

async function keysDir(options: HomeOptions, context: CommandContext): Promise<string> {
  const home = await readHome(options.home, context.surroundings);
  return readHostConfig(home.environment).KEYS_DIR;
}

const homeRoot = async (options: HomeOptions, context: CommandContext): Promise<string> =>
  (await readHome(options.home, context.surroundings)).root;

async function generate(options: DealOptions, context: CommandContext): Promise<void> {
  const [{ ensureKeyRing, makeRpcCertificates }, { ensurePublicationRoot, readRoots }] = await Promise.all([
    import('@catalogsync/signing'),
    import('@catalogsync/publication-trust'),
  ]);
  const dir = await keysDir(options, context);
  const made: { purpose: KeyPurpose; created: boolean }[] = [];
  let certificates: readonly MadeCertificate[] = [];
  await recorded(await homeRoot(options, context), 'generateKeys', `keys in ${dir}`, async () => {
    const now = new Date(context.clock.now());
    for (const purpose of keyPurposes) made.push({ purpose, ...(await ensureKeyRing(dir, purpose, now)) });
    const hadRoot = (await readRoots(dir)).length > 0;
    await ensurePublicationRoot({ dir }, now.getTime());
    made.push({ purpose: 'root', created: !hadRoot });
    certificates = await makeRpcCertificates(dir, now);
  });
  const dealt = await dealAgain(dir, options, context);
  printResult(context, { dir, keys: made, certificates, dealt }, () => [
    ...made.map(({ purpose, created }) => `${purpose}: ${created ? 'created' : 'already there'} in ${dir}`),
    ...certificateLines(certificates),
    ...(dealt.length === 0 ? [] : [`given what each needs: ${dealt.join(', ')}`]),
  ]);
}

/** One line for all that fared the same way. */
function certificateLines(made: readonly MadeCertificate[]): string[] {
  const words = {
    created: 'created',
    renewed: 'renewed; copy them to their machines and start the services again',
    kept: 'already there',
  } as const;
  return Object.entries(words).flatMap(([state, text]) => {
    const those = made.filter((one) => one.state === state);
    const [first] = those.map(({ expiresAt }) => expiresAt.slice(0, 10)).toSorted();
    return first === undefined ? [] : [`gRPC certificates ${those.map(({ name }) => name).join(', ')}: ${text}; valid until ${first}`];
  });
}

async function rotateCertificates(options: DealOptions, context: CommandContext): Promise<void> {
  const { makeRpcCertificates } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  let certificates: readonly MadeCertificate[] = [];
  await recorded(await homeRoot(options, context), 'rotateCertificates', `gRPC certificates in ${dir}`, async () => {
    certificates = await makeRpcCertificates(dir, new Date(context.clock.now()), 'all');
  });
  await dealAgain(dir, options, context);
  printResult(context, { dir, certificates }, () => certificateLines(certificates));
}

interface RotateOptions extends DealOptions {
  readonly retirePrevious?: boolean;
  readonly rootKey?: string;
}

interface Rotated {
  readonly purpose: KeyPurpose;
  readonly current?: string;
  readonly retired?: readonly string[];
  /** Of the root document that names the new key. */
  readonly rootVersion?: number;
}

async function rotate(only: KeyPurpose | undefined, options: RotateOptions, context: CommandContext): Promise<void> {
  const { retirePreviousKeys } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  const results: Rotated[] = [];
  const action = options.retirePrevious ? 'retireKeys' : 'rotateKeys';
  await recorded(await homeRoot(options, context), action, `${only ?? 'all'} keys in ${dir}`, async () => {
    for (const purpose of only === undefined ? keyPurposes : [only]) {
      if (options.retirePrevious) results.push({ purpose, retired: await retirePreviousKeys(dir, purpose) });
      else results.push({ purpose, ...(await rotateOne(purpose, dir, options, context)) });
    }
  });
  await dealAgain(dir, options, context);
  printResult(context, { dir, keys: results }, () => results.map(describeRotation));
  if (results.some(({ rootVersion }) => rootVersion !== undefined)) await signAgain(options, context);
}

async function rotateOne(
  purpose: KeyPurpose,
  dir: string,
  options: RotateOptions,
  context: CommandContext,
): Promise<Omit<Rotated, 'purpose'>> {
  const now = context.clock.now();
  if (purpose === 'playback') {
    const { rotateKeyRing } = await import('@catalogsync/signing');
    return { current: await rotateKeyRing(dir, purpose, new Date(now)) };
  }
  const { rotateOnlineKey, rotateRootKey } = await import('@catalogsync/publication-trust');
  const rootKey = options.rootKey === undefined ? {} : { rootKey: resolve(context.surroundings.cwd, options.rootKey) };
  const { kid, version } = await (purpose === 'root' ? rotateRootKey : rotateOnlineKey)({ dir, ...rootKey }, now);
  return { current: kid, rootVersion: version };
}

function describeRotation({ purpose, current, retired, rootVersion }: Rotated): string {
  if (current === undefined) return `${purpose}: retired ${retired?.join(', ') || 'none'}`;
  const followed = rootVersion === undefined ? 'the previous one stays trusted' : `readers follow by root ${rootVersion}, without a visit`;
  return `${purpose}: new key ${current}; ${followed}`;
}

/** Who signs: the service of this home, or the one whose home is given its keys. */
function signerOf(home: Home, { deal }: DealOptions, { surroundings }: CommandContext): Home {
  if (deal === undefined) return home;
  const root = resolve(surroundings.cwd, deal, 'snapshot');
  return { ...home, root, environment: { ...home.environment, ROOT_DIR: root, SNAPSHOT_RPC: '' } };
}

/** A service that runs signs at once; one that does not, at its next start. */
async function signAgain(options: DealOptions, context: CommandContext): Promise<void> {
  const [{ reachService }, { PublicationClient }, home] = await Promise.all([
    import('../host/reach-service.js'),
    import('../clients/publication-client.js'),
    readHome(options.home, context.surroundings),
  ]);
  const { health, address } = await reachService(signerOf(home, options, context), 'snapshot', 1000);
  if (health !== 'serving') return context.output.note('the publication is signed again when the snapshot service starts');
  const client = new PublicationClient(address);
  try {
    await client.refresh(context.signal);
    context.output.note('the publication has been signed again');
  } finally {
    client.close();
  }
}

async function takeOffline(file: string, options: HomeOptions, context: CommandContext): Promise<void> {
  const { takeRootKeyAway } = await import('@catalogsync/publication-trust');
  const dir = await keysDir(options, context);
  const target = resolve(context.surroundings.cwd, file);
  await recorded(await homeRoot(options, context), 'moveRootKey', `root key of ${dir} to ${target}`, () => takeRootKeyAway(dir, target));
  printResult(context, { file: target }, () => [
    `the root key is now in ${target} and no longer on this machine; keep it, and a copy, where nobody else comes`,
    `for a rotation bring it: catalogsync keys rotate snapshot --root-key ${target}`,
  ]);
}

async function revoke(kid: string, options: DealOptions, context: CommandContext): Promise<void> {
  const { revokeForeignKey } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  await recorded(await homeRoot(options, context), 'revokeKey', `playback key ${kid.slice(0, 100)}`, () =>
    revokeForeignKey(dir, 'playback', kid),
  );
  await dealAgain(dir, options, context);
  printResult(context, { kid }, () => `revoked: links signed with ${kid} are no longer served`);
}

async function list(options: HomeOptions, context: CommandContext): Promise<void> {
  const { listKeys, listRpcCertificates } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  const keys = (await Promise.all([...keyPurposes, 'root' as const].map((purpose) => listKeys(dir, purpose)))).flat();
  const trust = ({ trusted, label }: (typeof keys)[number]): string =>
    `${trusted ? 'trusted' : 'not trusted'}${label === undefined ? '' : ` (${label})`}`;
  const rows = keys.map((key) => [key.purpose, key.kid, key.state, trust(key), key.createdAt]);
  const certificates = await listRpcCertificates(dir);
  const certificateRows = certificates.map(({ name, expiresAt, file }) => [name, expiresAt, file]);
  printResult(context, { dir, keys, certificates }, () => [
    ...(keys.length === 0
      ? [`no keys in ${dir}; make them with: catalogsync keys generate`]
      : table([['PURPOSE', 'KEY', 'STATE', 'TRUST', 'CREATED'], ...rows])),
    ...(certificates.length === 0 ? [] : ['', ...table([['CERTIFICATE OF', 'VALID UNTIL', 'FILE'], ...certificateRows])]),
  ]);
}

/** `keys generate|rotate|list|offline|revoke` */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program
    .command('keys')
    .description('signing keys of snapshots and playback links, and the certificates of services on several machines');
  homeCommand(keys, 'generate', 'create missing keys and certificates, renew certificates that soon expire; the others stay')
    .addOption(dealOption())
    .action((options: DealOptions) => generate(options, context));
  keys
    .command('rotate')
    .description('create new current keys, the previous ones stay trusted; or new certificates (rpc)')
    .addArgument(new Argument('[purpose]', 'only the keys of one purpose').choices([...keyPurposes, 'root', 'rpc']))
    .option('--retire-previous', 'end a rotation instead: stop trusting the previous keys')
    .option('--root-key <file>', 'the root key, if it was moved away')
    .addOption(dealOption())
    .addOption(homeOption())
    .action((purpose: RingPurpose | 'root' | 'rpc' | undefined, options: RotateOptions, command: Command) => {
      if (purpose !== 'rpc') return rotate(purpose, options, context);
      if (options.retirePrevious) return command.error('error: certificates have no previous ones to retire', { exitCode: 2 });
      return rotateCertificates(options, context);
    });
  homeCommand(keys, 'list', 'list the keys, never their private parts').action((options: HomeOptions) => list(options, context));
  homeCommand(keys, 'offline <file>', 'move the root key away from this machine; readers go on without it').action(
    (file: string, options: HomeOptions) => takeOffline(file, options, context),
  );
  homeCommand(keys, 'revoke <key>', 'no longer trust the playback key of another host')
    .addOption(dealOption())
    .action((kid: string, options: DealOptions) => revoke(kid, options, context));
}
