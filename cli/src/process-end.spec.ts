import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { endProcess } from './process-end.js';

describe('the end of a command', () => {
  it('waits until a slow reader has taken all of its output', async () => {
    const happened: string[] = [];
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, taken) => {
        setImmediate(() => {
          if (chunk.length > 0) happened.push(`${chunk.length} taken`);
          taken();
        });
      },
    });
    slow.write('a'.repeat(100_000));
    slow.write('b'.repeat(200_000));
    await endProcess(3, [slow], (exitCode) => happened.push(`ended with ${exitCode}`));
    expect(happened).toEqual(['100000 taken', '200000 taken', 'ended with 3']);
  });

  it('does not wait for a reader that has gone', async () => {
    const closed = new Writable();
    closed.on('error', () => undefined);
    closed.destroy();
    const ended: number[] = [];
    await endProcess(0, [closed], (exitCode) => ended.push(exitCode));
    expect(ended).toEqual([0]);
  });
});

describe('a process that is to end at once', () => {
  it.each([0, 1, 130])('ends with exit code %i although the system keeps one of its threads waiting', (exitCode) => {
    const folder = mkdtempSync(join(tmpdir(), 'process-end-'));
    try {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      // Nobody ever opens the other end, and process.exit() would wait for that.
      const script = `
        import { open } from 'node:fs';
        import { endAtOnce } from './cli/src/process-end.ts';
        open(${JSON.stringify(pipe)}, 'r', () => undefined);
        setTimeout(endAtOnce, 100, ${exitCode});`;
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--import', './tools/swc-register.mjs', '--input-type=module', '-e', script],
        { encoding: 'utf8', timeout: 60_000 },
      );
      expect({ status, stderr }).toEqual({ status: exitCode, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
