import type { RefusedFile, RejectedFile, RejectedFiles, SourceTrackId } from '../../src/core/choices/choices.js';

/** Keeps rejected files for the life of the process: for tests, and for a resolver without a database. */
export class MemoryRejectedFiles implements RejectedFiles {
  private readonly files: RejectedFile[] = [];

  async rejectedTracks(source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(remoteIds.filter((id) => id !== '' && this.files.some((file) => file.source === source && file.remoteId === id)));
  }

  async isRejectedContent(sha256: string): Promise<boolean> {
    return sha256 !== '' && this.files.some((file) => file.sha256 === sha256);
  }

  async among(tracks: readonly SourceTrackId[], sha256s: readonly string[]): Promise<readonly RefusedFile[]> {
    const isWanted = ({ source, remoteId, sha256 }: RejectedFile): boolean =>
      (remoteId !== '' && tracks.some((track) => track.source === source && track.remoteId === remoteId)) ||
      (sha256 !== '' && sha256s.includes(sha256));
    return this.files.filter(isWanted).map((file) => ({ ...file, refusedAt: 0 }));
  }

  async reject(file: RejectedFile): Promise<void> {
    const isKnown = this.files.some(
      ({ source, remoteId, sha256 }) => source === file.source && remoteId === file.remoteId && sha256 === file.sha256,
    );
    if (!isKnown) this.files.push(file);
  }
}
