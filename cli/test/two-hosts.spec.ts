import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { joinedHosts, mayMakeHosts, type NetworkHost, silentWav, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, type Ended, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: two network namespaces with a cable between them, the command as processes in each, and the lines of the README.
const suite = mayMakeHosts() ? describe : describe.skip;

/** A machine with a user of its own, who types commands. */
class Machine {
  readonly home = temporaryFolder();
  private readonly running = new Set<CommandProcess>();

  constructor(readonly host: NetworkHost) {}

  start(...args: string[]): CommandProcess {
    const command = startCatalogsync(args, { environment: { HOME: this.home }, under: this.host.under });
    this.running.add(command);
    command.ended.finally(() => this.running.delete(command)).catch(() => undefined);
    return command;
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const all = [...this.running];
    for (const { child } of all) child.kill(signal);
    await Promise.allSettled(all.map(({ ended }) => ended));
  }
}

let nas: Machine;
let cloud: Machine;
let music: string;

/** Files of the same bytes would be one song under several names; these differ. */
const songs = ['first song', 'second song', 'third song', 'fourth song'] as const;
type Song = (typeof songs)[number];
const fileOf = (name: Song): Buffer => silentWav(1 + songs.indexOf(name));

function addSong(name: Song): void {
  mkdirSync(join(music, 'Album'), { recursive: true });
  writeFileSync(join(music, 'Album', `${name}.wav`), fileOf(name));
}

const api = 'http://127.0.0.1:8080';

async function ask(path: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const { status, body } = await cloud.host.fetch(`${api}${path}`);
  return { status, json: JSON.parse(body.toString('utf8')) as Record<string, unknown> };
}

/** The id of the track of this name, if the cloud has it. */
async function trackOf(name: Song): Promise<number | undefined> {
  const { json } = await ask(`/v1/search?q=${encodeURIComponent(name)}&type=track`);
  const { items } = json.tracks as { items: { id: number; name: string }[] };
  return items.find((track) => track.name === name)?.id;
}

/** The bytes of a track: the cloud signs the way to them, and the NAS sends them. */
async function bytesOf(trackId: number): Promise<Buffer> {
  const link = await cloud.host.fetch(`${api}/v1/tracks/${trackId}/stream`);
  expect(link.status).toBe(302);
  const file = await cloud.host.fetch(link.headers.location ?? '');
  expect(file.status).toBe(200);
  return file.body;
}

suite('when the NAS publishes and another host serves, and neither trusts the road between them', () => {
  beforeAll(async () => {
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
    const [one, other] = joinedHosts();
    [nas, cloud] = [new Machine(one), new Machine(other)];
    music = temporaryFolder();
    addSong('first song');
    await nas.start('up', '--library', music).waitFor(/public API/i);
  });
  afterAll(async () => {
    for (const machine of [cloud, nas]) {
      await machine?.stop('SIGKILL');
      await machine?.host.remove();
    }
    removeFolders();
  });

  it('is set up by the lines of the README', async () => {
    const invited = await nas.run('cloud', 'invite', '--address', `http://${nas.host.address}:8422`);
    expect(invited.code).toBe(0);
    const line = /^\s*\.\/catalogsync (cloud join .*)$/m.exec(invited.stdout)?.[1] ?? '';
    const joined = await cloud.run(...line.split(' '));
    expect(joined).toMatchObject({ code: 0, stderr: '' });
    await cloud.start('serve', 'public-api').waitFor(/^public-api: http/m);
    await until(async () => (await ask('/readyz')).status === 200, 100);
    const track = await until(() => trackOf('first song'), 200);
    expect((await bytesOf(track)).equals(fileOf('first song'))).toBe(true);
  });

  it('cannot be joined a second time with the same line', async () => {
    const invited = await nas.run('cloud', 'invite', '--address', `http://${nas.host.address}:8422`);
    const words = (/^\s*\.\/catalogsync (cloud join .*)$/m.exec(invited.stdout)?.[1] ?? '').split(' ');
    expect((await cloud.run(...words, '--home', join(cloud.home, 'one'))).code).toBe(0);
    const again = await cloud.run(...words, '--home', join(cloud.home, 'two'));
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/invit/);
  });

  it('follows what changes on the NAS, also over a slow road', async () => {
    nas.host.slow('128kbit');
    addSong('second song');
    expect(await until(() => trackOf('second song'), 200)).toBeGreaterThan(0);
    nas.host.slow(undefined);
  });

  it('follows new keys of the NAS without a visit (177)', async () => {
    const before = await until(() => trackOf('first song'), 200);
    expect((await nas.run('keys', 'rotate', 'snapshot')).code).toBe(0);
    expect((await nas.run('keys', 'rotate', 'playback')).code).toBe(0);
    addSong('third song');
    await until(() => trackOf('third song'), 200);
    expect((await bytesOf(before)).equals(fileOf('first song'))).toBe(true);
  });

  it('answers everything while the NAS is cut off or gone, also after a restart', async () => {
    nas.host.unplug();
    await nas.stop('SIGKILL');
    const asked = ['/v1/tracks', '/v1/albums', '/v1/artists', '/v1/playlists', '/v1/stats', '/v1/search?q=song', '/v1/snapshot', '/readyz'];
    for (const path of asked) expect([path, (await ask(path)).status]).toEqual([path, 200]);
    const track = await until(() => trackOf('first song'), 200);
    const { json: described } = await ask(`/v1/tracks/${track}`);
    expect(described).toMatchObject({ files: [{ delivery: 'origin' }] });
    const { status, json: link } = await ask(`/v1/tracks/${track}/playback`);
    expect([status, link]).toEqual([200, expect.objectContaining({ delivery: 'origin' })]);
    await expect(cloud.host.fetch(String(link.url))).rejects.toThrow(nas.host.address);
    await cloud.stop();
    await cloud.start('serve', 'public-api').waitFor(/^public-api: http/m);
    for (const path of asked) expect([path, (await ask(path)).status]).toEqual([path, 200]);
    expect(await trackOf('third song')).toBeGreaterThan(0);
  });

  it('goes on following when the NAS is back', async () => {
    nas.host.plug();
    await nas.start('up').waitFor(/public API/i);
    addSong('fourth song');
    const track = await until(() => trackOf('fourth song'), 200);
    expect((await bytesOf(track)).equals(fileOf('fourth song'))).toBe(true);
  });
});
