import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, requireProgram, until, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process with all six services, audio files made by ffmpeg, HTTP on loopback.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;

suite('when published files are written into under the running services', () => {
  const song = '七里香';
  let command: CommandProcess;
  let publicApi: string;
  let origin: string;
  /** The database in use, as published. */
  let published: string;
  let sound: Buffer;
  let audio: Buffer;

  beforeAll(async () => {
    // Built now, so that the start below does not have to.
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
    const base = temporaryFolder();
    const music = join(base, 'music');
    await writeAudio(join(music, 'a.mp3'), { frequency: 440, tags: { title: song, artist: '周杰伦', album: song } });
    audio = readFileSync(join(music, 'a.mp3'));
    const [publicPort, web, snapshot, originPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const ports = { PUBLIC_API_PORT: `${publicPort}`, WEB_PORT: `${web}`, SNAPSHOT_PORT: `${snapshot}`, ORIGIN_PORT: `${originPort}` };
    publicApi = `http://127.0.0.1:${publicPort}`;
    origin = `http://127.0.0.1:${originPort}`;
    const home = join(base, 'home');
    command = startCatalogsync(['up', '--home', home, '--library', music], { environment: { ...ports, HOME: base } });
    await command.waitFor(/^Catalogue: 1 tracks?/m);
    await until(async () => (await ready(publicApi)) && (await ready(origin)));
    const id = String(readdirSync(join(home, 'publication', 'snapshots')).find((name) => name.startsWith('snap-')));
    published = join(home, 'publication', 'snapshots', id, 'catalog_read.db');
    sound = readFileSync(published);
  });

  afterAll(async () => {
    command.child.kill('SIGKILL');
    await command.ended;
    removeFolders();
  });

  const ready = async (base: string): Promise<boolean> => (await fetch(`${base}/readyz`).catch(() => undefined))?.status === 200;

  /** Asks both readers of the database once; fails if either is gone or answers with anything else than before. */
  async function ask(): Promise<void> {
    const tracks = (await (await fetch(`${publicApi}/v1/tracks`)).json()) as { items: { id: number; name: string }[] };
    expect(tracks.items.map(({ name }) => name)).toEqual([song]);
    const found = (await (await fetch(`${publicApi}/v1/search?q=qlx&type=track`)).json()) as { tracks: { items: { name: string }[] } };
    expect(found.tracks.items.map(({ name }) => name)).toEqual([song]);
    // The link leads to the origin, which looks its file up in its own copy.
    const streamed = await fetch(`${publicApi}/v1/tracks/${tracks.items[0]?.id}/stream`);
    expect(streamed.url.startsWith(origin)).toBe(true);
    expect(Buffer.from(await streamed.arrayBuffer()).equals(audio)).toBe(true);
  }

  /** A sound database of the same size and form that nobody signed. */
  function forged(): string {
    const file = `${published}.forged`;
    copyFileSync(published, file);
    chmodSync(file, 0o600);
    const database = new Database(file);
    database.exec("UPDATE catalog_tracks SET name = 'forged'");
    database.close();
    return file;
  }

  it('publishes them read-only', () => {
    expect(statSync(published).mode & 0o777).toBe(0o444);
  });

  it.each([
    ['another database copied into the file', () => copyFileSync(forged(), published)],
    ['the file cut off at one page', () => truncateSync(published, 8192)],
    ['the file cut off in the middle', () => truncateSync(published, sound.length / 2)],
    ['the file cut off at its beginning', () => truncateSync(published, 0)],
  ])('ends no process and serves nothing else: %s', async (_what, change) => {
    chmodSync(published, 0o644);
    for (let round = 0; round < 3; round++) await ask();
    change();
    for (let round = 0; round < 12; round++) await Promise.all([ask(), ask()]);
    expect(command.child.exitCode ?? command.child.signalCode).toBeNull();
    expect([await ready(publicApi), await ready(origin)]).toEqual([true, true]);
  });
});
