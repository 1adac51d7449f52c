import type { PostingPool } from './posting-pool.js';

const FIRST_ROOM = 1024;

/**
 * Tokens on their way from those who find them to the lists. All writers write here and nowhere else: so they stay small and
 * call one kind of object, and the engine spends half the time on compiling them.
 */
export class TokenBuffer {
  private tokens = new Int32Array(FIRST_ROOM);
  private count = 0;

  /** The same token may come twice. */
  add(token: number): void {
    if (this.count === this.tokens.length) this.grow();
    this.tokens[this.count++] = token;
  }

  private grow(): void {
    const { tokens } = this;
    this.tokens = new Int32Array(2 * tokens.length);
    this.tokens.set(tokens);
  }

  /** Moves the tokens to the current entry of a pool. */
  moveTo(pool: PostingPool): void {
    const { tokens, count } = this;
    for (let i = 0; i < count; i++) pool.add(tokens[i] as number);
    this.count = 0;
  }

  /** Takes the tokens out, each once. Valid until the next is added. */
  take(): Int32Array {
    const sorted = this.tokens.subarray(0, this.count).sort();
    this.count = 0;
    let kept = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i] as number;
    }
    return sorted.subarray(0, kept);
  }
}
