import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashFile } from './hash-file.js';
import { readBounded } from './regular-file.js';

// Real here: files, pipes, devices, links.
let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'regular-'));
  mkdirSync(join(base, 'folder'));
  execFileSync('mkfifo', [join(base, 'pipe')]);
  symlinkSync('/dev/zero', join(base, 'zero'));
  symlinkSync('loop', join(base, 'loop'));
  writeFileSync(join(base, 'three'), '七');
  symlinkSync('three', join(base, 'link'));
});
afterAll(() => rmSync(base, { recursive: true }));

describe('when a file is read that should be small', () => {
  it('is read whole up to the limit, also by a link', async () => {
    expect((await readBounded(join(base, 'three'), 3)).toString()).toBe('七');
    expect((await readBounded(join(base, 'link'), 1_000)).toString()).toBe('七');
  });

  it('is refused above the limit', async () => {
    await expect(readBounded(join(base, 'three'), 2)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringMatching(/larger than/),
    });
  });

  it('reports a missing one as the system does', async () => {
    await expect(readBounded(join(base, 'none'), 2)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('when a path leads to something else than a file', () => {
  it.each([
    ['folder', 'a folder'],
    ['pipe', 'a named pipe'],
    ['zero', 'a device'],
    ['loop', 'a loop of links'],
  ])('%s is called what it is and neither read nor waited for', async (name, what) => {
    const refused = { code: 'data_corrupt', message: `${join(base, name)} is ${what}, not a file` };
    await expect(readBounded(join(base, name), 1_000)).rejects.toMatchObject(refused);
    await expect(hashFile(join(base, name), new AbortController().signal)).rejects.toMatchObject(refused);
  });
});
