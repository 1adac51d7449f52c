import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { createPlaybackSigner, createPlaybackVerifier, ensureKeyRing, keyRingFiles, newPairingCode } from '@catalogsync/signing';
import { service as snapshotService } from '@catalogsync/snapshot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the commands, the snapshot service, HTTP on loopback, keys and files.
let nas: string;
let publication: RunningService;
let address: string;
const servers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  nas = join(temporaryFolder(), 'nas');
  expect((await catalogsync(['keys', 'generate', '--home', nas])).code).toBe(0);
  mkdirSync(nas, { recursive: true });
  writeFileSync(join(nas, 'secrets.env'), 'SNAPSHOT_SOURCE_TOKEN=the-token-of-the-nas\n', { mode: 0o600 });
  const environment = { ROOT_DIR: nas, SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0' };
  publication = await snapshotService.start(snapshotService.configure(environment), { log: silentLogger(), clock: systemClock });
  address = publication.addresses.http ?? '';
});
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});
afterAll(async () => {
  await publication.stop();
  removeFolders();
});

interface Invited {
  readonly code: string;
  readonly kid: string;
  readonly command: string;
  readonly expiresAt: string;
}

async function invite(...more: string[]): Promise<Invited> {
  const ended = await catalogsync(['cloud', 'invite', '--home', nas, '--address', address, '--name', 'the cloud', '--json', ...more]);
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.stdout) as Invited;
}

const newHome = (): string => join(temporaryFolder(), 'cloud');
const joinHost = (home: string, ...words: string[]) => catalogsync(['cloud', 'join', ...words, '--home', home]);
const modeOf = (path: string): number => statSync(path).mode & 0o777;

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('when another host is invited', () => {
  it('joins by the one line that was printed, and has all that it needs, closed to others', async () => {
    const { code, kid, command } = await invite('--origin', 'http://nas.example:8423');
    expect(command).toBe(`./catalogsync cloud join ${address} ${code}`);
    const home = newHome();
    const joined = await joinHost(home, ...command.split(' ').slice(3));
    expect(joined).toMatchObject({ code: 0, stderr: '' });
    expect(joined.stdout).toContain('./catalogsync serve public-api');
    const settings = readFileSync(join(home, 'catalogsync.env'), 'utf8');
    expect(settings).toContain(`\nSNAPSHOT_SOURCE=${address}\n`);
    expect(settings).toContain('\nORIGIN_BASE_URL=http://nas.example:8423\n');
    expect(settings).not.toContain('the-token-of-the-nas');
    expect(readFileSync(join(home, 'secrets.env'), 'utf8')).toContain('\nSNAPSHOT_SOURCE_TOKEN=the-token-of-the-nas\n');
    const signing = keyRingFiles(join(home, 'keys'), 'playback').signing;
    expect([modeOf(signing), modeOf(join(home, 'secrets.env')), modeOf(home)]).toEqual([0o600, 0o600, 0o700]);
    // A key of its own: the keys of the publisher stay there, and its links are served over rotations.
    expect(readdirSync(join(home, 'keys')).filter((name) => /signing/.test(name))).toEqual(['playback-signing.jwks']);
    expect(readFileSync(signing, 'utf8')).toContain(kid);
    const token = await createPlaybackSigner(signing).sign({ fileLocationId: 1, expiresAt: 4_000_000_000 });
    expect((await catalogsync(['keys', 'rotate', 'playback', '--home', nas])).code).toBe(0);
    const trusted = keyRingFiles(join(nas, 'keys'), 'playback').trusted;
    expect(await createPlaybackVerifier(trusted).verify(token, Date.now())).toMatchObject({ fileLocationId: 1 });
  });

  it('can be joined once; a second host is told so, and that somebody may have listened', async () => {
    const { code } = await invite();
    expect((await joinHost(newHome(), address, code)).code).toBe(0);
    const second = await joinHost(newHome(), address, code);
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/was used.*keys revoke/)]);
  });

  it('is recorded on the host that publishes: who was invited, and that it came', async () => {
    const journal = readFileSync(join(nas, 'audit.jsonl'), 'utf8');
    expect(journal).toContain('"action":"inviteHost","target":"host the cloud"');
    expect(journal).toContain('"actor":"invited host","via":"http","address":"127.0.0.1","action":"joinHost"');
  });

  it('keeps what waits to be taken sealed and closed to others, and nothing sealed of what was taken', async () => {
    const { code } = await invite();
    const folder = join(nas, 'invitations');
    expect(modeOf(folder)).toBe(0o700);
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect([modeOf(join(folder, name)), text.includes('the-token-of-the-nas'), text.includes(code)]).toEqual([0o600, false, false]);
      expect(text.includes('sealed')).toBe(name.endsWith('.json'));
    }
  });

  it('names an address of this machine by itself, the time it ends and how to end the key', async () => {
    const { stdout } = await catalogsync(['cloud', 'invite', '--home', nas, '--valid', '2h']);
    expect(stdout).toMatch(/ {2}\.\/catalogsync cloud join http:\/\/[\d.]+:8422 ([0-9A-Z]{4}-){6}[0-9A-Z]{4}\n/);
    expect(stdout).toMatch(/before \d{4}-\d\d-\d\dT/);
    expect(stdout).toContain('catalogsync keys revoke ');
  });

  it('goes as a file where the hosts do not reach each other', async () => {
    const file = join(temporaryFolder(), 'pairing.jwe');
    const { code } = await invite('--file', file);
    expect(modeOf(file)).toBe(0o600);
    const home = newHome();
    expect(await joinHost(home, '--file', file, code)).toMatchObject({ code: 0 });
    expect(readFileSync(join(home, 'catalogsync.env'), 'utf8')).toContain(`\nSNAPSHOT_SOURCE=${address}\n`);
  });
});

describe('when an invitation cannot be used', () => {
  it('says that a code is mistyped before anybody is asked', async () => {
    const { code } = await invite();
    const wrong = (code.startsWith('0') ? '1' : '0') + code.slice(1);
    expect((await joinHost(newHome(), address, wrong)).stderr).toContain('mistyped');
    expect((await joinHost(newHome(), address, code)).code).toBe(0);
  });

  it('gives nothing to another code', async () => {
    expect((await joinHost(newHome(), address, newPairingCode().text)).stderr).toContain('no such invitation');
    expect((await fetch(`${address}/pairing/..%2Fsecrets.env`)).status).toBe(404);
  });

  it.each([
    ['another package', '{"sealed":1}'],
    ['far too much', 'x'.repeat(1_000_000)],
    ['a web page', '<html>'],
  ])('writes no keys if a stranger answers with %s', async (_what, body) => {
    const { code } = await invite();
    const stranger = await serving((_request, response) => void response.end(body));
    const home = newHome();
    const ended = await joinHost(home, stranger, code);
    expect(ended.code).toBe(1);
    expect(readdirSync(home)).not.toContain('keys');
    expect(readFileSync(join(home, 'catalogsync.env'), 'utf8')).not.toMatch(/^SNAPSHOT_SOURCE=/m);
    // The true host still has it.
    expect((await joinHost(home, address, code)).code).toBe(0);
  });

  it('is not opened after it was changed on the way', async () => {
    const { code } = await invite();
    const between = await serving((request, response) => {
      void fetch(`${address}${request.url}`).then(async (answer) => {
        const [head = '', ...rest] = (await answer.text()).split('.');
        const cipher = rest[2] ?? '';
        rest[2] = (cipher.startsWith('A') ? 'B' : 'A') + cipher.slice(1);
        response.end([head, ...rest].join('.'));
      });
    });
    expect((await joinHost(newHome(), between, code)).stderr).toContain('does not open with this code');
  });

  it('refuses a file that has expired, and one of the future, by the clock of this host', async () => {
    const file = join(temporaryFolder(), 'pairing.jwe');
    const { code, expiresAt } = await invite('--file', file, '--valid', '1m');
    const at = async (now: number) => catalogsync(['cloud', 'join', '--file', file, code, '--home', newHome()], { now });
    expect((await at(Date.parse(expiresAt) + 1)).stderr).toContain('expired');
    expect((await at(Date.now() - 86_400_000)).stderr).toContain('clock');
    expect((await at(Date.now())).code).toBe(0);
  });

  it('overwrites no other pairing unless told to, and never the keys of a host that publishes', async () => {
    const home = newHome();
    expect((await joinHost(home, address, (await invite()).code)).code).toBe(0);
    const { code } = await invite();
    expect((await joinHost(home, address, code)).stderr).toContain('--replace');
    expect((await joinHost(home, address, code, '--replace')).code).toBe(0);
    const own = newHome();
    await ensureKeyRing(join(own, 'keys'), 'playback', new Date());
    const ended = await joinHost(own, address, (await invite()).code, '--replace');
    expect(ended.stderr).toContain('publishes itself');
  });

  it('asks for an address and a code', async () => {
    expect((await joinHost(newHome(), address)).code).toBe(2);
  });
});
