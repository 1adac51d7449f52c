import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { StatfsVolumes } from './statfs-volumes.js';
import { systemPacing } from './system-pacing.js';

describe('when the engine waits', () => {
  it('it wakes in time, or at once when it is called', async () => {
    const began = performance.now();
    await systemPacing.sleep(20, new AbortController().signal);
    expect(performance.now() - began).toBeGreaterThanOrEqual(18);
    const call = new AbortController();
    const long = systemPacing.sleep(60_000, call.signal);
    call.abort();
    await long;
    await systemPacing.sleep(60_000, call.signal);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('when a volume is asked for room', () => {
  it('it has room for what is free on it and no more, and a missing one rejects', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'volume-'));
    const signal = new AbortController().signal;
    try {
      expect(await new StatfsVolumes(1).hasRoom(folder, signal)).toBe(true);
      expect(await new StatfsVolumes(Number.MAX_SAFE_INTEGER).hasRoom(folder, signal)).toBe(false);
      await expect(new StatfsVolumes(1).hasRoom(join(folder, 'none'), signal)).rejects.toMatchObject({ code: 'ENOENT' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
