import { cp, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Clock, type Logger, silentLogger } from '@catalogsync/runtime';
import { type FixtureTags, silentWav, writeAudio } from '@catalogsync/testkit';
import { SoulSyncServer } from '../../src/adapters/servers/soulsync/soulsync-server.js';
import type { LibrarySong } from '../../src/core/servers/media-server.contract.js';

/** A clock that stands until a test moves it. */
class SetClock implements Clock {
  time = Date.UTC(2026, 0, 1);

  now(): number {
    return this.time;
  }
}

/** A music folder on disk, and servers over it. */
export class MusicFolder {
  readonly clock = new SetClock();

  private constructor(
    readonly home: string,
    readonly dir: string,
  ) {}

  static async make(): Promise<MusicFolder> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'music-folder-')));
    return new MusicFolder(home, join(home, 'Music'));
  }

  open({
    write = 'nothing',
    log = silentLogger(),
  }: {
    readonly write?: 'nothing' | 'sidecars' | 'tags';
    readonly log?: Logger;
  } = {}): SoulSyncServer {
    return new SoulSyncServer({ dir: this.dir, playlistsDir: this.playlistsDir, write, clock: this.clock, log });
  }

  get playlistsDir(): string {
    return join(this.dir, 'Playlists');
  }

  path(...names: readonly string[]): string {
    return join(this.dir, ...names);
  }

  /** A tagged file; its format is that of its name. */
  async add(path: string, tags: FixtureTags, seconds = 1): Promise<void> {
    await writeAudio(this.path(path), { duration: seconds, tags });
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), content);
  }

  /** Files of silence without tags: their titles are their names. */
  async addSilence(...paths: readonly string[]): Promise<void> {
    for (const [at, path] of paths.entries()) await this.write(path, silentWav(at + 1));
  }

  /** Sorted titles of everything that a server finds for a word. */
  async titles(server: SoulSyncServer, word: string): Promise<string[]> {
    const tracks = await server.searchTracks({ title: word, artist: '', limit: 100 }, new AbortController().signal);
    return tracks.map(({ title }) => title).sort();
  }

  /** At the place that a tidy collection has for it. */
  async addSong({ title, artist, album, genre, seconds }: LibrarySong, ext = 'mp3'): Promise<void> {
    const safe = (text: string): string => text.replaceAll('/', '_');
    await this.add(`${safe(artist)}/${safe(album)}/${safe(title)}.${ext}`, { title, artist, album, genre }, seconds);
  }

  copy(from: string, to: string): Promise<void> {
    return cp(this.path(from), this.path(to), { recursive: true });
  }

  moveAway(): Promise<void> {
    return rename(this.dir, join(this.home, 'elsewhere'));
  }

  bringBack(): Promise<void> {
    return rename(join(this.home, 'elsewhere'), this.dir);
  }

  remove(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}
