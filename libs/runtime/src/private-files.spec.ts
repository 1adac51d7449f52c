import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepFilesPrivate, leaveFilesAsStarted, makeFolder, share, writeAtomically } from './index.js';

// Real here: files of this machine, and the umask of this process.
let base: string;
let before: number;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'private-files-'));
  before = process.umask();
});
afterEach(() => {
  leaveFilesAsStarted();
  process.umask(before);
  rmSync(base, { recursive: true, force: true });
});

const mode = (name: string): number => statSync(join(base, name)).mode & 0o7777;

describe('when a process keeps its files private', () => {
  it.each([
    [0o000, 0o777, 0o644],
    [0o022, 0o755, 0o644],
    [0o027, 0o750, 0o640],
    [0o077, 0o700, 0o600],
  ])("opens to others, under the owner's umask %o, only what is for them", async (umask, folder, file) => {
    process.umask(umask);
    keepFilesPrivate();
    writeFileSync(join(base, 'private'), '');
    await makeFolder(join(base, 'library'));
    await makeFolder(join(base, 'keys'), 0o700);
    writeFileSync(join(base, 'song'), '');
    await share(join(base, 'song'), 0o644);
    await writeAtomically(join(base, 'lyrics'), 'la');
    expect([mode('private'), mode('keys'), mode('library'), mode('song'), mode('lyrics')]).toEqual([0o600, 0o700, folder, file, 0o644]);
    leaveFilesAsStarted();
    expect(process.umask()).toBe(umask);
  });

  it('leaves what a folder has already and takes nothing away', async () => {
    process.umask(0o022);
    keepFilesPrivate();
    chmodSync(base, 0o2770);
    await makeFolder(join(base, 'artist'));
    expect(mode('artist') & 0o777).toBe(0o755);
    if (process.platform === 'linux') expect(mode('artist') & 0o2000).toBe(0o2000);
    writeFileSync(join(base, 'song'), '');
    chmodSync(join(base, 'song'), 0o666);
    await share(join(base, 'song'), 0o644);
    expect(mode('song')).toBe(0o666);
  });
});
