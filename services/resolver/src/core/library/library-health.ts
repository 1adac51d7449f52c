import type { HealthChecker, SourceHealth } from '../sources/fetch.js';
import type { WatchedRoot } from './watch/model.js';

/** The library is healthy if all its folders can be read: an unmounted disk looks like an empty library. */
export class LibraryHealth implements HealthChecker {
  constructor(
    private readonly folders: readonly string[],
    private readonly isReadable: (folder: string) => Promise<boolean>,
    private readonly watched: () => readonly WatchedRoot[] = () => [],
  ) {}

  async checkHealth(): Promise<SourceHealth> {
    if (this.folders.length === 0) return { reachable: false, detail: 'no folders are set. Set LIBRARY_FOLDERS.' };
    const missing: string[] = [];
    for (const folder of this.folders) if (!(await this.isReadable(folder))) missing.push(folder);
    if (missing.length > 0)
      return { reachable: false, detail: `cannot be read: ${missing.join(', ')}. Check the path and its permissions.` };
    const count = this.folders.length === 1 ? '1 folder' : `${this.folders.length} folders`;
    return { reachable: true, detail: `${count}${this.watch()}` };
  }

  private watch(): string {
    const roots = this.watched();
    const unwatched = roots.find(({ reason }) => reason !== undefined);
    if (unwatched !== undefined)
      return `; ${unwatched.root} is ${unwatched.mode === 'polling' ? 'polled' : 'not watched'}: ${unwatched.reason}`;
    return roots.length === 0 ? '' : ', watched for changes';
  }
}
