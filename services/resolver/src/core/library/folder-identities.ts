import type { FileKey } from './model.js';

/**
 * Ids of playlist files derive from their path below the root, so they survive mounting the library
 * elsewhere. If two roots contain the same path, the first one asked for gets the short form.
 */
export class FolderIdentities {
  private readonly taken = new Map<string, string>();

  of(key: FileKey): string[] {
    const owner = this.taken.get(key.path) ?? key.root;
    this.taken.set(key.path, owner);
    return owner === key.root ? [key.path] : [key.path, key.root];
  }
}
