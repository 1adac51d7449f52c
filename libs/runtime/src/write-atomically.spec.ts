import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copySynced, writeAtomically } from './index.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'atomic-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('when a file is written atomically', () => {
  it('is replaced whole with the requested mode, and leaves nothing next to it', async () => {
    const file = join(dir, 'a.json');
    await writeAtomically(file, 'one', 0o644);
    await writeAtomically(file, Buffer.from('二'), 0o600);
    expect(await readFile(file, 'utf8')).toBe('二');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['a.json']);
  });

  it('shows readers the old or the new text, never part of one', async () => {
    const file = join(dir, 'busy');
    const texts = ['a', 'b'].map((letter) => letter.repeat(100_000));
    await writeAtomically(file, texts[0] ?? '', 0o600);
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await writeAtomically(file, texts[round % 2] ?? '', 0o600);
    })();
    for (let round = 0; round < 50; round++) expect(texts).toContain(await readFile(file, 'utf8'));
    await writing;
  });

  it('throws the system error and leaves nothing behind if a folder has the name or the parent folder is missing', async () => {
    const before = await readdir(dir);
    await expect(writeAtomically(join(dir, 'none', 'x'), 'x', 0o600)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeAtomically(dir, 'x', 0o600)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(await readdir(dir)).toEqual(before);
  });
});

describe('when a file is copied', () => {
  it('is identical, replaces the target, and leaves the original alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copy-'));
    try {
      await writeFile(join(folder, 'a'), 'new');
      await writeFile(join(folder, 'b'), 'something longer');
      await copySynced(join(folder, 'a'), join(folder, 'b'));
      expect([await readFile(join(folder, 'a'), 'utf8'), await readFile(join(folder, 'b'), 'utf8')]).toEqual(['new', 'new']);
      await expect(copySynced(join(folder, 'none'), join(folder, 'b'))).rejects.toMatchObject({ code: 'ENOENT' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
