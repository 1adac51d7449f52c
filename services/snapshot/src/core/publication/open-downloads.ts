/** Which snapshots are being downloaded from this service right now: those are in use. */
export class OpenDownloads {
  private readonly open = new Map<string, number>();

  /** Notes a download; call what it returns when the download has ended, once or more often. */
  begin(snapshotId: string): () => void {
    this.open.set(snapshotId, (this.open.get(snapshotId) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = (this.open.get(snapshotId) ?? 1) - 1;
      if (left === 0) this.open.delete(snapshotId);
      else this.open.set(snapshotId, left);
    };
  }

  has(snapshotId: string): boolean {
    return this.open.has(snapshotId);
  }
}
