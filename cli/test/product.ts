import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audioBytes, type EmulatedSong, freePort, SubsonicEmulator } from '@catalogsync/testkit';
import { type CommandProcess, startCatalogsync } from './command-line.js';

/** The keys of the ports that `up` listens on. */
const portKeys = ['PUBLIC_API_PORT', 'WEB_PORT', 'SNAPSHOT_PORT', 'ORIGIN_PORT'] as const;

/** Free ports for everything that `up` listens on. */
export async function freePorts(): Promise<Record<(typeof portKeys)[number], string>> {
  const ports = await Promise.all(portKeys.map(async (key) => [key, String(await freePort())] as const));
  return Object.fromEntries(ports) as Record<(typeof portKeys)[number], string>;
}

/** A song with real audio of its own. */
export async function emulatedSong(number: number, seconds = 1): Promise<EmulatedSong> {
  const id = `song-${number}`;
  const about = { title: `Song number ${number}`, artist: `Artist ${number % 7}`, album: `Album ${number % 3}` };
  const bytes = await audioBytes({ ext: 'flac', duration: seconds, frequency: 200 + number * 7, tags: about });
  return { id, ...about, duration: seconds, suffix: 'flac', bytes };
}

/** `./catalogsync up` on a home of its own that downloads from an emulated server. */
export class Product {
  readonly home: string;
  readonly library: string;
  readonly environment: Record<string, string>;
  private readonly running = new Set<CommandProcess>();

  private constructor(
    base: string,
    ports: Record<string, string>,
    readonly emulator: SubsonicEmulator,
  ) {
    this.home = join(base, 'home');
    this.library = join(base, 'library');
    mkdirSync(this.library, { recursive: true });
    const { user, password } = emulator.state;
    this.environment = {
      ...ports,
      HOME: base,
      LIBRARY_DIR: this.library,
      SUBSONIC_URL: emulator.server.url,
      SUBSONIC_USER: user,
      SUBSONIC_PASSWORD: password,
      DOWNLOAD_LISTS: 'subsonic',
    };
  }

  /** `base` is a folder that the caller removes. */
  static async make(base: string): Promise<Product> {
    return new Product(base, await freePorts(), await SubsonicEmulator.start());
  }

  /** Offers these songs in one playlist, besides those that it has. */
  offer(songs: readonly EmulatedSong[]): void {
    const { state } = this.emulator;
    state.songs.push(...songs);
    const songIds = state.songs.map(({ id }) => id);
    state.playlists.splice(0, 1, { id: 'all', name: 'All', changed: `2026-01-01T00:00:${songIds.length}Z`, songIds });
  }

  up(under: readonly string[] = []): CommandProcess {
    return this.run(['up', '--home', this.home], under);
  }

  /** A command of the home, `under` a program that runs it. */
  run(args: readonly string[], under: readonly string[] = []): CommandProcess {
    const command = startCatalogsync(args, { environment: this.environment, under });
    this.running.add(command);
    command.ended.finally(() => this.running.delete(command)).catch(() => undefined);
    return command;
  }

  get api(): string {
    return `http://127.0.0.1:${this.environment.PUBLIC_API_PORT}`;
  }

  async close(): Promise<void> {
    for (const { child } of this.running) child.kill('SIGKILL');
    await Promise.allSettled([...this.running].map(({ ended }) => ended));
    await this.emulator.server.stop();
  }
}

/** The files below a folder, by their paths relative to it. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length + 1), readFileSync(join(parentPath, name))]),
  );
}
