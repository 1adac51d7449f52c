import { nameKey } from './entry-keys.js';
import { KeyTokenWriter } from './key-tokens.js';
import { LooseTokenWriter } from './loose-tokens.js';
import type { NearWordWriter } from './near-words.js';
import type { PostingPool } from './posting-pool.js';
import type { TokenBuffer } from './token-buffer.js';
import type { TokenField } from './tokens.js';

/** Names whose tokens are kept, and their longest: some 8 MB at most. */
const MOST_KEPT = 16_384;
const LONGEST_KEPT = 64;

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

interface KeptTokens {
  readonly tokens: Int32Array;
  /** Their places in the pool, as long as it has this age. */
  readonly places: Int32Array;
  age: number;
}

/** Tokens of names that come again and again, as those of artists and albums: finding them takes longer than adding them. */
export class RepeatedTokens {
  private readonly names = new Map<string, KeptTokens>();
  private last: string | undefined;
  private kept: KeptTokens = { tokens: new Int32Array(), places: new Int32Array(), age: -1 };

  constructor(
    private readonly pool: PostingPool,
    private readonly buffer: TokenBuffer,
  ) {}

  /** Adds the tokens of a name; `write` adds them to the empty buffer, if they are not known. */
  repeat(name: string, write: () => void): void {
    // The tracks of an album mostly are next to each other.
    if (name !== this.last) this.kept = this.names.get(name) ?? this.keep(name, write);
    this.last = name;
    const { pool, kept } = this;
    const { tokens, places } = kept;
    if (kept.age === pool.age) {
      for (let i = 0; i < places.length; i++) pool.addAt(places[i] as number);
      return;
    }
    kept.age = pool.age;
    for (let i = 0; i < tokens.length; i++) places[i] = pool.add(tokens[i] as number);
    if (kept.age !== pool.age) kept.age = -1;
  }

  private keep(name: string, write: () => void): KeptTokens {
    write();
    const tokens = this.buffer.take();
    const kept = { tokens, places: new Int32Array(tokens.length), age: -1 };
    if (this.names.size >= MOST_KEPT) this.names.clear();
    if (name.length <= LONGEST_KEPT) this.names.set(name, kept);
    return kept;
  }
}
