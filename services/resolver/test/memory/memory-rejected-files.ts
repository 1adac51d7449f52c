import type { RejectedFile, RejectedFiles } from '../../src/core/choices/choices.js';

/** Keeps rejected files for the life of the process: for tests, and for a resolver without a database. */
export class MemoryRejectedFiles implements RejectedFiles {
  private readonly files: RejectedFile[] = [];

  async rejectedTracks(source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(remoteIds.filter((id) => id !== '' && this.files.some((file) => file.source === source && file.remoteId === id)));
  }

  async isRejectedContent(sha256: string): Promise<boolean> {
    return sha256 !== '' && this.files.some((file) => file.sha256 === sha256);
  }

  async reject(file: RejectedFile): Promise<void> {
    this.files.push(file);
  }
}
