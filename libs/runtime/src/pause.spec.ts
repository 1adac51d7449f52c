import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copySynced } from './copy-synced.js';
import { pause } from './pause.js';

describe('when something waits', () => {
  it('goes on after its time, or at once with the reason of an abort', async () => {
    await pause(1, new AbortController().signal);
    const controller = new AbortController();
    const waiting = expect(pause(60_000, controller.signal)).rejects.toMatchObject({ code: 'canceled' });
    controller.abort();
    await waiting;
    await expect(pause(60_000, AbortSignal.timeout(5))).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('when a file is copied', () => {
  it('is the same, replaces what was there, and leaves the first alone', async () => {
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
