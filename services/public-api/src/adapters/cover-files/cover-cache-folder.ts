import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, makeFolder } from '@catalogsync/runtime';
import { coverFilePattern } from '@catalogsync/snapshot-format';
import type { CoverCache } from '../../core/covers/cover-pictures.js';

/** A cache as good as full takes in no more in the background. */
const nearlyFull = 0.95;

/**
 * Pictures in a folder, at most so many bytes. Which were used last is known of this process alone; after a restart it is their
 * time of storing. Nothing is synced: readers check each picture, and a lost one is fetched again.
 */
export class CoverCacheFolder implements CoverCache {
  /** By name, the bytes; those used last stand last. */
  private readonly kept = new Map<string, number>();
  private total = 0;
  private warned = false;

  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
    private readonly log: Logger,
  ) {}

  /** Takes over what an earlier process left. @throws Fault if the folder cannot be used */
  async open(): Promise<void> {
    await makeFolder(this.folder);
    const found: { name: string; bytes: number; at: number }[] = [];
    for (const shard of await readdir(this.folder)) {
      for (const name of await readdir(join(this.folder, shard)).catch(() => [])) {
        const file = join(this.folder, shard, name);
        if (!coverFilePattern.test(name)) await rm(file, { force: true, recursive: true });
        else {
          const { size, mtimeMs } = await stat(file);
          found.push({ name, bytes: size, at: mtimeMs });
        }
      }
    }
    for (const { name, bytes } of found.sort((a, b) => a.at - b.at)) this.add(name, bytes);
    await this.shrink();
  }

  has(name: string): boolean {
    return this.kept.has(name);
  }

  isFull(): boolean {
    return this.total >= this.mostBytes * nearlyFull;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const bytes = this.kept.get(name);
    if (bytes === undefined) return undefined;
    this.kept.delete(name);
    this.kept.set(name, bytes);
    return readFile(this.fileOf(name)).catch(() => {
      this.forget(name);
      return undefined;
    });
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const file = this.fileOf(name);
    const temporary = `${file}.tmp-${process.pid}`;
    try {
      await makeFolder(join(file, '..'));
      await writeFile(temporary, bytes);
      await rename(temporary, file);
      this.forget(name);
      this.add(name, bytes.length);
      await this.shrink();
      this.warned = false;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (!this.warned) this.log.warn({ err: error, folder: this.folder }, 'pictures of covers cannot be kept');
      this.warned = true;
    }
  }

  private add(name: string, bytes: number): void {
    this.kept.set(name, bytes);
    this.total += bytes;
  }

  private forget(name: string): void {
    this.total -= this.kept.get(name) ?? 0;
    this.kept.delete(name);
  }

  private async shrink(): Promise<void> {
    for (const name of this.kept.keys()) {
      if (this.total <= this.mostBytes) return;
      this.forget(name);
      await rm(this.fileOf(name), { force: true });
    }
  }

  private fileOf(name: string): string {
    return join(this.folder, name.slice(0, 2), name);
  }
}
