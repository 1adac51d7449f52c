import { commandLine } from '@catalogsync/audit';
import type { KeyPurpose, MadeCertificate } from '@catalogsync/signing';
import { Argument, type Command } from 'commander';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand, homeOption } from './options.js';

/** As in libs/signing, which is loaded only when it is used. */
const keyPurposes = ['snapshot', 'playback'] as const satisfies readonly KeyPurpose[];

async function keysDir(options: HomeOptions, context: CommandContext): Promise<string> {
  const home = await readHome(options.home, context.surroundings);
  return readHostConfig(home.environment).KEYS_DIR;
}

/** Keys have no database, so the journal of the home tells who changed them. */
async function recorded(
  options: HomeOptions,
  context: CommandContext,
  action: { readonly action: string; readonly target: string },
  act: () => Promise<void>,
): Promise<void> {
  const [{ recordedInHome }, { root }] = await Promise.all([import('@catalogsync/snapshot'), readHome(options.home, context.surroundings)]);
  await recordedInHome(root, { ...commandLine('cli'), ...action }, act);
}

async function generate(options: HomeOptions, context: CommandContext): Promise<void> {
  const { ensureKeyRing, makeRpcCertificates } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  const made: { purpose: KeyPurpose; created: boolean }[] = [];
  let certificates: readonly MadeCertificate[] = [];
  await recorded(options, context, { action: 'generateKeys', target: `keys in ${dir}` }, async () => {
    const now = new Date(context.clock.now());
    for (const purpose of keyPurposes) made.push({ purpose, ...(await ensureKeyRing(dir, purpose, now)) });
    certificates = await makeRpcCertificates(dir, now);
  });
  printResult(context, { dir, keys: made, certificates }, () => [
    ...made.map(({ purpose, created }) => `${purpose}: ${created ? 'created' : 'already there'} in ${dir}`),
    ...certificateLines(certificates),
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

async function rotateCertificates(options: HomeOptions, context: CommandContext): Promise<void> {
  const { makeRpcCertificates } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  let certificates: readonly MadeCertificate[] = [];
  await recorded(options, context, { action: 'rotateCertificates', target: `gRPC certificates in ${dir}` }, async () => {
    certificates = await makeRpcCertificates(dir, new Date(context.clock.now()), 'all');
  });
  printResult(context, { dir, certificates }, () => certificateLines(certificates));
}

async function rotate(
  only: KeyPurpose | undefined,
  options: HomeOptions & { retirePrevious?: boolean },
  context: CommandContext,
): Promise<void> {
  const { retirePreviousKeys, rotateKeyRing } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  const results: { purpose: KeyPurpose; current?: string; retired?: readonly string[] }[] = [];
  const action = options.retirePrevious ? 'retireKeys' : 'rotateKeys';
  await recorded(options, context, { action, target: `${only ?? 'all'} keys in ${dir}` }, async () => {
    for (const purpose of only === undefined ? keyPurposes : [only]) {
      if (options.retirePrevious) results.push({ purpose, retired: await retirePreviousKeys(dir, purpose) });
      else results.push({ purpose, current: await rotateKeyRing(dir, purpose, new Date(context.clock.now())) });
    }
  });
  printResult(context, { dir, keys: results }, () =>
    results.map(({ purpose, current, retired }) =>
      current === undefined
        ? `${purpose}: retired ${retired?.join(', ') || 'none'}`
        : `${purpose}: new key ${current}; the previous one stays trusted`,
    ),
  );
}

async function list(options: HomeOptions, context: CommandContext): Promise<void> {
  const { listKeys, listRpcCertificates } = await import('@catalogsync/signing');
  const dir = await keysDir(options, context);
  const keys = (await Promise.all(keyPurposes.map((purpose) => listKeys(dir, purpose)))).flat();
  const rows = keys.map((key) => [key.purpose, key.kid, key.state, key.trusted ? 'trusted' : 'not trusted', key.createdAt]);
  const certificates = await listRpcCertificates(dir);
  const certificateRows = certificates.map(({ name, expiresAt, file }) => [name, expiresAt, file]);
  printResult(context, { dir, keys, certificates }, () => [
    ...(keys.length === 0
      ? [`no keys in ${dir}; make them with: catalogsync keys generate`]
      : table([['PURPOSE', 'KEY', 'STATE', 'TRUST', 'CREATED'], ...rows])),
    ...(certificates.length === 0 ? [] : ['', ...table([['CERTIFICATE OF', 'VALID UNTIL', 'FILE'], ...certificateRows])]),
  ]);
}

/** `keys generate|rotate|list` */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program
    .command('keys')
    .description('signing keys of snapshots and playback links, and the certificates of services on several machines');
  homeCommand(keys, 'generate', 'create missing keys and certificates, renew certificates that soon expire; the others stay').action(
    (options: HomeOptions) => generate(options, context),
  );
  keys
    .command('rotate')
    .description('create new current keys, the previous ones stay trusted; or new certificates (rpc)')
    .addArgument(new Argument('[purpose]', 'only the keys of one purpose').choices([...keyPurposes, 'rpc']))
    .option('--retire-previous', 'end a rotation instead: stop trusting the previous keys')
    .addOption(homeOption())
    .action((purpose: KeyPurpose | 'rpc' | undefined, options: HomeOptions & { retirePrevious?: boolean }, command: Command) => {
      if (purpose !== 'rpc') return rotate(purpose, options, context);
      if (options.retirePrevious) return command.error('error: certificates have no previous ones to retire', { exitCode: 2 });
      return rotateCertificates(options, context);
    });
  homeCommand(keys, 'list', 'list the keys, never their private parts').action((options: HomeOptions) => list(options, context));
}
