import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryServer } from '../../../test/memory/memory-server.js';
import { folderOnServer, type ScanOrder, type ScanResult, scanLibrary } from './scan-library.js';

let server: MemoryServer;
let now: number;
let aborter: AbortController;
beforeEach(() => {
  server = new MemoryServer();
  now = 0;
  aborter = new AbortController();
});
const time = {
  now: () => now,
  pause: async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    now += ms;
  },
};
const scan = (order: Partial<ScanOrder>, report: (ms: number) => void = () => undefined): Promise<ScanResult> =>
  scanLibrary(server, { folders: [], waitMs: 60_000, ...order }, time, report, aborter.signal);

describe('when a library is scanned', () => {
  it('waits until the server has ended, and reports meanwhile', async () => {
    server.scanPolls = 6;
    const reported: number[] = [];
    const result = await scan({}, (ms) => reported.push(ms));
    expect(result).toMatchObject({ ended: true, folders: [] });
    expect(reported.length).toBeGreaterThan(5);
    expect(server.scannedFolders).toEqual([undefined]);
  });

  it('scans only the folders that changed, where the server can', async () => {
    expect(await scan({ folders: ['/music/a', '/music/b'] })).toMatchObject({ folders: ['/music/a', '/music/b'] });
    expect(server.scannedFolders).toEqual(['/music/a', '/music/b']);
    Object.assign(server, { scansFolders: false });
    expect(await scan({ folders: ['/music/a', '/music/b'] })).toMatchObject({ folders: [] });
    expect(server.scannedFolders.slice(2)).toEqual([undefined]);
  });

  it('gives up waiting at its deadline, and does not claim the end', async () => {
    server.scanPolls = 1_000_000;
    expect(await scan({ waitMs: 30_000 })).toMatchObject({ ended: false });
    expect(now).toBeLessThan(40_000);
    expect(await scan({ waitMs: 0 })).toMatchObject({ ended: false });
  });

  it('goes on over a server that does not answer for a moment, but not for ever', async () => {
    server.scanPolls = 3;
    let failures = 2;
    const asked = server.isLibraryScanning.bind(server);
    server.isLibraryScanning = async (signal) => {
      if (failures-- > 0) throw new Fault('unavailable', 'restarting');
      return asked(signal);
    };
    expect(await scan({})).toMatchObject({ ended: true });
    failures = 1_000;
    await expect(scan({})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('fails at once if the account may not scan, and ends when nobody waits any more', async () => {
    server.failure = new Fault('permission_denied', 'only an administrator may');
    await expect(scan({})).rejects.toMatchObject({ code: 'permission_denied' });
    server.failure = undefined;
    server.scanPolls = 1_000_000;
    await expect(scan({}, () => aborter.abort())).rejects.toThrow();
  });
});

describe('the folders that changed', () => {
  it('are named as the server sees them, and never lead out of the library', () => {
    expect(folderOnServer('/music/', '周杰伦/七里香')).toBe('/music/周杰伦/七里香');
    expect(folderOnServer('/music', '.')).toBe('/music');
    for (const folder of ['../x', 'a/../../b', '/etc'])
      expect(() => folderOnServer('/music', folder)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
