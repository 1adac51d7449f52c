import { describe, expect, it } from '@jest/globals';
import { type MeasuredFolder, VolumeList } from './volumes.js';

const folder = (use: MeasuredFolder['use'], path: string, device: string, freeBytes: number): MeasuredFolder => {
  return { use, path, device, mountPoint: `/${device}`, totalBytes: 1000, freeBytes };
};

describe('when volumes are listed', () => {
  const measured = [
    folder('database', '/home/db', 'system', 500),
    folder('library', '/volume4/music', 'volume4', 90),
    folder('staging', '/home/staging', 'system', 500),
    folder('library', '/volume5/music', 'volume5', 400),
  ];
  const list = (held: readonly string[]): VolumeList =>
    new VolumeList({
      gauge: { measure: async () => measured },
      folders: async () => measured,
      holds: async () => held.map((name) => ({ kind: 'volume', name, since: 1 })),
      keepFreeBytes: 100,
    });

  it('names each device once with all it is used for, those of the library first', async () => {
    const volumes = await list([]).read();
    expect(volumes.map(({ path, uses }) => [path, uses])).toEqual([
      ['/volume4', ['library']],
      ['/volume5', ['library']],
      ['/system', ['database', 'staging']],
    ]);
    expect(volumes[2]).toMatchObject({ totalBytes: 1000, freeBytes: 500, keepFreeBytes: 100 });
  });

  it('calls a volume full if it has less than the free space to keep, or if jobs wait for it', async () => {
    const full = async (held: readonly string[]) => (await list(held).read()).filter((volume) => volume.full).map(({ path }) => path);
    expect(await full([])).toEqual(['/volume4']);
    expect(await full(['/volume5/music', '/gone'])).toEqual(['/volume4', '/volume5']);
  });
});
