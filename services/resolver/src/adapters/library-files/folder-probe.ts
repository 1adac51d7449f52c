import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { FolderProbe } from '../../core/library/library-health.js';

export class LocalFolderProbe implements FolderProbe {
  async isReadable(path: string): Promise<boolean> {
    try {
      await access(path, constants.R_OK | constants.X_OK);
      return (await stat(path)).isDirectory();
    } catch {
      // Missing, forbidden, or on a file system that is gone: unreadable in every case.
      return false;
    }
  }
}
