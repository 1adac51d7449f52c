import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram, until, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { Product } from './product.js';

// Real here: the command as a process with all six services, inotify on two folders of tagged files made by ffmpeg,
// one of them a volume that is unmounted, pictures made by sharp, HTTP on loopback.

const run = promisify(execFile);
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;
const suite = requireProgram('ffmpeg') && mayMount ? describe : describe.skip;

let product: Product;
let up: CommandProcess;
let music: string;
let disk: string;
/** The volume as the product sees it: it is mounted in the product's own namespace. */
let volume: string;

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Cover {
  readonly hash: string;
  readonly width: number;
}

interface Track extends Named {
  readonly album: string;
  readonly cover: Cover | null;
}

/** What a stranger sees of the catalogue: a line per track and per album, and the artists' names. */
interface Shown {
  readonly tracks: readonly string[];
  readonly albums: readonly string[];
  readonly artists: readonly string[];
}

async function api<Answer>(path: string): Promise<Answer> {
  const answer = await fetch(`${product.api}${path}`);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const items = async <Item>(path: string): Promise<readonly Item[]> => (await api<{ items: Item[] }>(path)).items;
const tracks = (): Promise<readonly Track[]> => items<Track>('/v1/tracks?limit=100');

async function lyricsOf(track: Track & { lyrics: string | null }): Promise<string> {
  if (track.lyrics === null) return 'no lyrics';
  const { plain, lines } = await api<{ plain: string; lines: { text: string }[] | null }>(`/v1/tracks/${track.id}/lyrics`);
  return `${track.lyrics} lyrics: ${lines?.map(({ text }) => text).join('/') ?? plain}`;
}

async function shown(): Promise<Shown> {
  const described = (await tracks()).map(async (track) => {
    const words = await lyricsOf(track as Track & { lyrics: string | null });
    return `${track.name} of ${track.album}, ${track.cover ? 'cover' : 'no cover'}, ${words}`;
  });
  const albums = await items<Named & { trackCount: number; cover: Cover | null }>('/v1/albums');
  return {
    tracks: (await Promise.all(described)).sort(),
    albums: albums.map(({ name, trackCount, cover }) => `${name}: ${trackCount}, ${cover ? 'cover' : 'no cover'}`).sort(),
    artists: (await items<Named>('/v1/artists')).map(({ name }) => name).sort(),
  };
}

/** Waits until the API shows this, and says what it shows if it does not. */
async function becomes(wanted: Partial<Shown>): Promise<void> {
  let seen: Shown | undefined;
  const deadline = Date.now() + 120_000;
  await until(async () => {
    seen = await shown().catch(() => undefined);
    return Date.now() > deadline || (seen !== undefined && JSON.stringify({ ...seen, ...wanted }) === JSON.stringify(seen));
  }, 100);
  expect(seen).toMatchObject(wanted);
}

async function trackNamed(name: string): Promise<Track> {
  const track = (await tracks()).find((each) => each.name === name);
  if (track === undefined) throw new Error(`no track ${name}`);
  return track;
}

async function bytesOf(address: string): Promise<Buffer> {
  const answer = await fetch(address);
  expect([address, answer.status]).toEqual([address, 200]);
  return Buffer.from(await answer.arrayBuffer());
}

async function picture(path: string, color: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await run('ffmpeg', ['-y', '-v', 'error', '-f', 'lavfi', '-i', `color=${color}:size=700x700`, '-frames:v', '1', path]);
}

/** Rewrites a file by ffmpeg without encoding it anew, and gives it its name when it is whole, as taggers do. */
async function rewrite(path: string, args: readonly string[], to = path): Promise<void> {
  const whole = join(dirname(music), `rewritten${path.slice(path.lastIndexOf('.'))}`);
  await run('ffmpeg', ['-y', '-v', 'error', '-i', path, ...args, '-c', 'copy', whole]);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(whole, `${to}.part`);
  rmSync(path);
  renameSync(`${to}.part`, to);
}

const song = (title: string, album: string, artist: string) => ({ title, album, artist, album_artist: artist });

beforeAll(async () => {
  // Builds what is stale.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  const base = temporaryFolder();
  [music, disk] = [join(base, 'music'), join(base, 'disk')];
  await writeAudio(join(music, 'Eins/01.flac'), { frequency: 300, tags: { ...song('Erster', 'Eins', 'Anna'), track: '1' } });
  await writeAudio(join(music, 'Eins/02.flac'), { frequency: 310, tags: { ...song('Zweiter', 'Eins', 'Anna'), track: '2' } });
  await picture(join(base, 'red.jpg'), 'red');
  await rewrite(join(music, 'Eins/01.flac'), ['-i', join(base, 'red.jpg'), '-map', '0', '-map', '1', '-disposition:v', 'attached_pic']);
  const onDisk = join(base, 'on-disk');
  await writeAudio(join(onDisk, 'Zwei/01.mp3'), { frequency: 320, tags: { ...song('Dritter', 'Zwei', 'Bert'), track: '1' } });
  await picture(join(onDisk, 'Zwei/cover.jpg'), 'blue');
  writeFileSync(join(onDisk, 'Zwei/01.lrc'), '[00:00.50]Guten Tag\n');
  mkdirSync(disk);
  product = await Product.make(base);
  const mounted = 'mount -t tmpfs none "$0" && cp -a "$0/../on-disk/." "$0/" && exec "$@"';
  const args = ['up', '--home', product.home, '--library', music, '--library', disk];
  up = product.run(args, ['unshare', '-m', 'sh', '-c', mounted, disk]);
  volume = `/proc/${up.child.pid}/root${disk}`;
  await up.waitFor(/Catalogue: 3 tracks/);
}, 180_000);

afterAll(async () => {
  await product.close();
  removeFolders();
});

const erster = 'Erster of Eins, cover, no lyrics';
const zweiter = 'Zweiter of Eins, cover, no lyrics';
const dritter = 'Dritter of Zwei, cover, timed lyrics: Guten Tag';

suite("when a stranger's folder of music is changed in every way while `up` runs", () => {
  it('is served with its covers, albums and lyrics', async () => {
    await becomes({ tracks: [dritter, erster, zweiter], albums: ['Eins: 2, cover', 'Zwei: 1, cover'], artists: ['Anna', 'Bert'] });
    const { cover } = await trackNamed('Dritter');
    for (const size of [96, 300, 640]) {
      const bytes = await bytesOf(`${product.api}/v1/covers/${cover?.hash}/${size}`);
      expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WEBP']);
    }
  });

  it('shows a file that is added, and plays it', async () => {
    const path = join(music, 'Drei/01.mp3');
    await writeAudio(path, { frequency: 330, tags: { ...song('Vierter', 'Drei', 'Cora'), genre: 'Pop', date: '1999' } });
    await becomes({ albums: ['Drei: 1, no cover', 'Eins: 2, cover', 'Zwei: 1, cover'], artists: ['Anna', 'Bert', 'Cora'] });
    const track = await trackNamed('Vierter');
    expect(track).toMatchObject({ year: 1999, genres: [{ name: 'Pop' }] });
    expect((await bytesOf(`${product.api}/v1/tracks/${track.id}/stream`)).equals(readFileSync(path))).toBe(true);
  });

  it('plays a moved file by the link that was handed out before, and keeps its id', async () => {
    const before = await trackNamed('Zweiter');
    const handedOut = await fetch(`${product.api}/v1/tracks/${before.id}/stream`);
    await handedOut.arrayBuffer();
    mkdirSync(join(music, 'elsewhere'));
    renameSync(join(music, 'Eins/02.flac'), join(music, 'elsewhere/other name.flac'));
    // The link waits some seconds until the move is noticed, which a slow machine may take longer for.
    await until(async () => (await fetch(handedOut.url)).status === 200, 50);
    expect((await bytesOf(handedOut.url)).equals(readFileSync(join(music, 'elsewhere/other name.flac')))).toBe(true);
    await becomes({ tracks: [dritter, erster, 'Vierter of Drei, no cover, no lyrics', zweiter] });
    expect((await trackNamed('Zweiter')).id).toBe(before.id);
  });

  it('keeps the id of a file that is tagged anew and moved together', async () => {
    const before = await trackNamed('Zweiter');
    await rewrite(
      join(music, 'elsewhere/other name.flac'),
      ['-metadata', 'title=Umgetauft', '-metadata', 'lyrics=La la'],
      join(music, 'Eins/b.flac'),
    );
    await becomes({
      tracks: [dritter, erster, 'Umgetauft of Eins, cover, plain lyrics: La la', 'Vierter of Drei, no cover, no lyrics'],
    });
    expect((await trackNamed('Umgetauft')).id).toBe(before.id);
  });

  it('shows another song where a file was replaced by other music', async () => {
    const before = await trackNamed('Vierter');
    await writeAudio(join(music, 'Drei/01.mp3'), { frequency: 900, tags: song('Fünfter', 'Drei', 'Dora') });
    await becomes({ albums: ['Drei: 1, no cover', 'Eins: 2, cover', 'Zwei: 1, cover'], artists: ['Anna', 'Bert', 'Dora'] });
    expect((await trackNamed('Fünfter')).id).not.toBe(before.id);
  });

  it('shows a new picture in a folder', async () => {
    const before = await trackNamed('Dritter');
    await picture(join(music, 'green.jpg'), 'green');
    cpSync(join(music, 'green.jpg'), join(volume, 'Zwei/cover.jpg'));
    await until(async () => {
      const { cover } = await trackNamed('Dritter');
      return cover !== null && cover.hash !== before.cover?.hash;
    }, 100);
  });

  it('leaves out what was deleted: track, album and artist', async () => {
    rmSync(join(music, 'Drei'), { recursive: true });
    await becomes({ albums: ['Eins: 2, cover', 'Zwei: 1, cover'], artists: ['Anna', 'Bert'] });
    const found = await api<{ tracks: { items: Named[] } }>('/v1/search?q=F%C3%BCnfter&type=track');
    expect(found.tracks.items).toEqual([]);
  });

  it('keeps the tracks of a volume that is unmounted, and reports it', async () => {
    execFileSync('nsenter', ['-t', String(up.child.pid), '-m', 'umount', '-l', disk]);
    expect(existsSync(join(volume, 'Zwei'))).toBe(false);
    await up.waitFor(/! .*disk.*there is no music here any more/);
    await writeAudio(join(music, 'Vier/01.mp3'), { frequency: 350, tags: song('Sechster', 'Vier', 'Emil') });
    await becomes({ albums: ['Eins: 2, cover', 'Vier: 1, no cover', 'Zwei: 1, cover'], artists: ['Anna', 'Bert', 'Emil'] });
    const doctor = await product.run(['doctor', '--home', product.home]).ended;
    expect(doctor.stdout).toContain(`library: ${disk} is empty`);
  });
});
