import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { acquireInstanceLock } from './instance-lock.js';

// Real here: processes and the operating system's lock.
const home = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function startOwner() {
  const module = join(process.cwd(), 'cli/src/home/instance-lock.ts');
  const code = `await (await import(${JSON.stringify(module)})).acquireInstanceLock(${JSON.stringify(home)}); console.log('held'); setInterval(() => {}, 1000);`;
  const loader = ['--conditions=catalogsync-source', '--import', join(process.cwd(), 'tools/swc-register.mjs'), '--no-warnings'];
  return spawn(process.execPath, [...loader, '--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('when another process holds the home', () => {
  it('refuses, naming its process id, until that process ends, even by SIGKILL', async () => {
    const owner = startOwner();
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    await expect(acquireInstanceLock(home)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(`(process ${owner.pid})`),
      hint: expect.stringContaining('--home'),
    });
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('close', resolve));
    const lock = await acquireInstanceLock(home);
    await expect(acquireInstanceLock(home)).rejects.toMatchObject({ code: 'failed_precondition' });
    await lock.release();
    await (await acquireInstanceLock(home)).release();
  });
});
