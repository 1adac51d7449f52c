import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { PublicationClient, PublicationState, PublishedSnapshot } from '../clients/publication-client.js';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand, homeOption } from './options.js';
import { withPublication } from './with-client.js';

async function publish(client: PublicationClient, force: boolean, context: CommandContext): Promise<void> {
  const { settings, output, signal } = context;
  const outcome = await client.publish(force, signal, (phase) => settings.json || output.note(`  ${phase}`));
  printResult(context, outcome, () =>
    outcome.unchanged ? `nothing has changed since ${outcome.snapshot.snapshotId}` : `published ${describe(outcome.snapshot)}`,
  );
}

const describe = (snapshot: PublishedSnapshot): string =>
  `${snapshot.snapshotId}: ${snapshot.trackCount} tracks, ${snapshot.playlistCount} playlists, sequence ${snapshot.sequence}`;

async function list(client: PublicationClient, context: CommandContext): Promise<void> {
  const { snapshots, publication } = await client.list(context.signal);
  const rows = snapshots.map((one) => [
    one.current ? '*' : ' ',
    one.snapshotId,
    String(one.sequence),
    one.generatedAt,
    String(one.trackCount),
    String(one.playlistCount),
    `${(one.dbSizeBytes / 1e6).toFixed(1)} MB`,
  ]);
  printResult(context, snapshots, () =>
    rows.length === 0
      ? 'nothing has been published yet'
      : [...table([[' ', 'SNAPSHOT', 'SEQUENCE', 'GENERATED', 'TRACKS', 'PLAYLISTS', 'SIZE'], ...rows]), ...stateLines(publication)],
  );
}

/** Until when readers accept it, and how its mirror stands. */
function stateLines({ signedAt, freshUntil, mirror }: PublicationState): string[] {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const signed = signedAt === 0 ? 'not signed yet' : `signed on ${day(signedAt)}; readers accept it until ${day(freshUntil)}`;
  if (mirror === undefined) return ['', signed];
  const copied = mirror.sequence === 0 ? 'nothing copied yet' : `sequence ${mirror.sequence}`;
  return ['', signed, `mirror ${mirror.address}: ${mirror.problem === '' ? copied : `${copied}; ${mirror.problem}`}`];
}

async function rollback(client: PublicationClient, id: string, context: CommandContext): Promise<void> {
  const snapshot = await client.rollback(id, context.signal);
  printResult(context, snapshot, () => `published again: ${describe(snapshot)}`);
}

interface VerifyOptions extends HomeOptions {
  readonly trustedKeys?: string;
  readonly root?: string;
}

async function verify(dir: string, options: VerifyOptions, context: CommandContext): Promise<void> {
  const { verifyPublication } = await import('@catalogsync/snapshot');
  const home = await readHome(options.home, context.surroundings);
  const { KEYS_DIR } = readHostConfig(home.environment);
  const given = (path: string | undefined, name: string): string =>
    path === undefined ? resolve(KEYS_DIR, name) : resolve(context.surroundings.cwd, path);
  const trusted = given(options.trustedKeys, 'snapshot-trusted.jwks');
  const manifest = await verifyPublication(resolve(context.surroundings.cwd, dir), trusted, given(options.root, 'publication-root.json'));
  printResult(context, manifest, () => {
    return `good: ${manifest.snapshot_id}, ${manifest.track_count} tracks, generated ${manifest.generated_at}`;
  });
}

/** `snapshot publish|list|verify DIR|rollback ID` */
export function addSnapshot(program: Command, context: CommandContext): void {
  const snapshot = program.command('snapshot').description('publish, list, verify and roll back snapshots');
  snapshot
    .command('publish')
    .description('build, sign and publish the catalogue')
    .option('--force', 'even if nothing has changed')
    .addOption(homeOption())
    .action((options: HomeOptions & { force?: boolean }) =>
      withPublication(options.home, context, (client) => publish(client, options.force === true, context)),
    );
  homeCommand(snapshot, 'list', 'list the kept snapshots, newest first').action((options: HomeOptions) =>
    withPublication(options.home, context, (client) => list(client, context)),
  );
  snapshot
    .command('verify <dir>')
    .description('check signatures, sizes, hashes and content of a publication folder')
    .option('--trusted-keys <file>', 'public key ring to trust (default: the one of the home)')
    .option('--root <file>', 'root document to trust (default: the one of the home)')
    .addOption(homeOption())
    .action((dir: string, options: VerifyOptions) => verify(dir, options, context));
  homeCommand(snapshot, 'rollback <id>', 'publish an older snapshot again').action((id: string, options: HomeOptions) =>
    withPublication(options.home, context, (client) => rollback(client, id, context)),
  );
}
