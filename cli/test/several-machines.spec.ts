import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, silentWav } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, type Ended, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: two homes as if on two machines, each with its own process, TCP on loopback, certificates made by the command.
const running = new Set<CommandProcess>();

function start(...args: string[]): CommandProcess {
  const command = startCatalogsync(args, {
    environment: { WEB_HOST: '127.0.0.1', WEB_PORT: '0', SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0' },
  });
  running.add(command);
  command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

const run = (...args: string[]): Promise<Ended> => start(...args).ended;

let nas: string;
let other: string;
let music: string;
let address: string;

beforeAll(async () => {
  // Built now, so that no command below has to build.
  expect((await run('--version')).code).toBe(0);
  [nas, other, music] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  mkdirSync(join(music, 'Album'));
  writeFileSync(join(music, 'Album', '01 song.wav'), silentWav(1));
  address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(nas, 'catalogsync.env'), `RESOLVER_RPC=${address}\nSTART_RUNNER=true\n`);
  writeFileSync(join(other, 'catalogsync.env'), `RESOLVER_RPC=${address}\nLIBRARY_FOLDERS=${music}\n`);
});
afterEach(async () => {
  for (const command of [...running]) {
    command.child.kill('SIGTERM');
    await command.ended;
  }
});
afterAll(removeFolders);

async function serve(name: string, home: string): Promise<void> {
  const command = start('serve', name, '--home', home);
  await command.waitFor(new RegExp(`^${name}: .*gRPC at `, 'm'));
}

describe('when the resolver is on another machine than the orchestrator', () => {
  it('does not start without something that proves its callers, and `doctor` says so', async () => {
    expect(await run('serve', 'resolver', '--home', other)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/resolver does not listen on .*: it is not a Unix socket.* keys generate.*RPC_SHARED_SECRET/),
    });
    expect((await run('doctor', '--home', other)).stdout).toContain('FAULT  gRPC over TCP: RESOLVER_RPC: ');
  });

  it('works for jobs and the command line with the certificates of `keys generate`', async () => {
    expect((await run('keys', 'generate', '--home', nas)).stdout).toContain('gRPC certificates');
    mkdirSync(join(other, 'keys', 'rpc'), { recursive: true });
    // What the documentation says to copy.
    for (const file of ['ca.crt', 'resolver.crt', 'resolver.key']) cpSync(join(nas, 'keys', 'rpc', file), join(other, 'keys', 'rpc', file));
    await serve('resolver', other);
    await serve('snapshot', nas);
    await serve('orchestrator', nas);
    expect(JSON.parse((await run('sources', 'list', '--home', nas, '--json')).stdout)).toBeInstanceOf(Object);
    const { code, stdout } = await run('run', '--home', nas, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ state: 'completed', catalogue: expect.objectContaining({ songs: 1 }) }),
    ]);
    // The resolver keeps a log of its own, which is read over TCP like everything else.
    expect((await run('choices', 'reject', 'http', 'song', '--reason', 'cut short', '--home', nas)).code).toBe(0);
    const audit = JSON.parse((await run('console', 'audit', '--home', nas, '--json')).stdout) as { entries: { service: string }[] };
    expect(audit).toMatchObject({ missing: [], entries: expect.arrayContaining([expect.objectContaining({ service: 'resolver' })]) });
    // On the machine of the resolver, its socket answers the owner without a certificate of theirs.
    expect((await run('sources', 'list', '--home', other, '--json')).code).toBe(0);
    expect((await run('doctor', '--home', nas)).stdout).toMatch(/ok {5}resolver: answers at 127/);
  });

  it('works with the shared secret alone, and not with another', async () => {
    for (const home of [nas, other]) {
      rmSync(join(home, 'keys', 'rpc'), { recursive: true, force: true });
      writeFileSync(join(home, 'secrets.env'), `RPC_SHARED_SECRET=${'a1'.repeat(20)}\n`);
    }
    await serve('resolver', other);
    expect((await run('sources', 'list', '--home', nas, '--json')).code).toBe(0);
    writeFileSync(join(nas, 'secrets.env'), `RPC_SHARED_SECRET=${'b2'.repeat(20)}\n`);
    expect(await run('sources', 'list', '--home', nas)).toMatchObject({ code: 1, stderr: expect.stringContaining('shared secret') });
    writeFileSync(join(nas, 'secrets.env'), 'RPC_SHARED_SECRET=short\n');
    const { code, stderr } = await run('sources', 'list', '--home', nas);
    expect([code, stderr.includes('short')]).toEqual([1, false]);
  });
});
