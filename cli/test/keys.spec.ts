import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addForeignKey } from '@catalogsync/signing';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogsync, type Ended, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, key files and root documents.
let home: string;
const run = (...args: string[]): Promise<Ended> => catalogsync([...args, '--home', home]);

interface Listed {
  readonly keys: readonly { purpose: string; kid: string; state: string; trusted: boolean; label?: string }[];
}
const list = async (): Promise<Listed['keys']> => (JSON.parse((await run('keys', 'list', '--json')).stdout) as Listed).keys;
const root = (): { signed: { version: number } } => JSON.parse(readFileSync(join(home, 'keys/publication-root.json'), 'utf8'));

beforeEach(async () => {
  home = temporaryFolder();
  expect((await run('keys', 'generate')).code).toBe(0);
});
afterAll(removeFolders);

describe('when keys are made', () => {
  it('makes the root key and the root document too, once', async () => {
    expect((await list()).map(({ purpose }) => purpose)).toEqual(['snapshot', 'playback', 'root']);
    expect(root().signed.version).toBe(1);
    const again = await run('keys', 'generate');
    expect(again.stdout).toContain('root: already there');
    expect(root().signed.version).toBe(1);
  });
});

describe('when keys are rotated', () => {
  it('names the new key in a new root, so that readers follow by themselves', async () => {
    const rotated = await run('keys', 'rotate', 'snapshot');
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/snapshot: new key \S+; readers follow by root 2/) });
    expect(rotated.stderr).toContain('signed again when the snapshot service starts');
    expect((await run('keys', 'rotate', 'root')).stdout).toMatch(/root: new key \S+; readers follow by root 3/);
    expect(root().signed.version).toBe(3);
    expect((await run('keys', 'rotate', 'playback')).stdout).toContain('the previous one stays trusted');
    expect((await list()).map(({ purpose, state }) => `${purpose} ${state}`)).toEqual([
      ...['snapshot current', 'snapshot previous', 'playback current', 'playback previous', 'root current', 'root retired'],
    ]);
  });
});

describe('when the root key is moved away', () => {
  it('is no longer on the machine; a rotation asks for it, and takes it from where it is', async () => {
    const stick = join(home, 'stick');
    mkdirSync(stick);
    const away = join(stick, 'root-signing.jwks');
    expect(await run('keys', 'offline', away)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`keys rotate snapshot --root-key ${away}`),
    });
    expect(existsSync(join(home, 'keys/root-signing.jwks'))).toBe(false);
    expect(statSync(away).mode & 0o777).toBe(0o600);

    expect(await run('keys', 'rotate', 'snapshot')).toMatchObject({ code: 1, stderr: expect.stringContaining('--root-key') });
    expect((await list()).filter(({ purpose }) => purpose === 'snapshot')).toHaveLength(1);
    expect((await run('keys', 'rotate', 'snapshot', '--root-key', away)).code).toBe(0);
    expect(root().signed.version).toBe(2);
    rmSync(away);
    expect((await run('keys', 'rotate', 'root', '--root-key', away)).code).toBe(1);
  });
});

describe('when another host has a key of its own', () => {
  it('is listed with its host, and can be revoked', async () => {
    const { kid } = await addForeignKey(join(home, 'keys'), 'playback', new Date(), 'cloud.example');
    expect(await list()).toContainEqual(expect.objectContaining({ kid, state: 'foreign', trusted: true, label: 'cloud.example' }));
    expect((await run('keys', 'list')).stdout).toContain('trusted (cloud.example)');
    expect(await run('keys', 'revoke', kid)).toMatchObject({ code: 0, stdout: expect.stringContaining(kid) });
    expect((await list()).map((key) => key.kid)).not.toContain(kid);
    expect((await run('keys', 'revoke', kid)).code).not.toBe(0);
  });
});
