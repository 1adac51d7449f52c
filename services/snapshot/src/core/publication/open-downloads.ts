/** Which snapshots this service is serving right now: they count as in use. */
export class OpenDownloads {
  private readonly open = new Map<string, number>();

  /** Records a download; call the returned function when it has ended (repeated calls do nothing). */
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
