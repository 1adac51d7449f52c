import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { audioBytes, type FixtureTags, freePort, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process with all six services, tagged files that ffmpeg encodes, HTTP on loopback.
const music = join(temporaryFolder(), 'music');
const home = join(temporaryFolder(), 'home');
let command: CommandProcess;
let api: string;

const tagsOf = (title: string, artist: string): FixtureTags => ({ title, artist, album: `Album of ${artist}` });

async function put(path: string, frequency: number, tags: FixtureTags): Promise<void> {
  mkdirSync(dirname(join(music, path)), { recursive: true });
  writeFileSync(join(music, path), await audioBytes({ ext: 'mp3', duration: 2, frequency, tags }));
}

interface Named {
  readonly id: string | number;
  readonly name: string;
}

const answer = (path: string): Promise<Response> => fetch(`${api}${path}`);
const list = async (path: string): Promise<Named[]> => ((await (await answer(path)).json()) as { items: Named[] }).items;
const names = async (path: string): Promise<string[]> => (await list(path)).map(({ name }) => name).sort();

beforeAll(async () => {
  await put('keep.mp3', 300, tagsOf('Keep', 'Anna'));
  await put('gone.mp3', 400, tagsOf('Gone', 'Berta'));
  await put('move.mp3', 500, tagsOf('Move', 'Clara'));
  writeFileSync(join(music, 'broken.flac'), '');
  const services = ['WEB', 'SNAPSHOT', 'ORIGIN', 'PUBLIC_API'];
  const ports = Object.fromEntries(await Promise.all(services.map(async (name) => [`${name}_PORT`, String(await freePort())] as const)));
  const hosts = Object.fromEntries(services.map((name) => [`${name}_HOST`, '127.0.0.1']));
  command = startCatalogsync(['up', '--home', home, '--library', music], { environment: { ...ports, ...hosts } });
  api = `http://127.0.0.1:${ports.PUBLIC_API_PORT}`;
  await until(async () => (await answer('/v1/tracks').catch(() => undefined))?.status === 200, 500);
  await until(async () => (await list('/v1/tracks')).length === 3, 500);
}, 300_000);

afterAll(async () => {
  command.child.kill('SIGKILL');
  await command.ended;
  removeFolders();
});

describe('when files go, and others are moved and tagged anew', () => {
  it('is what the public API shows: what is gone leaves lists and search, what has moved keeps its id and plays', async () => {
    const before = await list('/v1/tracks');
    const [gone, moved] = ['Gone', 'Move'].map((name) => before.find((track) => track.name === name)?.id);
    const stream = await fetch(`${api}/v1/tracks/${moved}/stream`, { redirect: 'manual' });
    const link = stream.headers.get('location') ?? `${api}/v1/tracks/${moved}/stream`;
    rmSync(join(music, 'gone.mp3'));
    rmSync(join(music, 'move.mp3'));
    await put('elsewhere/05 moved.mp3', 500, tagsOf('Moved', 'Dora'));
    const job = await catalogsync(['run', '--home', home, '--template', 'full']);
    // The damaged file was told by the first job.
    expect(job).toMatchObject({ code: 0, stdout: expect.not.stringContaining('broken.flac') });
    await until(async () => (await names('/v1/tracks')).join() === 'Keep,Moved', 500);
    expect((await answer(`/v1/tracks/${gone}`)).status).toBe(404);
    expect(await (await answer(`/v1/tracks/${moved}`)).json()).toMatchObject({ id: moved, name: 'Moved' });
    expect((await fetch(link)).status).toBe(200);
    expect(await names('/v1/artists')).toEqual(['Anna', 'Dora']);
    expect(JSON.stringify(await (await answer('/v1/search?q=Berta')).json())).not.toContain('Berta"');
  }, 300_000);

  it('lists the known faults, sets them aside, and shows what could be purged', async () => {
    const path = join(music, 'broken.flac');
    expect((await catalogsync(['library', 'faults', '--home', home])).stdout).toContain(`${path}\n  the file is empty`);
    expect(await catalogsync(['library', 'set-aside', path, '--home', home])).toMatchObject({ code: 0 });
    expect((await catalogsync(['library', 'faults', '--home', home])).stdout).toBe('nothing is known to be wrong\n');
    expect((await catalogsync(['library', 'faults', '--all', '--home', home])).stdout).toContain('set aside on');
    expect((await catalogsync(['library', 'set-aside', '/nowhere', '--home', home])).code).toBe(1);
    const { code, stdout } = await catalogsync(['library', 'purge', '--home', home]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/nothing (?:was removed|is left)/) });
  }, 120_000);
});
