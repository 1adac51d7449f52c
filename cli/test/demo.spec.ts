import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: the command as a process, with everything that it starts: emulated platforms over HTTP, six services, real audio.
interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
interface ApiTrack {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  readonly files: readonly { readonly ext: string; readonly quality: string }[];
  readonly aliases: readonly { readonly platform: string }[];
}

describe('when the demo is started', () => {
  let command: CommandProcess;
  let own: EmulatedServer;
  let base: string;
  let home: string;
  let ports: Record<string, string>;

  const api = async <T>(path: string): Promise<T> => (await (await fetch(`http://127.0.0.1:${ports.PUBLIC_API_PORT}${path}`)).json()) as T;
  const said = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await startCatalogsync([...args, '--home', home, '--json']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  };
  const everyTrack = async (): Promise<ApiTrack[]> => {
    const tracks: ApiTrack[] = [];
    for (let cursor = ''; ; ) {
      const { items, nextCursor } = await api<Page<ApiTrack>>(`/v1/tracks?limit=100${cursor}`);
      tracks.push(...items);
      if (nextCursor === null) return tracks;
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
  };

  beforeAll(async () => {
    base = temporaryFolder();
    ports = await freePorts();
    own = await EmulatedServer.start(() => ({ body: {} }));
    // What the owner set up for a catalogue of his own must not be touched.
    const owners = {
      SUBSONIC_URL: own.url,
      ARCHIVE_ENABLED: 'yes',
      ARCHIVE_URL: own.url,
      LIBRARY_DIR: join(base, 'mine'),
      ROOT_DIR: join(base, 'my-home'),
    };
    command = startCatalogsync(['up', '--demo'], { environment: { ...ports, ...owners, HOME: base, TMPDIR: base } });
    home = (await command.waitFor(/Home: (\S+)\. Ctrl-C/))[1] ?? '';
    await command.waitFor(/^Catalogue: /m);
  }, 600_000);

  afterAll(async () => {
    command.child.kill('SIGKILL');
    await command.ended;
    await own.stop();
    removeFolders();
  });

  it('collects charts and playlists of several platforms', async () => {
    const { items } = await api<Page<{ platform: string; name: string; songCount: number }>>('/v1/playlists?limit=50');
    expect(items.map(({ platform, name }) => `${platform} ${name}`)).toEqual(
      expect.arrayContaining(['netease 飙升榜', 'qq 热歌榜', 'deezer Morning Ferry', 'jamendo Free and Sunny']),
    );
    expect(items.filter(({ songCount }) => songCount === 0)).toEqual([]);
  });

  it('has a verified file for every track, and the same recording of two platforms is one track', async () => {
    const tracks = await everyTrack();
    expect(tracks.length).toBeGreaterThan(200);
    expect(tracks.filter(({ files }) => files.length === 0)).toEqual([]);
    const linked = tracks.filter(({ aliases }) => aliases.length > 0);
    expect(linked.length).toBeGreaterThan(50);
    const [line = ''] = await command.waitFor(/^Catalogue: \d+ tracks/m);
    expect(line).toBe(`Catalogue: ${tracks.length} tracks`);
  });

  it('found songs at other sources where their platform gives no file, or a damaged one', async () => {
    const { downloads } = await said<{ downloads: { source: string; target: { platform: string }; state: string }[] }>(
      'downloads',
      'list',
      '--limit',
      '500',
    );
    expect(new Set(downloads.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    const elsewhere = new Set(
      downloads.filter(({ source, target }) => source !== target.platform).map(({ source, target }) => `${target.platform} from ${source}`),
    );
    expect(elsewhere.size).toBeGreaterThan(2);
    expect(downloads.filter(({ source }) => source === 'deezer')).toEqual([]);
    const { files } = await said<{ files: { reason: string }[] }>('quarantine', 'list');
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter(({ reason }) => reason !== 'damaged')).toEqual([]);
  });

  it('is searched by pinyin initials, and plays', async () => {
    const { tracks } = await api<{ tracks: Page<ApiTrack> }>('/v1/search?q=xy&type=track');
    const found = tracks.items.find(({ name }) => name === '夏夜');
    expect(found?.files).toEqual([expect.objectContaining({ ext: 'flac', quality: 'lossless' })]);
    const song = Buffer.from(await (await fetch(`http://127.0.0.1:${ports.PUBLIC_API_PORT}/v1/tracks/${found?.id}/stream`)).arrayBuffer());
    expect(song.toString('latin1', 0, 4)).toBe('fLaC');
    // The cover is within.
    expect(song.includes(Buffer.from('image/png'))).toBe(true);
    const lyrics = readdirSync(join(home, 'library'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lrc'));
    expect(lyrics.length).toBeGreaterThan(20);
  });

  it("asks none of the owner's sources, and writes into none of his folders", () => {
    expect(own.requests).toEqual([]);
    expect(existsSync(join(base, 'mine'))).toBe(false);
    expect(existsSync(join(base, 'my-home'))).toBe(false);
  });

  it('throws its home away at the end', async () => {
    expect(existsSync(home)).toBe(true);
    command.child.kill('SIGINT');
    expect(await command.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Stopped\.\n$/) });
    expect(existsSync(home)).toBe(false);
  });
});
