import { lstat } from 'node:fs/promises';
import { absolutePath, type FileKey, type FileStamp } from '../../core/library/model.js';
import type { FileStamps } from '../../core/library/ports.js';

/** Looks at files of the local file system without opening them. */
export class LocalFileStamps implements FileStamps {
  async stampOf(file: FileKey): Promise<FileStamp | undefined> {
    const stats = await lstat(absolutePath(file)).catch(() => undefined);
    return stats?.isFile() === true ? { size: stats.size, mtimeMs: stats.mtimeMs, inode: stats.ino } : undefined;
  }
}
