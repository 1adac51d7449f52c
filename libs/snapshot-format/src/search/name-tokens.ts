import { nameKey } from './entry-keys.js';
import { KeyTokenWriter } from './key-tokens.js';
import { LooseTokenWriter } from './loose-tokens.js';
import type { NearWordWriter } from './near-words.js';
import type { PostingPool } from './posting-pool.js';
import type { TokenBuffer } from './token-buffer.js';
import type { TokenField } from './tokens.js';

/** Names whose tokens are kept, and their longest; some 8 MB with their tokens, which are far more than one name can have. */
const MOST_KEPT = 16_384;
const LONGEST_KEPT = 64;
const MOST_TOKENS = MOST_KEPT * 32;
/** The pool never has this age. */
const NO_AGE = -1;

/** Writes every token of a name in one field. */
export class NameWriter {
  private readonly keys: KeyTokenWriter;
  private readonly loose: LooseTokenWriter;

  constructor(field: TokenField, sink: TokenBuffer) {
    this.keys = new KeyTokenWriter(field, sink);
    this.loose = new LooseTokenWriter(field, sink);
  }

  write(name: string, near: NearWordWriter): void {
    const key = nameKey(name);
    this.keys.write(key);
    this.loose.write(name, key);
    near.write(key);
  }
}

/**
 * Tokens of names that come again and again, as those of artists and albums: finding them takes longer than adding them. All are
 * in two arrays, since arrays of their own for each name take five times the room.
 */
export class RepeatedTokens {
  /** By name, the number under which its tokens are kept. */
  private readonly names = new Map<string, number>();
  private readonly tokens = new Int32Array(MOST_TOKENS);
  /** The places of the tokens in the pool, as long as it has the age of the name. */
  private readonly places = new Int32Array(MOST_TOKENS);
  private readonly ages = new Int32Array(MOST_KEPT);
  /** Where the tokens of a name begin; those of the next one follow. */
  private readonly starts = new Int32Array(MOST_KEPT + 1);
  private count = 0;
  private last: string | undefined;
  private lastKept = 0;

  constructor(
    private readonly pool: PostingPool,
    private readonly buffer: TokenBuffer,
  ) {}

  /** Adds the tokens of a name; `write` adds them to the empty buffer, if they are not known. */
  repeat(name: string, write: () => void): void {
    // The tracks of an album mostly are next to each other.
    if (name !== this.last) this.lastKept = this.names.get(name) ?? this.keep(name, write);
    this.last = name;
    const { pool, places, ages, lastKept } = this;
    const [from, end] = [this.starts[lastKept] as number, this.starts[lastKept + 1] as number];
    if (ages[lastKept] === pool.age) for (let i = from; i < end; i++) pool.addAt(places[i] as number);
    else this.addAnew(lastKept, from, end);
  }

  /** Every name is written again: each source lists the words of its own. */
  forget(): void {
    this.names.clear();
    this.count = 0;
    this.last = undefined;
  }

  private addAnew(kept: number, from: number, end: number): void {
    const { pool, tokens, places, ages } = this;
    const { age } = pool;
    for (let i = from; i < end; i++) places[i] = pool.add(tokens[i] as number);
    ages[kept] = age === pool.age ? age : NO_AGE;
  }

  private keep(name: string, write: () => void): number {
    write();
    const tokens = this.buffer.take();
    if (this.count === MOST_KEPT || (this.starts[this.count] as number) + tokens.length > MOST_TOKENS) this.forget();
    const kept = this.count++;
    const start = this.starts[kept] as number;
    this.tokens.set(tokens, start);
    this.starts[this.count] = start + tokens.length;
    this.ages[kept] = NO_AGE;
    if (name.length <= LONGEST_KEPT) this.names.set(name, kept);
    return kept;
  }
}
