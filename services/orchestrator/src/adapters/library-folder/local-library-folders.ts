import { createHash } from 'node:crypto';
import { DEFAULT_LOCAL_BACKEND, localBackendName } from '@catalogsync/catalog';
import type { LibraryFolder, LibraryFolders } from '../../core/download/library-folder.js';
import { LocalLibraryFolder } from './local-library-folder.js';

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * LIBRARY_DIR, and the roots that it had when older jobs were made. Those have the backend of a folder catalogued in
 * place: the origin serves their files while LIBRARY_FOLDERS names the folder.
 */
export class LocalLibraryFolders implements LibraryFolders {
  private readonly byRoot = new Map<string, LibraryFolder>();

  constructor(private readonly present: string) {}

  at(root = this.present): LibraryFolder {
    const known = this.byRoot.get(root);
    if (known !== undefined) return known;
    const backend = root === this.present ? DEFAULT_LOCAL_BACKEND : localBackendName(root, sha256Hex);
    const folder = new LocalLibraryFolder(backend, root);
    this.byRoot.set(root, folder);
    return folder;
  }
}
