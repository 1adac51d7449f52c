import { chmod, readdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { rpcCertificateFiles } from '@catalogsync/runtime';
import type { Home } from './home-folder.js';
import type { HostConfig } from './host-keys.js';

/** Permissions of group and others: to read, write or enter; and to write alone. */
const anything = 0o077;
const writing = 0o022;

/** Something of an installation that others should not reach. */
export interface PrivatePlace {
  /** Completes the sentence "others can read …". */
  readonly what: string;
  /** What somebody could do with it. */
  readonly why: string;
  readonly path: string;
  /** Permission bits that it should not have. */
  readonly closed: number;
}

/** A place that others can reach. */
export interface OpenPlace extends PrivatePlace {
  readonly mode: number;
  /** Of another user, so that this one can change nothing about it. */
  readonly foreign: boolean;
}

const secrets = 'It holds passwords and keys of other services.';
const history = 'It says what is listened to, and holds the logins of the console.';
const signing = 'Whoever has it can sign databases or links that everybody trusts.';
const replacing = 'Whoever can write there decides what these services do.';

const databaseFiles = (file: string): string[] => ['', '-wal', '-shm', '-journal', '.lock'].map((end) => `${file}${end}`);

async function entriesOf(folder: string, pattern: RegExp): Promise<string[]> {
  // Absent or closed to this user: there is nothing to tell about what is in it.
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

const placesOf = (what: string, why: string, paths: readonly string[], closed = anything): PrivatePlace[] =>
  paths.map((path) => ({ what, why, path, closed }));

/** Every private place that a home may have, whether it is there or not. Not the library, which is for other programs too. */
export async function privatePlaces(home: Home, config: HostConfig, sockets: string): Promise<PrivatePlace[]> {
  const { root, settingsFile, secretsFile } = home;
  const { folder: certificates } = rpcCertificateFiles(config.KEYS_DIR, 'owner');
  const ownSettings = settingsFile.startsWith(`${root}${sep}`) ? anything : writing;
  return [
    ...placesOf('the folder', replacing, [sockets, config.KEYS_DIR, certificates, config.CACHE_DIR, join(root, 'logs')]),
    ...placesOf('the settings', replacing, [settingsFile], ownSettings),
    ...placesOf('the secrets', secrets, [secretsFile]),
    ...placesOf('the database', history, databaseFiles(config.DB_PATH)),
    ...placesOf('the database', history, databaseFiles(join(dirname(config.DB_PATH), 'resolver_stats.db'))),
    ...placesOf('the database', history, databaseFiles(join(dirname(config.DB_PATH), 'song_search.db'))),
    ...placesOf('the private key', signing, await entriesOf(config.KEYS_DIR, /-signing\.jwks$/)),
    ...placesOf('the private key', 'Whoever has it can call the services as one of them.', await entriesOf(certificates, /\.key$/)),
    ...placesOf('the trusted keys', replacing, await entriesOf(config.KEYS_DIR, /-trusted\.jwks$/), writing),
    ...placesOf('the root document', replacing, await entriesOf(config.KEYS_DIR, /^publication-root\.json$/), writing),
    ...placesOf('the certificate', replacing, await entriesOf(certificates, /\.crt$/), writing),
    ...placesOf('the socket', 'Whoever can write to it may do everything that its service can.', await entriesOf(sockets, /\.sock$/)),
    ...placesOf('the file', replacing, await entriesOf(sockets, /\.(pid|lock)$/)),
    ...placesOf('the notices', history, await entriesOf(join(root, 'logs'), /^job-\d+\.txt$/)),
    ...placesOf(
      'the publication',
      'Followers would refuse what somebody else puts there, and serve nothing new.',
      [config.SNAPSHOT_DIR],
      writing,
    ),
  ];
}

/**
 * The home folder itself. One that was made before is only closed to writing: a media server of another user may read the
 * library through it, and what is private in it has permissions of its own.
 */
export function homePlace({ root }: Home, closed: 'to all' | 'to writing'): PrivatePlace {
  return { what: 'the home folder', why: replacing, path: root, closed: closed === 'to all' ? anything : writing };
}

/** Those places that are there and that others can reach. */
export async function findOpen(places: readonly PrivatePlace[]): Promise<OpenPlace[]> {
  const found = await Promise.all(
    places.map(async (place) => {
      const { mode, uid } = (await stat(place.path).catch(() => undefined)) ?? { mode: 0, uid: undefined };
      const foreign = uid !== undefined && isForeign(uid, place);
      return (mode & place.closed) !== 0 || foreign ? [{ ...place, mode: mode & 0o777, foreign }] : [];
    }),
  );
  return found.flat();
}

/** Root reads everything; and settings that root keeps for a service are as they should be. */
function isForeign(uid: number, place: PrivatePlace): boolean {
  const own = process.getuid?.() ?? 0;
  return own !== 0 && uid !== own && !(uid === 0 && place.closed === writing);
}

/** The permissions that it should have. */
export const closedMode = ({ mode, closed }: OpenPlace): number => mode & ~closed;

/** Closes what belongs to this user. @returns what was closed, and what stays open whatever is done */
export async function close(open: readonly OpenPlace[]): Promise<{ closed: string[]; stuck: string[] }> {
  const [closed, stuck]: [string[], string[]] = [[], []];
  for (const place of open.filter(({ mode, closed: bits }) => (mode & bits) !== 0)) {
    const done = await chmod(place.path, closedMode(place)).then(
      async () => ((await stat(place.path)).mode & place.closed) === 0,
      () => false, // Of another user; `doctor` says so.
    );
    (done ? closed : stuck).push(place.path);
  }
  return { closed, stuck };
}

/** True before anything was put into it: nobody relies yet on reading it. */
export async function isNewHome({ root, settingsText }: Home, config: HostConfig): Promise<boolean> {
  const there = await Promise.all(
    [config.DB_PATH, config.LIBRARY_DIR, join(root, 'catalogsync.env')].map((path) => stat(path).catch(() => undefined)),
  );
  return settingsText === '' && there.every((found) => found === undefined);
}
