import { Fault } from '@catalogsync/faults';
import type { FollowerClient } from '@catalogsync/rpc';
import { Argument, type Command, Option } from 'commander';
import { readHome } from '../home/home-folder.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { cloudOf } from './cloud-keys.js';
import { type HomeOptions, homeOption } from './options.js';
import { recorded } from './recorded.js';

const followers = ['public-api', 'origin'] as const;

interface Options extends HomeOptions {
  readonly service: (typeof followers)[number];
}

const reachMs = 2_000;

/** Calls a running follower: only what runs has a snapshot in use. */
async function withFollower(
  options: Options,
  context: CommandContext,
  act: (client: FollowerClient, root: string) => Promise<Status>,
): Promise<void> {
  const [{ FollowerClient: Client }, { reachService }] = await Promise.all([
    import('@catalogsync/rpc'),
    import('../host/reach-service.js'),
  ]);
  const home = await readHome(options.home, context.surroundings);
  const { address, access, health } = await reachService(home, options.service, reachMs);
  if (health === 'unreachable') {
    throw new Fault('failed_precondition', `no ${options.service} is running in ${home.root}`, {
      hint: `Start it: catalogsync serve ${options.service}`,
    });
  }
  const client = new Client(address, access, options.service);
  try {
    const status = await act(client, home.root);
    printResult(context, status, () => statusLines(status));
  } finally {
    client.close();
  }
}

type Status = Awaited<ReturnType<FollowerClient['status']>>;

const instant = (at: number): string => new Date(at).toISOString();

function statusLines({ kept, adoptedAt, lastCheckedAt, freshUntil, pinned, fault, hint, alarm }: Status): string[] {
  const rows = kept.map((one) => [
    one.inUse ? '*' : ' ',
    one.snapshotId,
    String(one.sequence),
    one.generatedAt,
    String(one.trackCount),
    `${(one.dbSizeBytes / 1e6).toFixed(1)} MB`,
  ]);
  return [
    ...(rows.length === 0 ? ['no snapshot is here yet'] : table([[' ', 'SNAPSHOT', 'SEQUENCE', 'GENERATED', 'TRACKS', 'SIZE'], ...rows])),
    ...(adoptedAt === 0 ? [] : [`in use since ${instant(adoptedAt)}`]),
    lastCheckedAt === 0 ? 'not checked yet' : `checked at ${instant(lastCheckedAt)}`,
    ...(freshUntil === 0 ? [] : [`signed until ${instant(freshUntil)}`]),
    ...(pinned ? ['somebody went back to it, newer ones are left aside; to follow again: catalogsync cloud follow'] : []),
    ...(fault === '' ? [] : [`no newer one is used${alarm === '' ? '' : ` (${alarm})`}: ${fault}${hint === '' ? '' : `. ${hint}`}`]),
  ];
}

/** `cloud status|check|rollback [ID]|follow` */
export function addCloudFollow(program: Command, context: CommandContext): void {
  const cloud = cloudOf(program);
  const following = (name: string, description: string): Command =>
    cloud
      .command(name)
      .description(description)
      .addOption(homeOption())
      .addOption(new Option('--service <name>', 'whose copy').choices([...followers]).default('public-api'));
  const { signal } = context;
  following('status', 'the snapshot that this host serves, those it keeps, and why no newer one is used').action((options: Options) =>
    withFollower(options, context, (client) => client.status(signal)),
  );
  following('check', 'look for a newer snapshot now').action((options: Options) =>
    withFollower(options, context, (client) => client.check(signal)),
  );
  following('rollback', 'go back to a kept snapshot and stay there, until `cloud follow`')
    .addArgument(new Argument('[id]', 'which one (default: the one before)').default(''))
    .action((id: string, options: Options) =>
      withFollower(options, context, (client, root) =>
        recorded(
          root,
          'rollbackReader',
          `${options.service} to ${id === '' ? 'the snapshot before' : `snapshot ${id.slice(0, 100)}`}`,
          () => client.rollback(id, signal),
        ),
      ),
    );
  following('follow', 'use the newest snapshot again').action((options: Options) =>
    withFollower(options, context, (client, root) => recorded(root, 'followPublication', options.service, () => client.follow(signal))),
  );
}
