/** Finds the longest run of zero bytes in data that arrives in chunks. */
export class ZeroRuns {
  longest = 0;
  private current = 0;

  push(bytes: Buffer): void {
    let current = this.current;
    let longest = this.longest;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === 0) current++;
      else if (current > 0) {
        if (current > longest) longest = current;
        current = 0;
      }
    }
    this.current = current;
    this.longest = Math.max(longest, current);
  }

  /** The next chunk does not continue the previous one. */
  interrupt(): void {
    this.current = 0;
  }
}
