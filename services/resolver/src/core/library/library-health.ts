import type { HealthChecker, SourceHealth } from '../sources/fetch.js';

/** Checks whether folders can be read. */
export interface FolderProbe {
  isReadable(path: string): Promise<boolean>;
}

/** The library is healthy if all its folders can be read: an unmounted disk looks like an empty library. */
export class LibraryHealth implements HealthChecker {
  constructor(
    private readonly folders: readonly string[],
    private readonly probe: FolderProbe,
  ) {}

  async checkHealth(): Promise<SourceHealth> {
    if (this.folders.length === 0) return { reachable: false, detail: 'no folders are set. Set LIBRARY_FOLDERS.' };
    const missing: string[] = [];
    for (const folder of this.folders) if (!(await this.probe.isReadable(folder))) missing.push(folder);
    if (missing.length > 0)
      return { reachable: false, detail: `cannot be read: ${missing.join(', ')}. Check the path and its permissions.` };
    return { reachable: true, detail: this.folders.length === 1 ? '1 folder' : `${this.folders.length} folders` };
  }
}
