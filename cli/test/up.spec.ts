import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireProgram, until, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: the command as a process with all six services, audio files made by ffmpeg, HTTP on
// loopback, signals.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;

const running = new Set<CommandProcess>();
let base: string;
let home: string;
let music: string;
let ports: Record<string, string>;

function up(args: readonly string[], environment: Record<string, string> = ports, uid?: number): CommandProcess {
  const command = startCatalogsync(['up', ...args], { environment, uid });
  running.add(command);
  command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

const api = async (path: string): Promise<Record<string, never>> =>
  (await (await fetch(`http://127.0.0.1:${ports.PUBLIC_API_PORT}${path}`)).json()) as Record<string, never>;

/** Waits until the API serves a snapshot, and says how long that took. */
async function firstAnswer(command: CommandProcess): Promise<number> {
  const started = performance.now();
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.PUBLIC_API_PORT}/v1/tracks?limit=1`).catch(() => undefined);
    if (answer?.status === 200) return true;
    if (command.child.exitCode !== null) throw new Error(JSON.stringify(await command.ended));
    return false;
  }, 20);
  return performance.now() - started;
}

async function stop(command: CommandProcess, signal: NodeJS.Signals) {
  const asked = performance.now();
  command.child.kill(signal);
  const ended = await command.ended;
  return { ...ended, ms: performance.now() - asked };
}

const entriesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const catalogueLine = /^Catalogue: (\d+) tracks?, (\d+) playlists?.*$/m;

beforeAll(async () => {
  // Built now, so that no command below has to build.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  base = temporaryFolder();
  // Other users may enter, for the tests that run as another user.
  chmodSync(base, 0o755);
  home = join(base, 'home');
  music = join(base, '音乐');
  ports = { HOME: base, ...(await freePorts()) };
  const tags = { artist: '周杰伦', album: '七里香', album_artist: '周杰伦' };
  await writeAudio(join(music, '周杰伦/七里香/01.mp3'), { frequency: 440, tags: { ...tags, title: '我的地盘', track: '1' } });
  await writeAudio(join(music, '周杰伦/七里香/02.flac'), { frequency: 450, tags: { ...tags, title: '七里香', track: '2' } });
  await writeAudio(join(music, 'Beyoncé/Halo.ogg'), {
    frequency: 460,
    tags: { title: 'Halo', artist: 'Beyoncé', album: 'I Am' },
  });
  writeFileSync(join(music, '周杰伦/七里香/02.lrc'), '[00:01.00]窗外的麻雀\n');
  writeFileSync(join(music, 'broken.mp3'), 'no audio at all');
});

afterAll(async () => {
  for (const command of running) await stop(command, 'SIGKILL');
  removeFolders();
});

suite('when a folder of music is given for the first time', () => {
  let command: CommandProcess;
  let login = '';
  /** How long a start takes on this machine. */
  let startMs: number;

  beforeAll(async () => {
    const began = performance.now();
    command = up(['--home', home, '--library', music]);
    await command.waitFor(catalogueLine);
    startMs = performance.now() - began;
  });

  it('catalogues it, names what it could not read, and serves it', async () => {
    const [, tracks, playlists] = await command.waitFor(catalogueLine);
    expect({ tracks, playlists: Number(playlists) }).toEqual({ tracks: '3', playlists: 1 });
    await command.waitFor(/! .*broken\.mp3/);
    const { items } = (await api('/v1/tracks')) as unknown as { items: { name: string }[] };
    expect(items.map(({ name }) => name).sort()).toEqual(['Halo', '七里香', '我的地盘'].sort());
    const found = (await api('/v1/search?q=qlx&type=track')) as unknown as { tracks: { items: { name: string }[] } };
    expect(found.tracks.items.map(({ name }) => name)).toContain('七里香');
  });

  it('knows its albums and the lyrics beside the files', () => {
    const database = new Database(join(home, 'catalogsync.db'), { readonly: true });
    const ask = (sql: string): unknown[] => database.prepare(sql).raw(true).all().flat();
    const albums = 'SELECT a.name, count(*), a.kind FROM albums a JOIN album_songs s ON s.album_id = a.id GROUP BY a.id ORDER BY 2 DESC';
    expect(ask(albums)).toEqual(['七里香', 2, 'single', 'I Am', 1, 'album']);
    expect(ask('SELECT r.name FROM album_artists l JOIN artists r ON r.id = l.artist_id ORDER BY 1')).toEqual(['Beyoncé', '周杰伦']);
    const lyrics =
      'SELECT s.name, l.plain, l.timed FROM song_lyrics x JOIN songs s ON s.id = x.song_id JOIN lyrics l ON l.id = x.lyrics_id';
    expect(ask(lyrics)).toEqual(['七里香', '窗外的麻雀', '[00:01.00]窗外的麻雀']);
    expect(ask('SELECT count(*) FROM songs WHERE added_at IS NULL')).toEqual([0]);
    database.close();
  });

  it('downloads nothing, since every song is present, and prepares no search that was not requested', () => {
    const database = new Database(join(home, 'resolver_stats.db'), { readonly: true });
    const [downloads, keys] = ['downloads', 'library_search_keys'].map((table) =>
      database.prepare(`SELECT count(*) AS n FROM ${table}`).get(),
    );
    database.close();
    expect({ downloads, keys }).toEqual({ downloads: { n: 0 }, keys: { n: 0 } });
    for (const folder of ['library', 'staging/fetches']) expect(entriesOf(join(home, folder))).toEqual([]);
  });

  it('streams a track byte for byte, whole and by range', async () => {
    const { tracks } = (await api('/v1/search?q=七里香&type=track')) as unknown as { tracks: { items: { id: number; name: string }[] } };
    const id = tracks.items.find(({ name }) => name === '七里香')?.id;
    const bytes = readFileSync(join(music, '周杰伦/七里香/02.flac'));
    const address = `http://127.0.0.1:${ports.PUBLIC_API_PORT}/v1/tracks/${id}/stream`;
    const whole = await fetch(address);
    expect(whole.headers.get('content-type')).toBe('audio/flac');
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(whole.url, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
  });

  it('prints the console login, and plain lines because this is not a terminal', async () => {
    [login = ''] = await command.waitFor(/Password: +\S+/);
    await command.waitFor(/^Scanning: .*done/m);
    await command.waitFor(/^Publishing: .*done/m);
  });

  it('documents its settings, remembers the folder and restricts secrets to the owner', () => {
    const settings = readFileSync(join(home, 'catalogsync.env'), 'utf8');
    expect(settings).toContain(`\nLIBRARY_FOLDERS=${music}\n`);
    expect(settings).toContain('#PUBLIC_API_PORT=');
    expect(statSync(join(home, 'secrets.env')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'keys/playback-signing.jwks')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second instance of the home with one line that names the first', async () => {
    const { code, stderr } = await up(['--home', home]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^catalogsync: the home folder [^\\n]+ is in use by another instance \\(process ${command.child.pid}\\)[^\\n]+\\n$`),
    );
  });

  it('refuses taken ports, all in one line, and creates no home', async () => {
    const other = join(base, 'other');
    const { code, stderr } = await up(['--home', other, '--library', music]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: cannot listen: [^\n]+\n$/);
    for (const key of Object.keys(ports).filter((name) => name.endsWith('_PORT')))
      expect(stderr).toContain(`${ports[key]} (${key}) is in use`);
    expect(existsSync(other)).toBe(false);
  });

  it('exits with 0 within 5 s of Ctrl-C, even while a client holds its connection', async () => {
    await api('/v1/playlists'); // fetch keeps this connection open
    const { code, ms, stdout, stderr } = await stop(command, 'SIGINT');
    expect({ code, stderr: stderr.replace(/^ {2}! .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Stopped.');
    expect(ms).toBeLessThan(5000 + startMs);
  });

  it('restarts without being given the folder, answers before it scans, and shows no login', async () => {
    const again = up(['--home', home]);
    // It prints its addresses, then creates the job that scans. No retry: the API must answer from here on.
    await again.waitFor(/Public API +http/);
    const { items } = (await api('/v1/tracks')) as unknown as { items: unknown[] };
    expect(items).toHaveLength(3);
    const [, tracks] = await again.waitFor(catalogueLine);
    expect(tracks).toBe('3');
    const { stdout, code } = await stop(again, 'SIGTERM');
    expect(code).toBe(0);
    expect(stdout.match(/^ +Public API|^Scanning/gm)?.slice(0, 2)).toEqual(['  Public API', 'Scanning']);
    expect(login.length).toBeGreaterThan(20);
    expect(stdout).not.toContain('Password');
  });

  it('restarts after being killed', async () => {
    const killed = up(['--home', home]);
    await firstAnswer(killed);
    await stop(killed, 'SIGKILL');
    const again = up(['--home', home]);
    await again.waitFor(catalogueLine);
    expect((await stop(again, 'SIGINT')).code).toBe(0);
  });

  it('exits immediately at the second Ctrl-C', async () => {
    const impatient = up(['--home', home]);
    await impatient.waitFor(/Public API/);
    impatient.child.kill('SIGINT');
    const { code, ms } = await stop(impatient, 'SIGINT');
    // 0 if it was faster than the second signal.
    expect([0, 130]).toContain(code);
    expect(ms).toBeLessThan(5000 + startMs);
  });
});

suite('when the volume of the home is full', () => {
  it('says so in one line before anything is written', async () => {
    // /proc has no free space.
    const { code, stderr } = await up(['--home', '/proc/catalogsync', '--library', music]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: only 0 MB are free for \/proc\/catalogsync\. [^\n]+\n$/);
  });
});

const asRoot = process.getuid?.() === 0;
const nobody = 65534;

(asRoot ? suite : describe.skip)('when this user lacks permission', () => {
  it('to read the library, prints one line and creates no home', async () => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const open = join(base, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const { code, stderr } = await up(['--home', join(open, 'home'), '--library', closed], ports, nobody).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: cannot read the library: permission denied: [^\n]+\n$/);
    expect(existsSync(join(open, 'home'))).toBe(false);
  });

  it('to write the home, prints one line', async () => {
    const { code, stderr } = await up(['--home', join(base, 'unwritable'), '--library', music], ports, nobody).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: cannot prepare the home folder: permission denied: [^\n]+\n$/);
  });
});
