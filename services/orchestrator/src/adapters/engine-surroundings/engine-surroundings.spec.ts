import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { StatfsGauge } from './statfs-gauge.js';
import { StatfsVolumes } from './statfs-volumes.js';
import { systemPacing } from './system-pacing.js';

describe('when the engine waits', () => {
  it('wakes on time, or immediately when called', async () => {
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

describe('when a volume is checked for room', () => {
  it('has room for what is free and no more, and a missing volume is an error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'volume-'));
    const signal = new AbortController().signal;
    try {
      const missing = join(folder, 'none');
      expect(await new StatfsVolumes(1, [folder]).hasRoom(folder, signal)).toBe(true);
      const full = new StatfsVolumes(Number.MAX_SAFE_INTEGER, [folder, missing]);
      expect(await full.hasRoom(folder, signal)).toBe(false);
      await expect(full.hasRoom(missing, signal)).rejects.toMatchObject({ code: 'ENOENT' });
      // The setting now names another folder (behaviour 62).
      expect(await new StatfsVolumes(Number.MAX_SAFE_INTEGER, [missing]).hasRoom(folder, signal)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('when folders are measured', () => {
  it('tells the size and free space of their device and where it is mounted, and leaves out what is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'volume-'));
    try {
      const [here, none] = [folder, join(folder, 'none')].map((path) => ({ use: 'library', path }) as const);
      const measured = await new StatfsGauge().measure([here, none].flatMap((one) => one ?? []));
      expect(measured).toHaveLength(1);
      expect(folder.startsWith(measured[0]?.mountPoint ?? 'nowhere')).toBe(true);
      expect(measured[0]).toMatchObject({ use: 'library', path: folder });
      expect(measured[0]?.totalBytes).toBeGreaterThanOrEqual(measured[0]?.freeBytes ?? Number.POSITIVE_INFINITY);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
