import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { leaveDemoHome, prepareDemoHome } from './demo-home.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the home of the demo', () => {
  it('is a new private folder, which is thrown away at the end', async () => {
    const home = await prepareDemoHome({ home: undefined, keep: false }, folder);
    expect(statSync(home.root).mode & 0o777).toBe(0o700);
    writeFileSync(join(home.root, 'catalogsync.env'), '');
    await leaveDemoHome(home);
    expect(existsSync(home.root)).toBe(false);
  });

  it('stays if it is to be kept', async () => {
    const home = await prepareDemoHome({ home: undefined, keep: true }, folder);
    await leaveDemoHome(home);
    expect(existsSync(home.root)).toBe(true);
    rmSync(home.root, { recursive: true });
  });

  it('stays if it was named, and can be used again', async () => {
    const options = { home: 'mine', keep: false };
    const home = await prepareDemoHome(options, folder);
    expect(home.root).toBe(join(folder, 'mine'));
    await leaveDemoHome(home);
    expect(existsSync(home.root)).toBe(true);
    await expect(prepareDemoHome(options, folder)).resolves.toEqual(home);
  });

  it('is never a folder that holds something else', async () => {
    mkdirSync(join(folder, 'catalogue'));
    writeFileSync(join(folder, 'catalogue', 'catalogsync.db'), '');
    await expect(prepareDemoHome({ home: 'catalogue', keep: false }, folder)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: `${join(folder, 'catalogue')} is not a home of the demo`,
    });
  });

  it('is left alone if it no longer says that it is one', async () => {
    const home = await prepareDemoHome({ home: undefined, keep: false }, folder);
    rmSync(join(home.root, 'demo.txt'));
    await leaveDemoHome(home);
    expect(existsSync(home.root)).toBe(true);
    rmSync(home.root, { recursive: true });
  });
});
