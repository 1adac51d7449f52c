/** Besides its bytes, an entry costs its key and the places in the map. */
const bytesPerEntry = 300;

/** Answers by address, up to so many bytes together; the one that was asked for longest ago goes first. */
export class BoundedAnswers {
  private readonly answers = new Map<string, Uint8Array>();
  private bytes = 0;

  constructor(private readonly most: number) {}

  get(address: string): Uint8Array | undefined {
    const answer = this.answers.get(address);
    if (answer === undefined) return undefined;
    // A map keeps the order of insertion.
    this.answers.delete(address);
    this.answers.set(address, answer);
    return answer;
  }

  /** Whether there is room for it, if others go. */
  fits(address: string, answer: Uint8Array): boolean {
    return sizeOf(address, answer) <= this.most;
  }

  /** `address` must not be there yet. */
  add(address: string, answer: Uint8Array): void {
    if (!this.fits(address, answer)) return;
    this.answers.set(address, answer);
    this.bytes += sizeOf(address, answer);
    for (const [oldest, its] of this.answers) {
      if (this.bytes <= this.most) return;
      this.answers.delete(oldest);
      this.bytes -= sizeOf(oldest, its);
    }
  }

  clear(): void {
    this.answers.clear();
    this.bytes = 0;
  }
}

const sizeOf = (address: string, { byteLength }: Uint8Array): number => byteLength + address.length + bytesPerEntry;
