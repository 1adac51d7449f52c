import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { PublishedSnapshot, SnapshotClient } from '../clients/snapshot-client.js';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { table } from '../report/table.js';
import { homeOption } from './options.js';

interface HomeOptions {
  readonly home?: string;
}

/** Calls `use` with the snapshot service of a home: the one that runs, else one started for this. */
async function withSnapshotService(
  options: HomeOptions,
  context: CommandContext,
  use: (client: SnapshotClient) => Promise<void>,
): Promise<void> {
  const [{ SnapshotClient }, { withService }] = await Promise.all([
    import('../clients/snapshot-client.js'),
    import('../host/with-service.js'),
  ]);
  const request = { home: options.home, name: 'snapshot', needs: ['snapshot'] } as const;
  await withService(request, context, (address) => new SnapshotClient(address), use);
}

async function publish(client: SnapshotClient, force: boolean, context: CommandContext): Promise<void> {
  const { settings, output, signal } = context;
  const outcome = await client.publish(force, signal, (phase) => settings.json || output.note(`  ${phase}`));
  if (settings.json) return output.json(outcome);
  output.line(outcome.unchanged ? `nothing has changed since ${outcome.snapshot.snapshotId}` : `published ${describe(outcome.snapshot)}`);
}

const describe = (snapshot: PublishedSnapshot): string =>
  `${snapshot.snapshotId}: ${snapshot.trackCount} tracks, ${snapshot.playlistCount} playlists, sequence ${snapshot.sequence}`;

async function list(client: SnapshotClient, context: CommandContext): Promise<void> {
  const snapshots = await client.list(context.signal);
  if (context.settings.json) return context.output.json(snapshots);
  if (snapshots.length === 0) return context.output.line('nothing has been published yet');
  const rows = snapshots.map((one) => [
    one.current ? '*' : ' ',
    one.snapshotId,
    String(one.sequence),
    one.generatedAt,
    String(one.trackCount),
    String(one.playlistCount),
    `${(one.dbSizeBytes / 1e6).toFixed(1)} MB`,
  ]);
  for (const line of table([[' ', 'SNAPSHOT', 'SEQUENCE', 'GENERATED', 'TRACKS', 'PLAYLISTS', 'SIZE'], ...rows])) context.output.line(line);
}

async function rollback(client: SnapshotClient, id: string, context: CommandContext): Promise<void> {
  const snapshot = await client.rollback(id, context.signal);
  if (context.settings.json) context.output.json(snapshot);
  else context.output.line(`published again: ${describe(snapshot)}`);
}

async function verify(dir: string, options: HomeOptions & { trustedKeys?: string }, context: CommandContext): Promise<void> {
  const { verifyPublication } = await import('@catalogsync/snapshot');
  const home = await readHome(options.home, context.surroundings);
  const { KEYS_DIR } = readHostConfig(home.environment);
  const trusted =
    options.trustedKeys === undefined ? resolve(KEYS_DIR, 'snapshot-trusted.jwks') : resolve(context.surroundings.cwd, options.trustedKeys);
  const manifest = await verifyPublication(resolve(context.surroundings.cwd, dir), trusted);
  if (context.settings.json) context.output.json(manifest);
  else context.output.line(`good: ${manifest.snapshot_id}, ${manifest.track_count} tracks, generated ${manifest.generated_at}`);
}

/** `snapshot publish|list|verify DIR|rollback ID` */
export function addSnapshot(program: Command, context: CommandContext): void {
  const snapshot = program.command('snapshot').description('what is published');
  snapshot
    .command('publish')
    .description('build, sign and publish the catalogue')
    .option('--force', 'even if nothing has changed')
    .addOption(homeOption())
    .action((options: HomeOptions & { force?: boolean }) =>
      withSnapshotService(options, context, (client) => publish(client, options.force === true, context)),
    );
  snapshot
    .command('list')
    .description('the snapshots that are kept, newest first')
    .addOption(homeOption())
    .action((options: HomeOptions) => withSnapshotService(options, context, (client) => list(client, context)));
  snapshot
    .command('verify <dir>')
    .description('check signature, size, hash and content of a publication folder')
    .option('--trusted-keys <file>', 'public key ring to trust (default: the one of the home)')
    .addOption(homeOption())
    .action((dir: string, options: HomeOptions) => verify(dir, options, context));
  snapshot
    .command('rollback <id>')
    .description('publish an older snapshot again')
    .addOption(homeOption())
    .action((id: string, options: HomeOptions) => withSnapshotService(options, context, (client) => rollback(client, id, context)));
}
