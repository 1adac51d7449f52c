import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeFolder } from './make-folder.js';

// Real here: folders of this machine.
let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'make-folder-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('when a folder is needed', () => {
  it('creates it with its parents, repeatedly and concurrently', async () => {
    const folder = join(base, 'a/b/c');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder, 0o700)));
    await makeFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await makeFolder('/');
  });

  it('accepts a link to a folder', async () => {
    symlinkSync(base, join(base, 'link'));
    await makeFolder(join(base, 'link'));
    await makeFolder(join(base, 'link/under'));
    expect(existsSync(join(base, 'under'))).toBe(true);
  });

  it('says what is in the way', async () => {
    writeFileSync(join(base, 'file'), '');
    await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(base, 'file/under'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    symlinkSync(join(base, 'nowhere'), join(base, 'dangling'));
    await expect(makeFolder(join(base, 'dangling'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  (process.platform === 'linux' ? it : it.skip)('fails on a file system that accepts no folders', async () => {
    await expect(makeFolder('/proc/nothing/at/all')).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});
