import { describe, expect, it } from '@jest/globals';
import type { EntryLook, FolderEvent } from './model.js';
import { Settling } from './settling.js';

const times = { quietMs: 2_000, longestMs: 60_000 };
const event = (path: string, name?: string): FolderEvent => ({ root: '/m', path, name });

/** Files by path, as they stand at the moment of a look. */
class Disk {
  readonly settling = new Settling(() => times);
  readonly sizes = new Map<string, number>();
  looks = 0;
  private at = 0;

  /** Something is written to a file now. */
  write(path: string, name: string, size: number): void {
    this.sizes.set(`${path}/${name}`, size);
    this.settling.note(event(path, name), this.at);
  }

  /** What is ready, looking twice a second until this time. */
  async until(end: number): Promise<{ at: number; folders: string[] }[]> {
    const found: { at: number; folders: string[] }[] = [];
    for (; this.at < end; this.at += 500) {
      const folders = await this.settling.ready(this.at, async ({ path, name }): Promise<EntryLook> => {
        this.looks++;
        const size = this.sizes.get(`${path}/${name}`);
        return size === undefined ? { kind: 'other' } : { kind: 'file', size, mtimeMs: 1 };
      });
      if (folders.length > 0) found.push({ at: this.at, folders: folders.map(({ path, whole }) => (whole ? `${path}/*` : path)) });
    }
    return found;
  }
}

describe('when files change', () => {
  it('their folder is ready once they stand still, looked at twice', async () => {
    const disk = new Disk();
    disk.write('a', '1.mp3', 10);
    expect(await disk.until(10_000)).toEqual([{ at: 2_000, folders: ['a'] }]);
    expect([disk.looks, disk.settling.isEmpty]).toEqual([2, true]);
  });

  it('a file that grows without events is waited for', async () => {
    const disk = new Disk();
    disk.write('a', '1.mp3', 10);
    await disk.until(1_500);
    disk.sizes.set('a/1.mp3', 20);
    expect(await disk.until(10_000)).toEqual([{ at: 4_000, folders: ['a'] }]);
  });

  it('what was seen of a file before an event does not count: it is ready as soon as one that was not seen', async () => {
    const disk = new Disk();
    disk.write('a', '1.mp3', 10);
    await disk.until(1_500);
    disk.sizes.delete('a/1.mp3');
    disk.settling.note(event('a', '1.mp3'), 1_500);
    expect(await disk.until(10_000)).toEqual([{ at: 3_500, folders: ['a'] }]);
  });

  it('a folder waits for a file that never stands still, but not for ever; others do not wait with it', async () => {
    const disk = new Disk();
    const found: { at: number; folders: string[] }[] = [];
    for (let at = 0; at < 70_000; at += 1_000) {
      disk.write('a', 'endless.mp3', at);
      if (at === 10_000) disk.write('b', '1.mp3', 1);
      found.push(...(await disk.until(at + 1_000)));
    }
    expect(found).toEqual([
      { at: 12_000, folders: ['b'] },
      { at: 60_000, folders: ['a'] },
    ]);
  });

  it('what is dropped one after the other comes in one batch', async () => {
    const disk = new Disk();
    const found: { at: number; folders: string[] }[] = [];
    for (let at = 0; at < 6; at++) {
      disk.write(String(at), '1.mp3', 1);
      found.push(...(await disk.until((at + 1) * 500)));
    }
    found.push(...(await disk.until(20_000)));
    expect(found.map(({ folders }) => folders)).toEqual([['0', '1', '2', '3', '4', '5']]);
  });

  it('folders below one that came whole are part of it', async () => {
    const disk = new Disk();
    disk.settling.note(event('new'), 0);
    disk.write('new/deep/er', '1.mp3', 1);
    disk.write('newer', '1.mp3', 1);
    expect(await disk.until(10_000)).toEqual([{ at: 2_000, folders: ['new/*', 'newer'] }]);
  });
});
