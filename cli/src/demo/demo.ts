import type { Environment } from '@catalogsync/runtime';
import { keyGroups } from '../home/known-keys.js';
import { loadServices, startOrder } from '../host/services.js';
import type { CommandContext } from '../report/command-context.js';
import { leaveDemoHome, prepareDemoHome } from './demo-home.js';
import { DemoPlatforms } from './demo-platforms.js';

type Surroundings = CommandContext['surroundings'];

/** A home, and platforms that feed it, for as long as the command runs. */
export interface Demo {
  readonly root: string;
  /** Where its sources are; none of them is remembered, for their ports are gone afterwards. */
  readonly settings: Readonly<Record<string, string>>;
  /** Without what the user set up for a catalogue of his own. */
  readonly surroundings: Surroundings;
  /** All of them: the demo shows what they list. */
  readonly sources: readonly string[];
  readonly introduction: readonly string[];
  readonly farewell: (api: string) => readonly string[];
  /** Ends the platforms and throws the home away unless it is kept. */
  stop(): Promise<void>;
}

/**
 * Starts the platforms of the demo on free ports of this machine.
 * @param options `home` and `keep` as given on the command line
 * @throws Fault `invalid_argument` for a home that holds something else
 */
export async function startDemo(options: { readonly home?: string; readonly keep?: true }, surroundings: Surroundings): Promise<Demo> {
  const home = await prepareDemoHome({ home: options.home, keep: options.keep === true }, surroundings.cwd);
  const platforms = await DemoPlatforms.start();
  return {
    root: home.root,
    settings: platforms.settings,
    sources: platforms.names,
    surroundings: { ...surroundings, environment: await withoutOwnSettings(surroundings.environment) },
    introduction: [
      'This is the demo. Its songs are invented, and so is whoever sings them; its platforms answer on this machine alone.',
      ...platforms.lines,
      '',
    ],
    farewell: (api) => farewell(api, home),
    stop: async () => {
      await platforms.stop();
      await leaveDemoHome(home);
    },
  };
}

/** Where to listen, and how much to log. */
const keptKeys = /^(?:\w+_(?:PORT|HOST)|LOG_LEVEL)$/;

/** The demo must neither reach the user's sources nor write into his folders. */
async function withoutOwnSettings(environment: Environment): Promise<Environment> {
  const known = new Set(keyGroups(await loadServices(startOrder)).flatMap(({ keys }) => Object.keys(keys)));
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !known.has(key) || keptKeys.test(key)));
}

function farewell(api: string, { root, kept }: { readonly root: string; readonly kept: boolean }): string[] {
  const commands = [
    [`curl '${api}/v1/search?q=xy&type=track,playlist'`, 'pinyin initials'],
    [`curl '${api}/v1/playlists?limit=5'`, 'charts and playlists of several platforms'],
    [`curl -L -o song.flac '${api}/v1/tracks/1/stream'`, 'follows the signed URL'],
    [`./catalogsync jobs show 1 --home ${root}`, 'what was collected, downloaded and published'],
    [`./catalogsync quarantine list --home ${root}`, 'files that failed verification; others took their place'],
    [`./catalogsync rank netease --home ${root}`, 'where songs were found that NetEase did not hand out'],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    '',
    'Look around:',
    ...commands.map(([command, what]) => `  ${command.padEnd(width)}  # ${what}`),
    '',
    kept
      ? `${root} is kept: "catalogsync up --home ${root}" serves it again.`
      : `${root} is thrown away when you press Ctrl-C; --keep keeps it.`,
  ];
}
