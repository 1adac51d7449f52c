import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MeasuredFolder, UsedFolder, VolumeGauge } from '../../core/console/volumes.js';

/** Measures folders by the system's own calls. */
export class StatfsGauge implements VolumeGauge {
  async measure(folders: readonly UsedFolder[]): Promise<readonly MeasuredFolder[]> {
    const measured = await Promise.allSettled(folders.map(measure));
    return measured.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }
}

async function measure(folder: UsedFolder): Promise<MeasuredFolder> {
  const { dev } = await stat(folder.path);
  const { bavail, blocks, bsize } = await statfs(folder.path);
  const mountPoint = await mountPointOf(folder.path, dev);
  return { ...folder, device: String(dev), mountPoint, totalBytes: blocks * bsize, freeBytes: bavail * bsize };
}

/** The highest folder above it on the same device. */
async function mountPointOf(path: string, device: number): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  const above = await stat(parent).catch(() => undefined);
  return above?.dev === device ? mountPointOf(parent, device) : path;
}
