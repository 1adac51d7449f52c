import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LibraryHealth } from '../../core/library/library-health.js';
import { isReadableFolder } from './folder-walker.js';

// Real here: folders.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'library-'));
});
afterAll(() => rm(folder, { recursive: true }));
const check = (...folders: string[]) => new LibraryHealth(folders, isReadableFolder).checkHealth();

describe('when the health of the library is checked', () => {
  it('is healthy if its folders exist', async () => {
    expect(await check(folder, folder)).toEqual({ reachable: true, detail: '2 folders' });
  });

  it('names what it cannot read: a missing folder, a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const health = await check(folder, join(folder, 'gone'), join(folder, 'file'));
    expect(health).toMatchObject({ reachable: false, detail: expect.stringMatching(/gone, .*file/) });
    expect(health.detail).not.toContain(`${folder},`);
  });

  it('says which key is missing', async () => {
    expect(await check()).toMatchObject({ reachable: false, detail: expect.stringContaining('LIBRARY_FOLDERS') });
  });
});
