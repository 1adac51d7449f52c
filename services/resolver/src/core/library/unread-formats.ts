import { extensionOf, type FileKey, type ScanProblem } from './model.js';
import type { FolderListing } from './ports.js';

/** Sound files in formats that are not read, told once per format and folder of the library: there may be thousands. */
export class UnreadFormats {
  private readonly found = new Map<string, ScanProblem>();

  add({ unread }: Pick<FolderListing, 'unread'>): void {
    for (const file of unread) {
      const path = patternOf(file);
      if (!this.found.has(path))
        this.found.set(path, { path, reason: 'files of this format are not read; convert them, for example to FLAC' });
    }
  }

  faults(): readonly ScanProblem[] {
    return [...this.found.values()];
  }
}

const patternOf = (file: FileKey): string => `${file.root === '/' ? '' : file.root}/*.${extensionOf(file.path)}`;
