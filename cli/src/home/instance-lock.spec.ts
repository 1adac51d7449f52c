import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { acquireInstanceLock } from './instance-lock.js';

// Real here: processes, signals and the operating system's lock.
const home = mkdtempSync(join(tmpdir(), 'lock-'));
const owners: ChildProcess[] = [];
afterEach(async () => {
  for (const owner of owners.splice(0)) {
    if (owner.exitCode !== null || owner.signalCode !== null) continue;
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('close', resolve));
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function startOwner(): Promise<ChildProcess> {
  const module = join(process.cwd(), 'cli/src/home/instance-lock.ts');
  const code = `await (await import(${JSON.stringify(module)})).acquireInstanceLock(${JSON.stringify(home)}, async () => true); console.log('held'); setInterval(() => {}, 1000);`;
  const loader = ['--conditions=catalogsync-source', '--import', join(process.cwd(), 'tools/swc-register.mjs'), '--no-warnings'];
  const owner = spawn(process.execPath, [...loader, '--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  owners.push(owner);
  await new Promise((resolve) => owner.stdout.once('data', resolve));
  return owner;
}

const acquire = (answers: boolean) => acquireInstanceLock(home, async () => answers);

describe('when another process holds the home', () => {
  it('refuses, naming its process id, until that process ends, even by SIGKILL', async () => {
    const owner = await startOwner();
    await expect(acquire(true)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringMatching(new RegExp(`in use by another instance \\(process ${owner.pid}\\) since \\d{4}-\\d\\d-\\d\\dT`)),
      hint: expect.stringContaining('--home'),
    });
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('close', resolve));
    const lock = await acquire(false);
    await expect(acquire(true)).rejects.toMatchObject({ code: 'failed_precondition' });
    await lock.release();
    await (await acquire(false)).release();
  });

  it('says of one that does not answer since when, and how to end it, and calls it no instance', async () => {
    const owner = await startOwner();
    const fault: unknown = await acquire(false).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      message: expect.stringMatching(new RegExp(`^process ${owner.pid} has had .*${home} since \\d{4}-.*, but does not answer$`)),
      hint: expect.stringContaining(`kill ${owner.pid}`),
    });
    owner.kill('SIGSTOP');
    await expect(acquire(false)).rejects.toMatchObject({
      message: expect.stringContaining('is stopped'),
      hint: expect.stringContaining(`kill -CONT ${owner.pid}`),
    });
  });

  it('tells a process of another machine or of a container from one that is here', async () => {
    await startOwner();
    const record = join(home, 'run', 'instance.pid');
    writeFileSync(record, '12\nnas.example\n2026-01-02T03:04:05.000Z\n');
    await expect(acquire(true)).rejects.toMatchObject({
      message: expect.stringContaining('on another machine, nas.example (process 12) since 2026-01-02'),
      hint: expect.stringContaining('nas.example'),
    });
    // Above the largest process id of Linux.
    writeFileSync(record, '4194999\n');
    await expect(acquire(false)).rejects.toMatchObject({ message: expect.stringContaining('cannot be seen from here') });
    writeFileSync(record, 'no number');
    await expect(acquire(true)).rejects.toMatchObject({ message: expect.stringMatching(/in use by another instance$/) });
  });
});
