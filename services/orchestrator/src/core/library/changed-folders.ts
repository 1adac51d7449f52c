import type { LibraryFolder } from '../sources/source-catalog.js';

/** With more, the whole library is scanned instead. */
const mostFolders = 1_000;

/** Folders that wait to be scanned, each once. */
export class ChangedFolders {
  private readonly folders = new Map<string, boolean>();
  private isEverything = false;

  get isEmpty(): boolean {
    return !this.isEverything && this.folders.size === 0;
  }

  add(folders: readonly LibraryFolder[]): void {
    for (const { path, whole } of folders) this.folders.set(path, whole || this.folders.get(path) === true);
    if (this.folders.size > mostFolders) this.addAll();
  }

  /** The whole library. */
  addAll(): void {
    this.isEverything = true;
    this.folders.clear();
  }

  /** All of them, which wait no more; undefined for the whole library. */
  take(): readonly LibraryFolder[] | undefined {
    const taken = this.isEverything ? undefined : [...this.folders].map(([path, whole]) => ({ path, whole }));
    this.isEverything = false;
    this.folders.clear();
    return taken;
  }

  /** Puts back what was taken. */
  putBack(folders: readonly LibraryFolder[] | undefined): void {
    if (folders === undefined) this.addAll();
    else this.add(folders);
  }
}
